import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The only one who takes messages out of a ring that many put into, in the order of their claims.
 * It waits for one that is claimed and not committed, and skips it if its producer is gone.
 */
final class ManyToOneConsumer {
    private static final long STALL_NANOS = 10_000_000;

    private final MemorySegment memory;
    private final long capacity;
    private final int lapShift;
    private final long slots;
    private final Owner owner;

    private long taken;
    private long released;
    private int length;
    private long skipped;
    private long stalledAt = Ring.NONE;
    private long askOwnerAtNanos;

    /** Goes on where the consumer before stopped, and refuses while there is another one. */
    ManyToOneConsumer(Ring ring) throws IOException {
        memory = ring.ofKind(Ring.MANY_TO_ONE).memory;
        capacity = ring.capacity;
        lapShift = Long.numberOfTrailingZeros(capacity);
        slots = Ring.DATA + Long.BYTES * capacity;
        owner = new Owner(memory);
        Owner.take(memory, Ring.CONSUMER, "consumer");
        taken = (long) Ring.LONG.getAcquire(memory, Ring.HEAD);
        released = taken;
        mend();
    }

    /** The offset in the ring's memory of the next message, or NONE: there is none yet. */
    long next() {
        if (isEmpty()) {
            return Ring.NONE;
        }
        long offset = slots + (taken & (capacity - 1)) * 64;
        length = SlotState.length((long) Ring.LONG.get(memory, stateAt(taken)));
        taken += SlotState.slots(length);
        return offset;
    }

    /** Goes past what is to be skipped, and looks. */
    boolean isEmpty() {
        while (true) {
            // Acquire: the message is read only after the state that tells of it.
            long state = (long) Ring.LONG.getAcquire(memory, stateAt(taken));
            // Another lap than this: all slots are taken out, and none is released.
            int is = SlotState.isOfLap(state, taken >>> lapShift)
                ? SlotState.is(state) : SlotState.FREE;
            if (is == SlotState.SKIP) {
                taken += SlotState.slots(SlotState.length(state));
            } else if (is != SlotState.CLAIMED || !skipAbandoned(state)) {
                return is != SlotState.COMMITTED;
            }
        }
    }

    /** Bytes of the message that next() has answered. */
    int length() {
        return length;
    }

    /** How many messages were skipped because their producers died over them. */
    long skipped() {
        return skipped;
    }

    private boolean skipAbandoned(long state) {
        long now = System.nanoTime();
        if (stalledAt != taken) {
            stalledAt = taken;
            askOwnerAtNanos = now + STALL_NANOS;
        }
        if (now - askOwnerAtNanos < 0) {
            return false;
        }
        askOwnerAtNanos = now + STALL_NANOS;
        // Compare and set, for it may have committed after all, and then gone.
        boolean skip = owner.isGone(SlotState.pid(state)) && Ring.LONG.compareAndSet(memory,
            stateAt(taken), state, SlotState.with(state, SlotState.SKIP));
        skipped += skip ? 1 : 0;
        return skip;
    }

    /** Gives the slots of all messages read so far back to the producers. */
    void release() {
        // The head first: who dies between the two leaves slots that mend() finds.
        Ring.LONG.setRelease(memory, Ring.HEAD, taken);
        for (; released < taken; released++) {
            free(released);
        }
    }

    /** Frees what a consumer that died had given back by the head, and not by the states yet. */
    private void mend() {
        for (long p = Math.max(0, taken - capacity); p < taken; p++) {
            long state = (long) Ring.LONG.getAcquire(memory, stateAt(p));
            if (SlotState.isOfLap(state, p >>> lapShift)) {
                free(p);
            }
        }
    }

    private void free(long position) {
        Ring.LONG.setRelease(memory, stateAt(position),
            SlotState.of((position >>> lapShift) + 1, 0, 0, SlotState.FREE));
    }

    /** Whether no message will ever follow. */
    boolean finished() {
        long state = (long) Ring.LONG.getAcquire(memory, stateAt(taken));
        return SlotState.is(state) == SlotState.END
            && SlotState.isOfLap(state, taken >>> lapShift);
    }

    private long stateAt(long position) {
        return Ring.DATA + (position & (capacity - 1)) * Long.BYTES;
    }
}
