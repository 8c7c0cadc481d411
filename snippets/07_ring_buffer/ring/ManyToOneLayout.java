//SOURCES Ring.java RingLayout.java SlotHeader.java

import java.lang.foreign.MemorySegment;

/** Where the slots of a ring for many producers are, and their states. Positions only ever grow. */
final class ManyToOneLayout {
    private static final int SLOT_BYTES = 64;

    final MemorySegment memory;
    final long capacity;
    private final int lapShift;
    private final long first;

    ManyToOneLayout(Ring ring) {
        memory = ring.ofKind(RingLayout.MANY_TO_ONE).memory;
        capacity = ring.capacity;
        lapShift = Long.numberOfTrailingZeros(capacity);
        first = RingLayout.DATA + Long.BYTES * capacity;
    }

    /** How often the ring has come round at this position. */
    long lap(long position) {
        return position >>> lapShift;
    }

    /** Where the state of a position's slot stands. */
    long stateAt(long position) {
        return RingLayout.DATA + (position & (capacity - 1)) * Long.BYTES;
    }

    /** Acquire: a message is read after the state that tells of it, written after it is free. */
    long state(long position) {
        return (long) RingLayout.LONG.getAcquire(memory, stateAt(position));
    }

    /** Whether the state belongs to this position, and not to one a lap before or behind. */
    boolean isOf(long position, long state) {
        return SlotHeader.isOfLap(state, lap(position));
    }

    long offset(long position) {
        return first + (position & (capacity - 1)) * SLOT_BYTES;
    }

    long positionInLap(long offset) {
        return (offset - first) / SLOT_BYTES;
    }
}
