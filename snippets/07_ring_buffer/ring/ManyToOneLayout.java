//SOURCES Ring.java RingLayout.java SlotHeader.java

import java.lang.foreign.MemorySegment;

/**
 * The slots of a ring with many producers and their headers: where they are, and with which memory
 * order processes access them. A position counts the slots since the ring was created. It only
 * grows.
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

    /** The position of the next claim. Other producers may have claimed it already. */
    long tail() {
        return (long) RingLayout.LONG.getAcquire(memory, RingLayout.TAIL);
    }

    /** Moves the tail past a claim, unless another producer has done so. */
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

    /** Reads a header with acquire: a slot is read or written only after its header was read. */
    long header(long position) {
        return (long) RingLayout.LONG.getAcquire(memory, headerOffset(position));
    }

    /** Writes a header with release: a message is visible before the header that publishes it. */
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
