import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The only one who takes messages out of a ring that many put into, in the order of their claims.
 * It waits for one that is claimed and not committed, and skips it if its producer is gone.
 */
final class ManyToOneConsumer {
    private static final long STALL_NANOS = 10_000_000;

    private final Slots slots;
    private final MemorySegment memory;
    private final Gate notFull;
    private final Owner owner;

    private long taken;
    private long released;
    private int length;
    private long skipped;
    private long stalledAt = Ring.NONE;
    private long askOwnerAtNanos;

    /** Goes on where the consumer before stopped, and refuses while there is another one. */
    ManyToOneConsumer(Ring ring) throws IOException {
        slots = new Slots(ring);
        memory = ring.memory;
        notFull = ring.notFull;
        owner = new Owner(memory);
        Owner.take(memory, Ring.CONSUMER, "consumer");
        taken = (long) Ring.LONG.getAcquire(memory, Ring.HEAD);
        released = taken;
        mend();
    }

    /** Frees what a consumer that died had given back by the head, and not by the states yet. */
    private void mend() {
        for (long p = Math.max(0, taken - slots.capacity); p < taken; p++) {
            if (slots.isOf(p, slots.state(p))) {
                free(p);
            }
        }
    }

    /** The offset in the ring's memory of the next message, or NONE: there is none yet. */
    long next() {
        if (isEmpty()) {
            return Ring.NONE;
        }
        long offset = slots.offset(taken);
        length = SlotState.length(slots.state(taken));
        taken += SlotState.slots(length);
        return offset;
    }

    /** Bytes of the message that next() has answered. */
    int length() {
        return length;
    }

    /** How many messages were skipped because their producers died over them. */
    long skipped() {
        return skipped;
    }

    /** Goes past what is to be skipped, and looks. */
    boolean isEmpty() {
        while (true) {
            long state = slots.state(taken);
            // Of another lap: all slots are taken out, and none is released.
            int is = slots.isOf(taken, state) ? SlotState.is(state) : SlotState.FREE;
            if (is == SlotState.SKIP) {
                skip(SlotState.slots(SlotState.length(state)));
            } else if (is != SlotState.CLAIMED || !skipAbandoned(state)) {
                return is != SlotState.COMMITTED;
            }
        }
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
        // Compare and set, for it may have committed after all, and only then gone.
        boolean skip = owner.isGone(SlotState.pid(state)) && Ring.LONG.compareAndSet(memory,
            slots.stateAt(taken), state, SlotState.with(state, SlotState.SKIP));
        skipped += skip ? 1 : 0;
        return skip;
    }

    /** Gives back at once what nobody reads: a producer may wait for it, and nothing else come. */
    private void skip(int count) {
        boolean holdsMessages = released < taken;
        taken += count;
        if (!holdsMessages) {
            release();
            notFull.wake();
        }
    }

    /** Gives the slots of all messages read so far back to the producers. */
    void release() {
        // The head first: who dies between the two leaves slots that mend() finds.
        Ring.LONG.setRelease(memory, Ring.HEAD, taken);
        for (; released < taken; released++) {
            free(released);
        }
    }

    private void free(long position) {
        Ring.LONG.setRelease(memory, slots.stateAt(position),
            SlotState.of(slots.lap(position) + 1, 0, 0, SlotState.FREE));
    }

    /** Whether no message will ever follow. */
    boolean finished() {
        long state = slots.state(taken);
        return SlotState.is(state) == SlotState.END && slots.isOf(taken, state);
    }
}
