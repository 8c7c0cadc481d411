///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../Libc.java ../Script.java ring/OneToOneProducer.java ring/Ring.java
//DESCRIPTION 7. Put a counter into a ring buffer: no value is overwritten before it is read

/*
 * The writer of chapter 5 overwrites values that nobody has read, and its reader reads some values
 * twice. Here the counter goes into a ring. Consumer.java, in another terminal, takes each value
 * out once, however slow or fast either of them is. Beyond the tutorial.
 *
 *     one terminal                         another terminal
 *     $ jbang producer -v --count 12 --interval 0
 *     put 100
 *     ...
 *     put 107
 *     the ring is full                     $ jbang consumer
 *     put 108                              100
 *     ...                                  ...
 *     put 111                              111
 *
 * After --count values it closes the ring. The consumer ends when it has taken the last value.
 */

import java.lang.foreign.ValueLayout;
import picocli.CommandLine.Option;

@Option(names = "--file", paramLabel = "FILE", description = "The ring's file. Default: testring.")
String file = "testring";

@Option(names = "--slots", paramLabel = "N",
    description = "How many values a new ring holds, a power of two. Default: 8.")
int slots = 8;

@Option(names = "--interval", paramLabel = "MS",
    description = "Milliseconds between two values. Default: 1000.")
int intervalMs = 1000;

@Option(names = "--count", paramLabel = "N",
    description = "How many values to put in. Default: no limit.")
long count = Long.MAX_VALUE;

@Option(names = "--start", paramLabel = "N", description = "The first value. Default: 100.")
long start = 100;

void main(String... args) {
    Script.run(this, "producer", "Put a counter into a ring, for one consumer.", args, () -> {
        Script.require(intervalMs >= 0 && count > 0, "--interval from 0, --count from 1.");
        Script.require(slots > 0 && Integer.bitCount(slots) == 1, "--slots is 1, 2, 4, 8 ...");
        try (Ring ring = openOrCreate()) {
            produce(ring, new OneToOneProducer(ring));
        }
    });
}

/** Uses the ring if it exists, because a producer may end or be killed, and start again. */
Ring openOrCreate() {
    try {
        return Ring.createOneToOne(file, slots, Long.BYTES);
    } catch (Libc.ErrnoException e) {
        if (e.errno != Libc.EEXIST) {
            throw e;
        }
        return Ring.open(file);
    }
}

void produce(Ring ring, OneToOneProducer producer) throws InterruptedException {
    for (long n = 0; n < count; n++) {
        if (n > 0) {
            Thread.sleep(intervalMs);
        }
        if (producer.isFull()) {
            Script.explain("the ring is full");
        }
        while (!ring.notFull.await(() -> !producer.isFull(), 1000)) {
            // Wait until the consumer has taken a value out.
        }
        long slot = producer.tryClaim();
        ring.memory.set(ValueLayout.JAVA_LONG, slot, start + n);
        producer.commit();
        ring.notEmpty.wake();
        Script.explain("put %d", start + n);
    }
    producer.finish();
}
