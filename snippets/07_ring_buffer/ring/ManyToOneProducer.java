//SOURCES FutexCondition.java ManyToOneLayout.java Ring.java RingLayout.java SlotHeader.java

/**
 * One of many producers of a ring. A message takes one or more slots of 64 bytes, side by side.
 *
 * <p>A producer does three things for a message:
 * <ol>
 * <li>It writes the position of the tail into its intent: "I may claim this position".
 * <li>It claims the slots by a compare-and-set that moves the tail past them. This one step decides
 *     between producers. If it fails, the producer begins again.
 * <li>After it has written the message, it publishes it in the header of the first slot.
 * </ol>
 *
 * If it dies after the second step and before the third, the consumer finds a position before the
 * tail that has no message. As the intent was written before the tail moved, the consumer also
 * finds who may have claimed it. If none of these producers lives, nobody can publish there.
 */
final class ManyToOneProducer {
    private final ManyToOneLayout layout;
    private final FutexCondition notEmpty;
    private final int number;

    private long knownHead;
    private boolean hasIntent;
    private boolean hasClaim;
    private long claimed;
    private int length;

    /** Throws if the ring is closed, or has 29 producers already. */
    ManyToOneProducer(Ring ring) {
        layout = new ManyToOneLayout(ring);
        notEmpty = ring.notEmpty;
        number = ring.takeProducer();
        // The former producer with this number has left its intent here.
        layout.setIntent(number, RingLayout.NO_INTENT);
        knownHead = layout.head();
    }

    /**
     * Claims slots for a message of {@code length} bytes. Returns their offset in the ring's
     * memory, or RING_FULL. Commit this message before you claim the next one.
     *
     * @throws IllegalStateException if the ring is closed
     */
    long tryClaim(int length) {
        int needs = SlotHeader.slots(length);
        if (length < 0 || length > SlotHeader.MAX_LENGTH || needs > layout.capacity) {
            throw new IllegalArgumentException("no message has " + length + " bytes");
        }
        if (hasClaim) {
            throw new IllegalStateException("the message that was claimed is not committed");
        }
        while (true) {
            long tail = layout.tail();
            // A message that does not fit before the end goes to the beginning.
            boolean fits = needs <= layout.toEnd(tail);
            long newTail = tail + (fits ? needs : layout.toEnd(tail));
            if (tail < 0 || !hasRoom(tail, newTail)) {
                return withdraw(tail);
            }
            layout.setIntent(number, tail);
            hasIntent = true;
            if (layout.moveTail(tail, newTail)) {
                if (fits) {
                    hasClaim = true;
                    claimed = tail;
                    this.length = length;
                    return layout.offset(tail);
                }
                layout.publish(tail, 0, SlotHeader.PADDING);
                // If the consumer sleeps, it must pass the padding, or there may never be room.
                notEmpty.wake();
            }
        }
    }

    /** The position of the message that was claimed last. */
    long position() {
        return claimed;
    }

    /** Publishes the message that was claimed. */
    void commit() {
        if (!hasClaim) {
            throw new IllegalStateException("no message is claimed");
        }
        layout.publish(claimed, length, SlotHeader.COMMITTED);
        hasClaim = false;
    }

    /** Closes the ring for all producers. Messages that are claimed already can be committed. */
    void finish() {
        for (long tail = layout.tail(); tail >= 0; tail = layout.tail()) {
            layout.moveTail(tail, tail | RingLayout.CLOSED);
        }
        notEmpty.wake();
    }

    private boolean hasRoom(long tail, long newTail) {
        if (newTail - knownHead > layout.capacity) {
            knownHead = layout.head();
            // If another producer has moved the tail, ours is old and may be less than the head.
            if (tail == layout.tail()) {
                RingLayout.used(tail, knownHead, layout.capacity);
            }
        }
        return newTail - knownHead <= layout.capacity;
    }

    /**
     * Takes the intent back. Otherwise the consumer would wait for this producer, which may be
     * asleep until there is room, if another one dies after it has claimed that position.
     */
    private long withdraw(long tail) {
        if (hasIntent) {
            layout.setIntent(number, RingLayout.NO_INTENT);
            hasIntent = false;
        }
        if (tail < 0) {
            throw new IllegalStateException("the ring is closed");
        }
        return Ring.RING_FULL;
    }
}
