//SOURCES Ring.java RingLayout.java SlotHeader.java

import java.lang.foreign.MemorySegment;

/**
 * The slots of a ring with many producers: where they and their headers are, and how processes read
 * and write them. A position counts the slots since the ring was created; it only grows.
 */
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

    /** The position of the next claim; claims that are not counted yet may follow it. */
    long tail() {
        return (long) RingLayout.LONG.getAcquire(memory, RingLayout.TAIL);
    }

    /** Moves the tail past a claim, unless another producer did. */
    void moveTail(long tail, long slots) {
        RingLayout.LONG.compareAndSet(memory, RingLayout.TAIL, tail, tail + slots);
    }

    /** How often the positions have gone round the ring before this one. */
    long lap(long position) {
        return position >>> lapShift;
    }

    /** The offset of the header of a position's slot. */
    long headerOffset(long position) {
        return RingLayout.DATA + (position & (capacity - 1)) * Long.BYTES;
    }

    /** Acquire: a message is read after the header that shows it, and written after it is free. */
    long header(long position) {
        return (long) RingLayout.LONG.getAcquire(memory, headerOffset(position));
    }

    /** Release: a message is complete in memory before the header that shows it. */
    void set(long position, long header) {
        RingLayout.LONG.setRelease(memory, headerOffset(position), header);
    }

    boolean compareAndSet(long position, long expected, long header) {
        return RingLayout.LONG.compareAndSet(memory, headerOffset(position), expected, header);
    }

    /** Whether the header belongs to this position, and not to one a lap earlier or later. */
    boolean isCurrent(long position, long header) {
        return SlotHeader.isOfLap(header, lap(position));
    }

    /** The state of a position's slot; FREE if the header is of another lap. */
    int state(long position, long header) {
        return isCurrent(position, header) ? SlotHeader.state(header) : SlotHeader.FREE;
    }

    /** The offset of a position's slot. */
    long offset(long position) {
        return first + (position & (capacity - 1)) * SLOT_BYTES;
    }

    long positionInLap(long offset) {
        return (offset - first) / SLOT_BYTES;
    }
}
