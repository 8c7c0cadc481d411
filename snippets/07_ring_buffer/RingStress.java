///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//SOURCES ../Script.java ../support/TemporaryFolder.java ring/Ring.java
//SOURCES ring/RingLayout.java stress/ProducerPool.java stress/StressConsumer.java
//SOURCES stress/StressProducer.java
//DESCRIPTION 7. Kill the producers of a ring buffer at random, and check every message

/*
 * Producers put messages with a sequence number and a checksum into a ring. Again and again,
 * SIGKILL ends one of them at a random point, and a new one takes its place. Others are stopped for
 * a while by SIGSTOP. Every committed message must arrive exactly once, complete, and in the order
 * of its producer. Beyond the tutorial.
 *
 *     $ jbang ring-stress --messages 1000000
 *     1000014 messages from 18 producers; 15 were killed, 4 slots of theirs were skipped
 *     every message arrived once, in order and whole
 *
 * For a long test use --messages 100000000. --kind lanes tests the ring that has a lane for each
 * producer, and --kind one the ring with a single lane. There, a message that was not committed
 * leaves no trace, so no slot is skipped. With --consumer-dies 100, the consumer dies after about
 * 100 batches, again and again. Then the messages that it had not released must come once more, and
 * no other ones.
 */

import picocli.CommandLine.Option;

enum Kind { one, lanes, many }

@Option(names = "--kind",
    description = "A ring for one producer, with a lane for each, or for many. Default: many.")
Kind kind = Kind.many;

@Option(names = "--messages", paramLabel = "N",
    description = "Stop after N messages and at least one kill. Default: 1000000.")
long messages = 1_000_000;

@Option(names = "--producers", paramLabel = "N",
    description = "Producers at a time, if --kind is not one. Default: 3.")
int producers = 3;

@Option(names = "--kill-every", paramLabel = "MS",
    description = "Average milliseconds between two kills, at random. Default: 150.")
int killEveryMs = 150;

@Option(names = "--consumer-dies", paramLabel = "N",
    description = "Batches between two deaths of the consumer. Default: none.")
int consumerDies;

@Option(names = "--seed", paramLabel = "N",
    description = "Seed of the random kills. Default: the time.")
long seed = System.nanoTime();

@Option(names = "--slots", paramLabel = "N", description = "Slots of a lane. Default: 4096.")
int slots = 1 << 12;

void main(String... args) {
    Script.run(this, "ring-stress", "Kill a ring's producers, check its messages.", args, () -> {
        Script.require(messages > 0 && producers > 0 && killEveryMs > 0 && consumerDies >= 0,
            "--messages, --producers and --kill-every from 1, --consumer-dies from 0.");
        int most = kind == Kind.many ? RingLayout.MANY : RingLayout.MOST_LANES;
        Script.require(producers <= most, "--producers up to " + most + " with this --kind.");
        try (var folder = TemporaryFolder.create("ring-stress")) {
            stress(folder.path);
        }
    });
}

void stress(Path folder) throws Exception {
    String path = folder.resolve("ring").toString();
    int atATime = kind == Kind.one ? 1 : producers;
    (kind == Kind.many ? Ring.createManyToOne(path, slots)
        : Ring.createLanes(path, atATime, slots, StressProducer.FIXED_BYTES)).close();
    try (var consumer = new StressConsumer(path, consumerDies, seed);
            var all = new ProducerPool(folder, atATime)) {
        all.startKilling(killEveryMs, seed);
        // Wait for a kill too, because a fast ring may have all messages before the first one.
        consumer.takeUntil(() -> consumer.taken() >= messages && all.killed() > 0);
        all.stopKilling();
        all.tellToStop();
        consumer.takeUntil(all::allEnded);
        consumer.takeRest();
        consumer.compare(all);
        if (consumerDies > 0) {
            IO.println("the consumer died " + consumer.deaths() + " times");
        }
        IO.println("%d messages from %d producers; %d were killed, %d slots of theirs "
            .formatted(consumer.taken(), all.started(), all.killed(), consumer.skippedSlots())
            + "were skipped\nevery message arrived once, in order and whole");
    }
}
