//SOURCES Ring.java RingLayout.java SlotHeader.java

/**
 * The counters, intents, headers and slots of a ring with many producers: where they are, and with
 * which memory order processes access them. A position counts the slots since the ring was created.
 * It only grows.
 */
final class ManyToOneLayout {
    private static final int SLOT_BYTES = 64;

    final long capacity;
    private final int lapShift;
    private final long base;
    private final long first;

    ManyToOneLayout(Ring ring) {
        base = ring.ofKind(RingLayout.MANY_TO_ONE).memory.address();
        capacity = ring.capacity;
        lapShift = Long.numberOfTrailingZeros(capacity);
        first = RingLayout.DATA + Long.BYTES * capacity;
    }

    /** The position of the next claim, and the bit for closed. */
    long tail() {
        return get(RingLayout.TAIL);
    }

    boolean moveTail(long tail, long newTail) {
        return RingLayout.LONG.compareAndSet(RingLayout.ALL_MEMORY, address(RingLayout.TAIL), tail,
            newTail);
    }

    /** The position of the first slot that the consumer has not released. */
    long head() {
        return get(RingLayout.HEAD);
    }

    void setHead(long head) {
        set(RingLayout.HEAD, head);
    }

    /** The position that a producer wants to claim or has claimed last, or NO_INTENT. */
    long intent(int producer) {
        return get(RingLayout.INTENTS + producer * RingLayout.INTENT_BYTES);
    }

    void setIntent(int producer, long position) {
        set(RingLayout.INTENTS + producer * RingLayout.INTENT_BYTES, position);
    }

    long header(long position) {
        return get(headerOffset(position));
    }

    /** Publishes a message, or the padding at the end of a lap. */
    void publish(long position, int length, int state) {
        set(headerOffset(position), SlotHeader.of(position >>> lapShift, length, state));
    }

    /** The offset of the header of a position's slot. */
    long headerOffset(long position) {
        return RingLayout.DATA + (position & (capacity - 1)) * Long.BYTES;
    }

    /** Whether the header was written for this position, and not a lap or more ago. */
    boolean isCurrent(long position, long header) {
        return SlotHeader.isOfLap(header, position >>> lapShift);
    }

    /** The offset of a position's slot. */
    long offset(long position) {
        return first + (position & (capacity - 1)) * SLOT_BYTES;
    }

    /** How many slots there are from this position to the end of the lap. */
    long toEnd(long position) {
        return capacity - (position & (capacity - 1));
    }

    /** Reads with acquire, so that all that was written before this value can be read after it. */
    private long get(long offset) {
        return (long) RingLayout.LONG.getAcquire(RingLayout.ALL_MEMORY, address(offset));
    }

    /** Writes with release, so that all earlier writes are visible before this value. */
    private void set(long offset, long value) {
        RingLayout.LONG.setRelease(RingLayout.ALL_MEMORY, address(offset), value);
    }

    private long address(long offset) {
        return base + offset & RingLayout.ADDRESS;
    }
}
