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
    private final MemorySegment memory;
    private final Gate notEmpty;
    private final long capacity;
    private final int lapShift;
    private final long slots;
    private final int pid = Libc.getpid();
    private long knownHead;

    ManyToOneProducer(Ring ring) {
        memory = ring.ofKind(Ring.MANY_TO_ONE).memory;
        notEmpty = ring.notEmpty;
        capacity = ring.capacity;
        lapShift = Long.numberOfTrailingZeros(capacity);
        slots = Ring.DATA + Long.BYTES * capacity;
    }

    /**
     * The offset in the ring's memory to write a message of {@code length} bytes at, or NONE: the
     * ring is full.
     *
     * @throws IllegalStateException if the ring is closed
     */
    long claim(int length) {
        if (length < 0 || length > SlotState.MAX_LENGTH || SlotState.slots(length) > capacity) {
            throw new IllegalArgumentException("no message has " + length + " bytes");
        }
        while (true) {
            long tail = freeTail();
            long index = tail & (capacity - 1);
            long toEnd = capacity - index;
            // What does not fit before the end goes to the beginning, and the rest is skipped.
            boolean fits = SlotState.slots(length) <= toEnd;
            long needs = fits ? SlotState.slots(length) : toEnd;
            if (tail == Ring.NONE || !hasRoom(tail + needs)) {
                return Ring.NONE;
            }
            if (fits && put(tail, SlotState.CLAIMED, length, needs)) {
                return slots + index * 64;
            }
            if (!fits) {
                put(tail, SlotState.SKIP, (int) toEnd * 64, needs);
            }
        }
    }

    /** Shows the consumer the message claimed at {@code offset}. */
    void commit(long offset) {
        long at = Ring.DATA + (offset - slots) / 64 * Long.BYTES;
        long state = (long) Ring.LONG.get(memory, at);
        // Release: the message is in memory before the state that tells of it.
        Ring.LONG.setRelease(memory, at, SlotState.with(state, SlotState.COMMITTED));
    }

    /** No message follows, of no producer. False while the ring is full: to be tried again. */
    boolean finish() {
        while (true) {
            long tail = freeTail();
            if (tail == Ring.NONE) {
                return false;
            }
            // In the ring itself: a claim is either before the end or fails. The tail stays at it.
            if (put(tail, SlotState.END, 0, 0)) {
                Ring.INT.setRelease(memory, Ring.CLOSED, 1);
                notEmpty.wake();
                return true;
            }
        }
    }

    /** The tail, moved over what others have claimed; NONE while the consumer has its slot. */
    private long freeTail() {
        while (true) {
            long tail = (long) Ring.LONG.getAcquire(memory, Ring.TAIL);
            long state = (long) Ring.LONG.getAcquire(memory, stateAt(tail));
            if (!SlotState.isOfLap(state, tail >>> lapShift)) {
                // Not given back yet; or the tail, looked at first, is an old one by now.
                if (tail == (long) Ring.LONG.getAcquire(memory, Ring.TAIL)) {
                    return Ring.NONE;
                }
            } else if (SlotState.is(state) == SlotState.FREE) {
                return tail;
            } else if (SlotState.is(state) == SlotState.END) {
                throw new IllegalStateException("the ring is closed");
            } else {
                Ring.LONG.compareAndSet(memory, Ring.TAIL, tail,
                    tail + SlotState.slots(SlotState.length(state)));
            }
        }
    }

    private boolean hasRoom(long end) {
        if (end - knownHead > capacity) {
            knownHead = (long) Ring.LONG.getAcquire(memory, Ring.HEAD);
        }
        return end - knownHead <= capacity;
    }

    /** Takes a free slot; false if another producer was faster. */
    private boolean put(long tail, int is, int length, long needs) {
        long lap = tail >>> lapShift;
        boolean mine = Ring.LONG.compareAndSet(memory, stateAt(tail),
            SlotState.of(lap, 0, 0, SlotState.FREE), SlotState.of(lap, pid, length, is));
        if (mine) {
            Ring.LONG.compareAndSet(memory, Ring.TAIL, tail, tail + needs);
        }
        return mine;
    }

    private long stateAt(long position) {
        return Ring.DATA + (position & (capacity - 1)) * Long.BYTES;
    }
}
