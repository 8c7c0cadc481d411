//SOURCES FutexCondition.java ManyToOneLayout.java PeerLiveness.java Ring.java RingLayout.java
//SOURCES SlotHeader.java

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * The only one who takes messages out of a ring that many put into, in the order of their claims.
 * It waits for one that is claimed and not committed, and skips it if its producer is gone.
 */
final class ManyToOneConsumer {
    private static final long STALL_NANOS = 10_000_000;

    private final ManyToOneLayout slots;
    private final MemorySegment memory;
    private final FutexCondition notFull;
    private final PeerLiveness owner;

    private long taken;
    private long released;
    private int length;
    private long skipped;
    private long stalledAt = Ring.RING_EMPTY;
    private long askOwnerAtNanos;

    /** Goes on where the consumer before stopped, and refuses while there is another one. */
    ManyToOneConsumer(Ring ring) throws IOException {
        slots = new ManyToOneLayout(ring);
        memory = ring.memory;
        notFull = ring.notFull;
        owner = new PeerLiveness(memory);
        PeerLiveness.take(memory, RingLayout.CONSUMER, "consumer");
        taken = (long) RingLayout.LONG.getAcquire(memory, RingLayout.HEAD);
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

    /** The offset in the ring's memory of the next message, or RING_EMPTY. */
    long next() {
        if (isEmpty()) {
            return Ring.RING_EMPTY;
        }
        long offset = slots.offset(taken);
        length = SlotHeader.length(slots.state(taken));
        taken += SlotHeader.slots(length);
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
            int is = slots.isOf(taken, state) ? SlotHeader.is(state) : SlotHeader.FREE;
            if (is == SlotHeader.SKIP) {
                skip(SlotHeader.slots(SlotHeader.length(state)));
            } else if (is != SlotHeader.CLAIMED || !skipAbandoned(state)) {
                return is != SlotHeader.COMMITTED;
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
        boolean skip = owner.isGone(SlotHeader.pid(state)) && RingLayout.LONG.compareAndSet(memory,
            slots.stateAt(taken), state, SlotHeader.with(state, SlotHeader.SKIP));
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
        RingLayout.LONG.setRelease(memory, RingLayout.HEAD, taken);
        for (; released < taken; released++) {
            free(released);
        }
    }

    private void free(long position) {
        RingLayout.LONG.setRelease(memory, slots.stateAt(position),
            SlotHeader.of(slots.lap(position) + 1, 0, 0, SlotHeader.FREE));
    }

    /** Whether no message will ever follow. */
    boolean finished() {
        long state = slots.state(taken);
        return SlotHeader.is(state) == SlotHeader.END && slots.isOf(taken, state);
    }
}
