//SOURCES FutexCondition.java ManyToOneLayout.java Ring.java RingLayout.java RoleLocks.java
//SOURCES SlotHeader.java

/**
 * The only consumer of a ring with many producers. It takes messages in the order of their claims.
 * It waits for a message that is claimed and not committed, and skips it if its producer is gone.
 */
final class ManyToOneConsumer {
    private static final long STALL_NANOS = 10_000_000;

    private final ManyToOneLayout layout;
    private final FutexCondition notFull;
    private final RoleLocks locks;

    private long taken;
    private boolean holdsMessages;
    private int length;
    private long skippedSlots;
    private long stalledAt = -1;
    private long nextLookNanos;

    /** Continues where the previous consumer stopped. Throws while there is another one. */
    ManyToOneConsumer(Ring ring) {
        layout = new ManyToOneLayout(ring);
        notFull = ring.notFull;
        locks = ring.locks;
        ring.takeConsumer();
        taken = layout.head();
    }

    /** Returns the offset of the next message in the ring's memory, or RING_EMPTY. */
    long next() {
        if (isEmpty()) {
            return Ring.RING_EMPTY;
        }
        long offset = layout.offset(taken);
        length = SlotHeader.length(layout.header(taken));
        taken += SlotHeader.slots(length);
        holdsMessages = true;
        return offset;
    }

    /** The length in bytes of the message that next() has returned. */
    int length() {
        return length;
    }

    /** The position after the message that next() has returned. It only grows. */
    long position() {
        return taken;
    }

    /** How many slots were skipped because their producers died before the commit. */
    long skippedSlots() {
        return skippedSlots;
    }

    /** Whether no message is ready. First it passes padding, and slots of dead producers. */
    boolean isEmpty() {
        while (true) {
            long header = layout.header(taken);
            if (!layout.isCurrent(taken, header)) {
                if (!isStalled() || !isAbandoned(taken)) {
                    return true;
                }
                skipAbandoned();
            } else if (SlotHeader.state(header) == SlotHeader.PADDING) {
                skip(layout.toEnd(taken));
            } else {
                return false;
            }
        }
    }

    /** Whether 10 ms have passed at this position, because to look at locks takes system calls. */
    private boolean isStalled() {
        long now = System.nanoTime();
        if (stalledAt != taken || now - nextLookNanos >= 0) {
            boolean isNew = stalledAt != taken;
            stalledAt = taken;
            nextLookNanos = now + STALL_NANOS;
            return !isNew;
        }
        return false;
    }

    /** Whether this position is claimed, and no producer lives that could publish it. */
    private boolean isAbandoned(long position) {
        long tail = layout.tail();
        if (RingLayout.used(tail, position, layout.capacity) == 0) {
            return false;   // it is not claimed
        }
        for (int producer = 0; producer < RingLayout.MANY; producer++) {
            if (layout.intent(producer) == position && locks.isHeld(
                    RingLayout.producerLock(RingLayout.MANY_TO_ONE, producer))) {
                return false;
            }
        }
        // Its producer may have published it, and then changed its intent, during this look.
        return !layout.isCurrent(position, layout.header(position));
    }

    /** How long the message would have been is not known, so this tests slot after slot. */
    private void skipAbandoned() {
        long end = taken + 1;
        while (isAbandoned(end)) {
            end++;
        }
        skippedSlots += end - taken;
        skip(end - taken);
    }

    /** Passes slots. Releases them at once if no message that was read is before them. */
    private void skip(long slots) {
        taken += slots;
        if (!holdsMessages) {
            release();
            notFull.wake();
        }
    }

    /** Returns the slots of all messages read so far to the producers. */
    void release() {
        layout.setHead(taken);
        holdsMessages = false;
    }

    /** Whether no message will ever follow. */
    boolean finished() {
        long tail = layout.tail();
        return tail < 0 && RingLayout.position(tail) == taken;
    }
}
