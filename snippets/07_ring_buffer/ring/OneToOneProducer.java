//SOURCES FutexCondition.java PeerLiveness.java Ring.java RingLayout.java

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The only producer of a ring. Message n goes into slot n modulo capacity.
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
    private final MemorySegment memory;
    private final FutexCondition notEmpty;
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

    /** Continues where the previous producer stopped. Throws while there is another one. */
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

    /** Claims a slot. Returns its offset in the ring's memory, or RING_FULL. */
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
            // Acquire, because the slot may be written only after the consumer has read it.
            long head = (long) RingLayout.LONG.getAcquire(RingLayout.ALL_MEMORY, headAddress);
            limit = head + mask + 1;
        }
        return claimed == limit;
    }

    /**
     * Publishes all messages that were claimed since the last commit, one message or a batch. If
     * the producer dies before its commit, they are dropped.
     */
    void commit() {
        // Release, because the messages must be visible before the tail that publishes them.
        RingLayout.LONG.setRelease(RingLayout.ALL_MEMORY, tailAddress, claimed);
    }

    /** Closes the ring: no message follows. */
    void finish() {
        RingLayout.INT.setRelease(memory, RingLayout.CLOSED, 1);
        notEmpty.wake();
    }
}
