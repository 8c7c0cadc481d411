///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../Libc.java ../Script.java ring/OneToOneConsumer.java ring/Ring.java
//DESCRIPTION 7. Take the counter out of the ring buffer: each value once, none lost

/*
 * Prints the values that Producer.java puts into the ring, each once and in order. While the ring
 * is empty, this program sleeps in futex(2) until the producer wakes it. Beyond the tutorial.
 *
 *     $ jbang producer --count 3 --interval 0
 *     $ jbang consumer
 *     100
 *     101
 *     102
 *
 * It ends when the producer has closed the ring and all values are taken out. Then it removes the
 * file. If it is ended before, by ^C or kill -9, no value is lost: the next consumer continues at
 * the first value that was not released. So one value may be printed twice.
 */

import java.lang.foreign.ValueLayout;
import picocli.CommandLine.Option;

@Option(names = "--file", paramLabel = "FILE", description = "The ring's file. Default: testring.")
String file = "testring";

@Option(names = "--interval", paramLabel = "MS",
    description = "Milliseconds between two values. Default: 0.")
int intervalMs;

@Option(names = "--count", paramLabel = "N",
    description = "How many values to take out. Default: no limit.")
long count = Long.MAX_VALUE;

void main(String... args) {
    Script.run(this, "consumer", "Take a counter out of a ring.", args, () -> {
        Script.require(intervalMs >= 0 && count > 0, "--interval from 0, --count from 1.");
        try (Ring ring = open()) {
            var consumer = new OneToOneConsumer(ring);
            consume(ring, consumer);
            if (consumer.finished() && !consumer.holdsMessages()) {
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
        // If the reader of the output is gone, as in "| head -3", this value was not read.
        if (System.out.checkError()) {
            return;
        }
        consumer.release();
        ring.notFull.wake();
        Thread.sleep(intervalMs);
    }
}
