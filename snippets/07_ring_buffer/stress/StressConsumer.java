//SOURCES ../ring/LanesConsumer.java ../ring/ManyToOneConsumer.java ../ring/Ring.java
//SOURCES ../ring/RingLayout.java ProducerPool.java StressProducer.java

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;

/**
 * Takes the messages of {@link StressProducer}s out of a ring of either kind, and checks them. If
 * asked for, it dies again and again. Then exactly the messages must come again that it had taken
 * and not released.
 */
final class StressConsumer implements AutoCloseable {
    private static final long STALLED_NANOS = 30_000_000_000L;
    private static final int BATCH = 64;

    private final String path;
    private final SplittableRandom random;
    private final int dieEvery;
    private final CRC32C crc = new CRC32C();
    private Ring ring;
    private ByteBuffer bytes;
    private Source source;
    /** The sequence number that each producer's next message must have. */
    private final long[] expected = new long[ProducerPool.MOST];
    /** The producers of the messages that are taken and not released. */
    private final List<Integer> unreleased = new ArrayList<>();
    private long taken;
    private long skippedBefore, skippedReleased;
    private int deaths;

    /** @param dieEvery the average number of batches between two deaths, or 0 for none */
    StressConsumer(String path, int dieEvery, long seed) {
        this.path = path;
        this.dieEvery = dieEvery;
        random = new SplittableRandom(seed);
        open();
    }

    private void open() {
        long beginNanos = System.nanoTime();
        source = null;
        while (source == null) {
            ring = Ring.open(path);
            try {
                source = Source.of(ring);
            } catch (IllegalStateException held) {
                // A producer that is starting has inherited the lock, until its exec(2).
                close();
                if (System.nanoTime() - beginNanos > STALLED_NANOS) {
                    throw held;
                }
            }
        }
        bytes = ring.memory.asByteBuffer();
    }

    /** Does what kill -9 does: the locks are free, the mapping is gone, nothing is released. */
    private void dieAndStartAgain() {
        deaths++;
        skippedBefore = skippedReleased;
        taken -= unreleased.size();
        unreleased.forEach(producer -> expected[producer]--);
        unreleased.clear();
        close();
        open();
    }

    /** The consumer of any kind of ring. */
    private record Source(LongSupplier next, IntSupplier length, Runnable release,
            BooleanSupplier isEmpty, LongSupplier skippedSlots) {
        static Source of(Ring ring) {
            if (ring.kind == RingLayout.ONE_TO_ONE) {
                var lanes = new LanesConsumer(ring);
                return new Source(lanes::next, () -> StressProducer.FIXED_BYTES, lanes::release,
                    lanes::isEmpty, () -> 0);
            }
            var many = new ManyToOneConsumer(ring);
            return new Source(many::next, many::length, many::release, many::isEmpty,
                many::skippedSlots);
        }
    }

    long taken() {
        return taken;
    }

    long skippedSlots() {
        return skippedBefore + source.skippedSlots().getAsLong();
    }

    int deaths() {
        return deaths;
    }

    void takeUntil(BooleanSupplier done) {
        long lastNanos = System.nanoTime();
        while (!done.getAsBoolean()) {
            if (take()) {
                lastNanos = System.nanoTime();
            } else if (System.nanoTime() - lastNanos > STALLED_NANOS) {
                throw new IllegalStateException(
                    "no message came for 30 s, after " + taken + " messages");
            }
        }
    }

    /** Takes and skips all that is left. Call it when no producer runs any more. */
    void takeRest() {
        while (take()) {
            // Continue until no message comes within 100 ms.
        }
    }

    /** Waits for messages, takes some and releases them. Returns false if none came in 100 ms. */
    private boolean take() {
        if (!ring.notEmpty.await(() -> !source.isEmpty().getAsBoolean(), 100)) {
            return false;
        }
        long slot = source.next().getAsLong();
        for (int i = 0; i < BATCH && slot != Ring.RING_EMPTY; i++) {
            check(slot, source.length().getAsInt());
            taken++;
            slot = i + 1 < BATCH ? source.next().getAsLong() : Ring.RING_EMPTY;
        }
        if (dieEvery > 0 && random.nextInt(dieEvery) == 0) {
            dieAndStartAgain();
            return true;
        }
        source.release().run();
        unreleased.clear();
        skippedReleased = skippedSlots();
        ring.notFull.wake();
        return true;
    }

    private void check(long slot, int lengthBytes) {
        int producer = ring.memory.get(ValueLayout.JAVA_INT, slot);
        int checksum = ring.memory.get(ValueLayout.JAVA_INT, slot + 4);
        if (checksum != StressProducer.checksum(bytes, slot, lengthBytes, crc)) {
            throw new IllegalStateException(
                "a message is not complete, after " + taken + " messages");
        }
        long sequence = ring.memory.get(ValueLayout.JAVA_LONG, slot + 8);
        if (sequence != expected[producer]++) {
            throw new IllegalStateException("from producer " + producer + " came message "
                + sequence + " instead of " + (expected[producer] - 1));
        }
        unreleased.add(producer);
    }

    /** Throws if a producer's messages are not as many as it has counted, or one more. */
    void compare(ProducerPool all) {
        for (int producer = 1; producer <= all.started(); producer++) {
            long more = expected[producer] - all.counted(producer);
            if (more != 0 && more != 1) {
                throw new IllegalStateException("producer " + producer + " put in "
                    + all.counted(producer) + " messages, and " + expected[producer] + " came");
            }
        }
    }

    @Override
    public void close() {
        if (ring != null) {
            ring.close();
            ring = null;   // if the next open() fails, it must not be closed twice
        }
    }
}
