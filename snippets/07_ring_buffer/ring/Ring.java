//SOURCES ../../Libc.java FutexCondition.java RingLayout.java

import java.lang.foreign.MemorySegment;

/**
 * A queue in a file that several processes have mapped. No message is lost, duplicated or
 * overwritten. The slots are used in turn, and again after the consumer has released them.
 * {@link RingLayout} shows where everything stands in the file.
 */
final class Ring implements AutoCloseable {
    /** What {@code tryClaim} returns instead of an offset when no slot is free. */
    static final long RING_FULL = -1;
    /** What {@code next} returns instead of an offset when no message is there. */
    static final long RING_EMPTY = -1;

    /** The whole file, mapped; not to be touched after {@link #close}. */
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

    /** Makes the file, which must not be there yet, for messages of {@code slotBytes}. */
    static Ring createOneToOne(String path, int slots, int slotBytes) {
        return new Ring(RingLayout.create(path, RingLayout.ONE_TO_ONE, slots, slotBytes));
    }

    /** The same for messages of any length, put into slots of 64 bytes, a cache line each. */
    static Ring createManyToOne(String path, int slots) {
        return new Ring(RingLayout.create(path, RingLayout.MANY_TO_ONE, slots, 64));
    }

    /** Maps a ring that is there, with all that was not taken out. */
    static Ring open(String path) {
        return new Ring(RingLayout.open(path));
    }

    /** Refuses what a producer or a consumer of this kind would misread. */
    Ring ofKind(int kind) {
        if ((int) RingLayout.INT.get(memory, RingLayout.KIND) != kind) {
            throw new IllegalStateException("this ring is for "
                + (kind == RingLayout.ONE_TO_ONE ? "many producers" : "one producer"));
        }
        return this;
    }

    /** Unmaps the file, which stays. */
    @Override
    public void close() {
        Libc.munmap(memory, memory.byteSize());
    }
}
