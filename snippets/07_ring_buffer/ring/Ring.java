//SOURCES ../../Libc.java FutexCondition.java RingLayout.java

import java.lang.foreign.MemorySegment;

/**
 * A queue in a file that several processes have mapped. {@link RingLayout} shows the layout of the
 * file. The slots are used in turn, and again after the consumer has released them.
 *
 * <p>While the consumer lives, it gets each committed message exactly once, and the messages of one
 * producer in order. If the consumer dies, the next one also gets the messages that were read but
 * not released: at least once. If a producer dies, its uncommitted messages are dropped. For the
 * known limits see {@link ManyToOneProducer} and {@link PeerLiveness}.
 */
final class Ring implements AutoCloseable {
    /** What {@code tryClaim} returns instead of an offset when no slot is free. */
    static final long RING_FULL = -1;
    /** What {@code next} returns instead of an offset when no message is there. */
    static final long RING_EMPTY = -1;

    /** The mapping of the whole file. Do not access it after {@link #close}. */
    final MemorySegment memory;
    final int capacity;
    final int slotBytes;
    final FutexCondition notEmpty;
    final FutexCondition notFull;

    private Ring(MemorySegment memory) {
        this.memory = memory;
        capacity = (int) RingLayout.INT.get(memory, RingLayout.CAPACITY);
        slotBytes = (int) RingLayout.INT.get(memory, RingLayout.SLOT_BYTES);
        notEmpty = new FutexCondition(memory, RingLayout.NOT_EMPTY);
        notFull = new FutexCondition(memory, RingLayout.NOT_FULL);
    }

    /** Creates the file, which must not exist yet, for messages of {@code slotBytes} bytes. */
    static Ring createOneToOne(String path, int slots, int slotBytes) {
        return new Ring(RingLayout.create(path, RingLayout.ONE_TO_ONE, slots, slotBytes));
    }

    /** The same for messages of any length. Each slot has 64 bytes, which is one cache line. */
    static Ring createManyToOne(String path, int slots) {
        return new Ring(RingLayout.create(path, RingLayout.MANY_TO_ONE, slots, 64));
    }

    /** Maps a ring that exists, with all messages that were not taken out. */
    static Ring open(String path) {
        return new Ring(RingLayout.open(path));
    }

    /** Returns this ring, or throws if it is of another kind than the caller can use. */
    Ring ofKind(int kind) {
        if ((int) RingLayout.INT.get(memory, RingLayout.KIND) != kind) {
            throw new IllegalStateException("this ring is for "
                + (kind == RingLayout.ONE_TO_ONE ? "many producers" : "one producer"));
        }
        return this;
    }

    /** Unmaps the file, but does not delete it. */
    @Override
    public void close() {
        Libc.munmap(memory, memory.byteSize());
    }
}
