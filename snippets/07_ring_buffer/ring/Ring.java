//SOURCES ../../Libc.java FutexCondition.java RingFile.java RingLayout.java RoleLocks.java

import java.lang.foreign.MemorySegment;
import java.util.stream.IntStream;

/**
 * A queue in a file that several processes have mapped. {@link RingLayout} shows the layout of the
 * file. The slots are used in turn, and again after the consumer has released them.
 *
 * <p>What a ring promises, if a process may end at any instruction:
 * <ul>
 * <li>While the consumer lives, it gets each committed message exactly once, and the messages of
 *     one producer in order.
 * <li>If the consumer dies, the next one also gets the messages that were read but not released: at
 *     least once.
 * <li>If a producer dies, its uncommitted message is dropped, and nothing else.
 * <li>A producer that is stopped while it starts, or from its intent to its commit, can block the
 *     consumer of a ring with many producers: it may still go on. It blocks nobody else's lane.
 * <li>A process that writes where it should not can destroy everything. Counters that cannot be
 *     true are noticed; wrong messages are not. So share a ring only with programs that you trust.
 * </ul>
 */
final class Ring implements AutoCloseable {
    /** What {@code tryClaim} returns instead of an offset when no slot is free. */
    static final long RING_FULL = -1;
    /** What {@code next} returns instead of an offset when no message is there. */
    static final long RING_EMPTY = -1;

    /** The mapping of the whole file. Do not access it after {@link #close}. */
    final MemorySegment memory;
    final int kind;
    final int producers;
    final int capacity;
    final int slotBytes;
    final FutexCondition notEmpty;
    final FutexCondition notFull;
    final RoleLocks locks;

    private Ring(RingFile file) {
        memory = file.memory();
        locks = new RoleLocks(file.fd());
        kind = (int) RingLayout.INT.get(memory, RingLayout.KIND);
        producers = (int) RingLayout.INT.get(memory, RingLayout.PRODUCERS);
        capacity = (int) RingLayout.INT.get(memory, RingLayout.CAPACITY);
        slotBytes = (int) RingLayout.INT.get(memory, RingLayout.SLOT_BYTES);
        notEmpty = new FutexCondition(memory, RingLayout.NOT_EMPTY);
        notFull = new FutexCondition(memory, RingLayout.NOT_FULL);
    }

    /** Creates the file, which must not exist yet, for messages of {@code slotBytes} bytes. */
    static Ring createOneToOne(String path, int slots, int slotBytes) {
        return createLanes(path, 1, slots, slotBytes);
    }

    /** The same for up to 15 producers, each with a lane of {@code slots} slots of its own. */
    static Ring createLanes(String path, int lanes, int slots, int slotBytes) {
        return new Ring(RingFile.create(path, RingLayout.ONE_TO_ONE, lanes, slots, slotBytes));
    }

    /**
     * For up to 29 producers that use the same slots, with messages of any length. Each slot has 64
     * bytes, which is one cache line.
     */
    static Ring createManyToOne(String path, int slots) {
        return new Ring(RingFile.create(path, RingLayout.MANY_TO_ONE, RingLayout.MANY, slots, 64));
    }

    /** Maps a ring that exists, with all messages that were not taken out. */
    static Ring open(String path) {
        return new Ring(RingFile.open(path));
    }

    /** Returns this ring, or throws if it is of another kind than the caller can use. */
    Ring ofKind(int wanted) {
        if (kind != wanted) {
            throw new IllegalStateException("this ring is for "
                + (wanted == RingLayout.ONE_TO_ONE ? "many producers" : "one producer"));
        }
        return this;
    }

    /** Takes the place of a producer that has ended, or a new one. Returns its number. */
    int takeProducer() {
        for (int producer = 0; producer < producers; producer++) {
            long role = RingLayout.producerLock(kind, producer);
            if (locks.tryLock(role)) {
                if (!isClosed(producer)) {
                    return producer;
                }
                // Otherwise the consumer would wait for what a dead producer has claimed, as long
                // as this process lives.
                locks.unlock(role);
            }
        }
        throw new IllegalStateException(whyNoRole());
    }

    private boolean isClosed(int producer) {
        long lane = kind == RingLayout.ONE_TO_ONE ? producer * RingLayout.LANE_BYTES : 0;
        return (long) RingLayout.LONG.getAcquire(memory, lane + RingLayout.TAIL) < 0;
    }

    void takeConsumer() {
        if (!locks.tryLock(RingLayout.HEAD)) {
            throw new IllegalStateException("the ring has a consumer already");
        }
    }

    private String whyNoRole() {
        long closed = IntStream.range(0, producers).filter(this::isClosed).count();
        return closed == producers ? "the ring is closed"
            : closed > 0 ? "the ring has only lanes that are closed or have a producer already"
            : producers == 1 ? "the ring has a producer already"
            : "the ring has " + producers + " producers already";
    }

    /** Unmaps the file, but does not delete it. Its producers and its consumer end with that. */
    @Override
    public void close() {
        Libc.munmap(memory, memory.byteSize());
        locks.close();
    }
}
