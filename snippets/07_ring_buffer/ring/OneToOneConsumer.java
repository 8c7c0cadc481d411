//SOURCES PeerLiveness.java Ring.java RingLayout.java

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** The only one who takes messages out of a ring, in the order in which they were put in. */
final class OneToOneConsumer {
    private final MemorySegment memory;
    private final long mask;
    private final int slotShift;
    private final long headAddress;
    private final long tailAddress;

    private long taken;
    /** Where the producer was when last looked at; to look again only when the ring seems empty. */
    private long knownTail;

    /** Goes on where the consumer before stopped, and refuses while there is another one. */
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

    /** The offset in the ring's memory of the next message, or RING_EMPTY. */
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
            // Acquire: the message is read only after the tail that tells of it.
            knownTail = (long) RingLayout.LONG.getAcquire(RingLayout.ALL_MEMORY, tailAddress);
        }
        return taken == knownTail;
    }

    /**
     * Gives the slots of all messages read so far back to the producer. A consumer that dies before
     * leaves them to the next one, which reads them again.
     */
    void release() {
        RingLayout.LONG.setRelease(RingLayout.ALL_MEMORY, headAddress, taken);
    }

    /** Whether no message will ever follow. Closed is looked at first, and only then the tail. */
    boolean finished() {
        return (int) RingLayout.INT.getAcquire(memory, RingLayout.CLOSED) == 1 && isEmpty();
    }
}
