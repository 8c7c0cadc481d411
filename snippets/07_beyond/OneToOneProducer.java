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
    private final Gate notEmpty;
    private final long capacity;
    private final int slotShift;

    private long claimed;
    /**
     * Where the consumer was when last looked at. To look again only when the ring seems full saves
     * the processors from fetching each other's cache line for every message.
     */
    private long knownHead;

    /** Goes on where the producer before stopped, and refuses while there is another one. */
    OneToOneProducer(Ring ring) throws IOException {
        memory = ring.ofKind(Ring.ONE_TO_ONE).memory;
        notEmpty = ring.notEmpty;
        capacity = ring.capacity;
        slotShift = Integer.numberOfTrailingZeros(ring.slotBytes);
        Owner.take(memory, Ring.PRODUCER, "producer");
        if ((int) Ring.INT.getAcquire(memory, Ring.CLOSED) == 1) {
            throw new IllegalStateException("the ring is closed");
        }
        claimed = (long) Ring.LONG.getAcquire(memory, Ring.TAIL);
        knownHead = (long) Ring.LONG.getAcquire(memory, Ring.HEAD);
    }

    /** The offset in the ring's memory to write the next message at, or NONE: the ring is full. */
    long claim() {
        if (isFull()) {
            return Ring.NONE;
        }
        return Ring.DATA + ((claimed++ & (capacity - 1)) << slotShift);
    }

    boolean isFull() {
        if (claimed - knownHead == capacity) {
            // Acquire: the slot is written only after the consumer has read what was in it.
            knownHead = (long) Ring.LONG.getAcquire(memory, Ring.HEAD);
        }
        return claimed - knownHead == capacity;
    }

    /**
     * Shows the consumer all that was claimed since the last commit, one message or a batch. What a
     * producer dies over was never there.
     */
    void commit() {
        // Release: the messages are in memory before the tail that tells of them.
        Ring.LONG.setRelease(memory, Ring.TAIL, claimed);
    }

    /** No message follows. */
    void finish() {
        Ring.INT.setRelease(memory, Ring.CLOSED, 1);
        notEmpty.wake();
    }
}
