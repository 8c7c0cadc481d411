//SOURCES FutexCondition.java Ring.java RingLayout.java

import java.lang.foreign.MemorySegment;

/**
 * The only producer of a ring, or of a lane of a ring. Message n goes into slot n modulo capacity.
 *
 * <pre>
 *        head              tail            The consumer writes head, the producer writes tail. Both
 *          v                 v             only grow. tail - head messages are in the ring.
 *   |  8  |  5  |  6  |  7  |     |
 * </pre>
 *
 * Each counter has one writer, so neither a lock nor a compare-and-set is needed. Memory order is
 * enough: a message is written before the tail that publishes it (release), and read after that
 * tail (acquire).
 */
final class OneToOneProducer {
    private final FutexCondition notEmpty;
    private final long slots;
    private final long mask;
    private final int slotShift;
    private final long headAddress;
    private final long tailAddress;

    private long claimed;
    /**
     * The number of the first message that has no free slot, by the head that was read last. The
     * head is read again only when the ring seems full. Otherwise its cache line would travel
     * between the two cores at every message.
     */
    private long limit;
    private boolean isClosed;

    /** Continues where the previous producer stopped. Throws if all lanes have a producer. */
    OneToOneProducer(Ring ring) {
        int lane = ring.ofKind(RingLayout.ONE_TO_ONE).takeProducer();
        notEmpty = ring.notEmpty;
        slots = RingLayout.DATA + (long) lane * ring.capacity * ring.slotBytes;
        mask = ring.capacity - 1;
        slotShift = Integer.numberOfTrailingZeros(ring.slotBytes);
        long counters = ring.memory.address() + lane * RingLayout.LANE_BYTES;
        headAddress = counters + RingLayout.HEAD;
        tailAddress = counters + RingLayout.TAIL;
        claimed = (long) RingLayout.LONG.getAcquire(RingLayout.ALL_MEMORY, tailAddress);
        limit = claimed;
    }

    /**
     * Claims a slot. Returns its offset in the ring's memory, or RING_FULL. Throws after finish().
     */
    long tryClaim() {
        long message = claimed;
        if (message == limit && isFull()) {
            return Ring.RING_FULL;
        }
        claimed = message + 1;
        return slots + ((message & mask) << slotShift);
    }

    boolean isFull() {
        if (claimed == limit) {
            requireOpen();
            // Acquire, because the slot may be written only after the consumer has read it.
            long head = (long) RingLayout.LONG.getAcquire(RingLayout.ALL_MEMORY,
                headAddress & RingLayout.ADDRESS);
            limit = claimed + mask + 1 - RingLayout.used(claimed, head, mask + 1);
        }
        return claimed == limit;
    }

    /**
     * Publishes all messages that were claimed since the last commit, one message or a batch. If
     * the producer dies before its commit, they are dropped.
     */
    void commit() {
        requireOpen();
        // Release, because the messages must be visible before the tail that publishes them.
        RingLayout.LONG.setRelease(RingLayout.ALL_MEMORY, tailAddress & RingLayout.ADDRESS,
            claimed);
    }

    /** Commits, and closes the lane for this and all later producers. */
    void finish() {
        isClosed = true;
        limit = claimed;   // so the next tryClaim() looks whether the lane is closed
        RingLayout.LONG.setRelease(RingLayout.ALL_MEMORY, tailAddress,
            claimed | RingLayout.CLOSED);
        notEmpty.wake();
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the ring is closed");
        }
    }
}
