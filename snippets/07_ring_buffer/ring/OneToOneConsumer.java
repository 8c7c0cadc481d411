//SOURCES PeerLiveness.java Ring.java RingLayout.java

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The only consumer of a ring. It takes messages out in the order in which they were put in. */
final class OneToOneConsumer {
    private final MemorySegment memory;
    private final long mask;
    private final int slotShift;
    private final long headAddress;
    private final long tailAddress;

    private long taken;
    /** The tail that was read last. It is read again only when the ring seems empty. */
    private long knownTail;

    /** Continues where the previous consumer stopped. Throws while there is another one. */
    OneToOneConsumer(Ring ring) throws IOException {
        memory = ring.ofKind(RingLayout.ONE_TO_ONE).memory;
        mask = ring.capacity - 1;
        slotShift = Integer.numberOfTrailingZeros(ring.slotBytes);
        headAddress = memory.address() + RingLayout.HEAD;
        tailAddress = memory.address() + RingLayout.TAIL;
        PeerLiveness.take(memory, RingLayout.CONSUMER, "consumer");
        taken = (long) RingLayout.LONG.getAcquire(memory, RingLayout.HEAD);
        knownTail = taken;
    }

    /** Returns the offset of the next message in the ring's memory, or RING_EMPTY. */
    long next() {
        long message = taken;
        if (message == knownTail && isEmpty()) {
            return Ring.RING_EMPTY;
        }
        taken = message + 1;
        return RingLayout.DATA + ((message & mask) << slotShift);
    }

    boolean isEmpty() {
        if (taken == knownTail) {
            // Acquire, because the message must be read after the tail that publishes it.
            knownTail = (long) RingLayout.LONG.getAcquire(RingLayout.ALL_MEMORY, tailAddress);
        }
        return taken == knownTail;
    }

    /**
     * Returns the slots of all messages read so far to the producer. If the consumer dies before
     * that, the next consumer reads these messages again.
     */
    void release() {
        RingLayout.LONG.setRelease(RingLayout.ALL_MEMORY, headAddress, taken);
    }

    /** Whether no message will ever follow. It must read "closed" first, and then the tail. */
    boolean finished() {
        return (int) RingLayout.INT.getAcquire(memory, RingLayout.CLOSED) == 1 && isEmpty();
    }
}
