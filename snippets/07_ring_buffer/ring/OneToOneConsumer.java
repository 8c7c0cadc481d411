//SOURCES Ring.java RingLayout.java

/**
 * The only consumer of a ring with one producer. It takes messages out in the order in which they
 * were put in. {@link LanesConsumer} has one of these for each lane.
 */
final class OneToOneConsumer {
    private final long slots;
    private final long mask;
    private final int slotShift;
    private final long headAddress;
    private final long tailAddress;

    private long taken;
    /** The tail that was read last. It is read again only when the ring seems empty. */
    private long knownTail;

    /** Continues where the previous consumer stopped. Throws while there is another one. */
    OneToOneConsumer(Ring ring) {
        if (ring.ofKind(RingLayout.ONE_TO_ONE).producers > 1) {
            throw new IllegalStateException("this ring has " + ring.producers + " lanes");
        }
        ring.takeConsumer();
        this(ring, 0);
    }

    /** Reads one lane. The caller has the role of the consumer. */
    OneToOneConsumer(Ring ring, int lane) {
        slots = RingLayout.DATA + (long) lane * ring.capacity * ring.slotBytes;
        mask = ring.capacity - 1;
        slotShift = Integer.numberOfTrailingZeros(ring.slotBytes);
        long counters = ring.memory.address() + lane * RingLayout.LANE_BYTES;
        headAddress = counters + RingLayout.HEAD;
        tailAddress = counters + RingLayout.TAIL;
        taken = head();
        knownTail = taken;
    }

    /** Returns the offset of the next message in the ring's memory, or RING_EMPTY. */
    long next() {
        long message = taken;
        if (message == knownTail && isEmpty()) {
            return Ring.RING_EMPTY;
        }
        taken = message + 1;
        return slots + ((message & mask) << slotShift);
    }

    boolean isEmpty() {
        if (taken == knownTail) {
            knownTail = taken + RingLayout.used(tail(), taken, mask + 1);
        }
        return taken == knownTail;
    }

    /** Whether the tail that was read last is reached. The next look reads it again. */
    boolean isAtKnownTail() {
        return taken == knownTail;
    }

    /**
     * Returns the slots of all messages read so far to the producer. If the consumer dies before
     * that, the next consumer reads these messages again.
     */
    void release() {
        // Release, because the producer may write into the slots as soon as it sees the new head.
        RingLayout.LONG.setRelease(RingLayout.ALL_MEMORY, headAddress & RingLayout.ADDRESS,
            taken);
    }

    /** How many messages of the lane were read, by this consumer and by those before it. */
    long position() {
        return taken;
    }

    /** Whether messages were read whose slots are not returned to the producer yet. */
    boolean holdsMessages() {
        return head() != taken;
    }

    /** Whether no message will ever follow. */
    boolean finished() {
        long tail = tail();
        return tail < 0 && RingLayout.position(tail) == taken;
    }

    private long head() {
        return (long) RingLayout.LONG.getAcquire(RingLayout.ALL_MEMORY, headAddress);
    }

    private long tail() {
        // Acquire, because the message must be read after the tail that publishes it.
        return (long) RingLayout.LONG.getAcquire(RingLayout.ALL_MEMORY,
            tailAddress & RingLayout.ADDRESS);
    }
}
