//SOURCES ../../Libc.java FutexCondition.java ManyToOneLayout.java Ring.java RingLayout.java
//SOURCES SlotHeader.java

/**
 * One of many producers of a ring. A message takes one or more slots of 64 bytes, side by side.
 *
 * <p>A producer claims at the tail: a compare-and-set changes that slot's header from "free" to
 * "claimed, with this length, by this process". This one step decides between producers. A second
 * compare-and-set moves the tail. If a producer finds that the tail is too far back, it moves it
 * forward for the other one. The header of a claim has all that the consumer needs to skip the
 * message, if the producer is killed.
 *
 * <p>Known limit: suppose that a producer is killed between its two compare-and-set operations. If
 * the consumer skips and releases the slot before another producer has moved the tail, the tail
 * stays there. All producers then find the ring full for ever.
 */
final class ManyToOneProducer {
    private final ManyToOneLayout layout;
    private final FutexCondition notEmpty;
    private final int pid = Libc.getpid();
    private long knownHead;

    ManyToOneProducer(Ring ring) {
        layout = new ManyToOneLayout(ring);
        notEmpty = ring.notEmpty;
    }

    /**
     * Claims slots for a message of {@code length} bytes. Returns their offset in the ring's
     * memory, or RING_FULL.
     *
     * @throws IllegalStateException if the ring is closed
     */
    long tryClaim(int length) {
        int needs = SlotHeader.slots(length);
        if (length < 0 || length > SlotHeader.MAX_LENGTH || needs > layout.capacity) {
            throw new IllegalArgumentException("no message has " + length + " bytes");
        }
        while (true) {
            long tail = freeTail();
            long toEnd = layout.capacity - (tail & (layout.capacity - 1));
            // A message that does not fit before the end goes to the beginning.
            boolean fits = needs <= toEnd;
            if (tail == Ring.RING_FULL || !hasRoom(tail + (fits ? needs : toEnd))) {
                return Ring.RING_FULL;
            }
            if (!fits) {
                put(tail, SlotHeader.SKIPPED, (int) toEnd * 64, toEnd);
            } else if (put(tail, SlotHeader.CLAIMED, length, needs)) {
                return layout.offset(tail);
            }
        }
    }

    /** Publishes the message that was claimed at {@code offset}. */
    void commit(long offset) {
        long position = layout.positionInLap(offset);
        long header = (long) RingLayout.LONG.get(layout.memory, layout.headerOffset(position));
        layout.set(position, SlotHeader.with(header, SlotHeader.COMMITTED));
    }

    /** Closes the ring for all producers. Returns false if the ring is full: then try again. */
    boolean finish() {
        while (true) {
            long tail = freeTail();
            if (tail == Ring.RING_FULL) {
                return false;
            }
            // END is a header in the ring, so every claim either comes before it or fails.
            if (put(tail, SlotHeader.END, 0, 0)) {
                RingLayout.INT.setRelease(layout.memory, RingLayout.CLOSED, 1);
                notEmpty.wake();
                return true;
            }
        }
    }

    /** Moves the tail past all claims and returns it; RING_FULL if its slot is not released. */
    private long freeTail() {
        while (true) {
            long tail = layout.tail();
            long header = layout.header(tail);
            if (!layout.isCurrent(tail, header)) {
                // Either the slot is not released yet, or the tail has moved since we read it.
                if (tail == layout.tail()) {
                    return Ring.RING_FULL;
                }
            } else if (SlotHeader.state(header) == SlotHeader.FREE) {
                return tail;
            } else if (SlotHeader.state(header) == SlotHeader.END) {
                throw new IllegalStateException("the ring is closed");
            } else {
                layout.moveTail(tail, SlotHeader.slots(SlotHeader.length(header)));
            }
        }
    }

    private boolean hasRoom(long end) {
        if (end - knownHead > layout.capacity) {
            knownHead = (long) RingLayout.LONG.getAcquire(layout.memory, RingLayout.HEAD);
        }
        return end - knownHead <= layout.capacity;
    }

    /** Changes the header of a free slot. Returns false if another producer was faster. */
    private boolean put(long tail, int state, int length, long slots) {
        long lap = layout.lap(tail);
        boolean mine = layout.compareAndSet(tail, SlotHeader.of(lap, 0, 0, SlotHeader.FREE),
            SlotHeader.of(lap, pid, length, state));
        if (mine) {
            layout.moveTail(tail, slots);
        }
        return mine;
    }
}
