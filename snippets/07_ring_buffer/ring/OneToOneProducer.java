//SOURCES FutexCondition.java PeerLiveness.java Ring.java RingLayout.java

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The only one who puts messages into a ring. Message n goes into slot n modulo capacity.
 *
 * <pre>
 *        head              tail            head is the consumer's, tail the producer's; both only
 *          v                 v             grow, and tail - head messages are in the ring
 *   |  8  |  5  |  6  |  7  |     |
 * </pre>
 *
 * Each index has one writer, so neither lock nor compare-and-set is needed: only that a message is
 * written before the tail that shows it (release), and read after it (acquire).
 */
final class OneToOneProducer {
    private final MemorySegment memory;
    private final FutexCondition notEmpty;
    private final long mask;
    private final int slotShift;
    private final long headAddress;
    private final long tailAddress;

    private long claimed;
    /**
     * The first message that has no slot, as far as the consumer was when last looked at. To look
     * again only when the ring seems full saves the two processors from fetching each other's cache
     * line for every message.
     */
    private long limit;

    /** Goes on where the producer before stopped, and refuses while there is another one. */
    OneToOneProducer(Ring ring) throws IOException {
        memory = ring.ofKind(RingLayout.ONE_TO_ONE).memory;
        notEmpty = ring.notEmpty;
        mask = ring.capacity - 1;
        slotShift = Integer.numberOfTrailingZeros(ring.slotBytes);
        headAddress = memory.address() + RingLayout.HEAD;
        tailAddress = memory.address() + RingLayout.TAIL;
        PeerLiveness.take(memory, RingLayout.PRODUCER, "producer");
        if ((int) RingLayout.INT.getAcquire(memory, RingLayout.CLOSED) == 1) {
            throw new IllegalStateException("the ring is closed");
        }
        claimed = (long) RingLayout.LONG.getAcquire(memory, RingLayout.TAIL);
        limit = (long) RingLayout.LONG.getAcquire(memory, RingLayout.HEAD) + ring.capacity;
    }

    /** The offset in the ring's memory to write the next message at, or RING_FULL. */
    long tryClaim() {
        long message = claimed;
        if (message == limit && isFull()) {
            return Ring.RING_FULL;
        }
        claimed = message + 1;
        return RingLayout.DATA + ((message & mask) << slotShift);
    }

    boolean isFull() {
        if (claimed == limit) {
            // Acquire: the slot is written only after the consumer has read what was in it.
            long head = (long) RingLayout.LONG.getAcquire(RingLayout.ALL_MEMORY, headAddress);
            limit = head + mask + 1;
        }
        return claimed == limit;
    }

    /**
     * Shows the consumer all that was claimed since the last commit, one message or a batch. What a
     * producer dies over was never there.
     */
    void commit() {
        // Release: the messages are in memory before the tail that tells of them.
        RingLayout.LONG.setRelease(RingLayout.ALL_MEMORY, tailAddress, claimed);
    }

    /** No message follows. */
    void finish() {
        RingLayout.INT.setRelease(memory, RingLayout.CLOSED, 1);
        notEmpty.wake();
    }
}
