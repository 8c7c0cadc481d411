//SOURCES ../../Libc.java FutexCondition.java ManyToOneLayout.java Ring.java RingLayout.java
//SOURCES SlotHeader.java

import java.lang.foreign.MemorySegment;

/**
 * One of many who put messages into a ring. A message takes slots of 64 bytes, side by side.
 *
 * <p>It claims at the tail, by a compare-and-set of that slot's state from "free" to "claimed, so
 * long, by me". This one step decides between producers; the tail only follows, and whoever finds
 * it behind moves it on. So a producer may be killed anywhere: either nothing is claimed, or the
 * consumer is told all that it needs to skip it.
 */
final class ManyToOneProducer {
    private final ManyToOneLayout slots;
    private final MemorySegment memory;
    private final FutexCondition notEmpty;
    private final int pid = Libc.getpid();
    private long knownHead;

    ManyToOneProducer(Ring ring) {
        slots = new ManyToOneLayout(ring);
        memory = ring.memory;
        notEmpty = ring.notEmpty;
    }

    /**
     * The offset in the ring's memory to write a message of {@code length} bytes at, or RING_FULL.
     *
     * @throws IllegalStateException if the ring is closed
     */
    long tryClaim(int length) {
        int needs = SlotHeader.slots(length);
        if (length < 0 || length > SlotHeader.MAX_LENGTH || needs > slots.capacity) {
            throw new IllegalArgumentException("no message has " + length + " bytes");
        }
        while (true) {
            long tail = freeTail();
            long toEnd = slots.capacity - (tail & (slots.capacity - 1));
            // What does not fit before the end goes to the beginning, and the rest is skipped.
            boolean fits = needs <= toEnd;
            if (tail == Ring.RING_FULL || !hasRoom(tail + (fits ? needs : toEnd))) {
                return Ring.RING_FULL;
            }
            if (!fits) {
                put(tail, SlotHeader.SKIP, (int) toEnd * 64, toEnd);
            } else if (put(tail, SlotHeader.CLAIMED, length, needs)) {
                return slots.offset(tail);
            }
        }
    }

    /** Shows the consumer the message claimed at {@code offset}. */
    void commit(long offset) {
        long at = slots.stateAt(slots.positionInLap(offset));
        long state = (long) RingLayout.LONG.get(memory, at);
        // Release: the message is in memory before the state that tells of it.
        RingLayout.LONG.setRelease(memory, at, SlotHeader.with(state, SlotHeader.COMMITTED));
    }

    /** No message follows, of no producer. False while the ring is full: to be tried again. */
    boolean finish() {
        while (true) {
            long tail = freeTail();
            if (tail == Ring.RING_FULL) {
                return false;
            }
            // In the ring itself: a claim is either before the end or fails. The tail stays at it.
            if (put(tail, SlotHeader.END, 0, 0)) {
                RingLayout.INT.setRelease(memory, RingLayout.CLOSED, 1);
                notEmpty.wake();
                return true;
            }
        }
    }

    /** The tail, moved over what others have claimed; RING_FULL while the consumer has its slot. */
    private long freeTail() {
        while (true) {
            long tail = (long) RingLayout.LONG.getAcquire(memory, RingLayout.TAIL);
            long state = slots.state(tail);
            if (!slots.isOf(tail, state)) {
                // Not given back yet; or the tail, looked at first, is an old one by now.
                if (tail == (long) RingLayout.LONG.getAcquire(memory, RingLayout.TAIL)) {
                    return Ring.RING_FULL;
                }
            } else if (SlotHeader.is(state) == SlotHeader.FREE) {
                return tail;
            } else if (SlotHeader.is(state) == SlotHeader.END) {
                throw new IllegalStateException("the ring is closed");
            } else {
                RingLayout.LONG.compareAndSet(memory, RingLayout.TAIL, tail,
                    tail + SlotHeader.slots(SlotHeader.length(state)));
            }
        }
    }

    private boolean hasRoom(long end) {
        if (end - knownHead > slots.capacity) {
            knownHead = (long) RingLayout.LONG.getAcquire(memory, RingLayout.HEAD);
        }
        return end - knownHead <= slots.capacity;
    }

    /** Takes a free slot; false if another producer was faster. */
    private boolean put(long tail, int is, int length, long needs) {
        long lap = slots.lap(tail);
        boolean mine = RingLayout.LONG.compareAndSet(memory, slots.stateAt(tail),
            SlotHeader.of(lap, 0, 0, SlotHeader.FREE), SlotHeader.of(lap, pid, length, is));
        if (mine) {
            RingLayout.LONG.compareAndSet(memory, RingLayout.TAIL, tail, tail + needs);
        }
        return mine;
    }
}
