///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../Libc.java ../Script.java ring/OneToOneConsumer.java ring/Ring.java
//DESCRIPTION 7. Take the counter out of the ring buffer: each value once, none lost

/*
 * Prints what Producer.java put into the ring, each value once and in order. While there is none it
 * sleeps in the kernel, by futex(2), until the producer wakes it. Beyond the tutorial.
 *
 *     $ jbang producer --count 3 --interval 0
 *     $ jbang consumer
 *     100
 *     101
 *     102
 *
 * It ends when the producer has closed the ring and all is taken out, and then removes the file.
 * Ended before, by ^C or kill -9, it loses nothing: the next consumer goes on where it stopped, and
 * a value that was printed but not yet given back is printed once more.
 */

import java.lang.foreign.ValueLayout;
import picocli.CommandLine.Option;

@Option(names = "--file", paramLabel = "FILE", description = "The ring's file. Default: testring.")
String file = "testring";

@Option(names = "--interval", paramLabel = "MS",
    description = "Milliseconds between two values. Default: 0.")
int intervalMs;

@Option(names = "--count", paramLabel = "N",
    description = "How many values to take out. Default: no end.")
long count = Long.MAX_VALUE;

void main(String... args) {
    Script.run(this, "consumer", "Take a counter out of a ring.", args, () -> {
        Script.require(intervalMs >= 0 && count > 0, "--interval from 0, --count from 1.");
        try (Ring ring = open()) {
            var consumer = new OneToOneConsumer(ring);
            consume(ring, consumer);
            if (consumer.finished()) {
                Libc.unlink(file);
            }
        }
    });
}

Ring open() {
    try {
        return Ring.open(file);
    } catch (Libc.ErrnoException e) {
        throw e.errno != Libc.ENOENT ? e
            : Script.refusal(e.getMessage() + ": start a producer first");
    }
}

void consume(Ring ring, OneToOneConsumer consumer) throws InterruptedException {
    for (long n = 0; n < count; n++) {
        while (!ring.notEmpty.await(() -> !consumer.isEmpty() || consumer.finished(), 1000)) {
            Script.explain("the ring is empty");
        }
        long slot = consumer.next();
        if (slot == Ring.RING_EMPTY) {
            return;
        }
        IO.println(ring.memory.get(ValueLayout.JAVA_LONG, slot));
        // Whoever read the lines may be gone, as in "| head -3": then this one was not read.
        if (System.out.checkError()) {
            return;
        }
        consumer.release();
        ring.notFull.wake();
        Thread.sleep(intervalMs);
    }
}
