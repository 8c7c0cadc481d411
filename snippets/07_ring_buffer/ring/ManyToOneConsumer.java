//SOURCES FutexCondition.java ManyToOneLayout.java PeerLiveness.java Ring.java RingLayout.java
//SOURCES SlotHeader.java

import java.io.IOException;

/**
 * The only consumer of a ring with many producers. It takes messages in the order of their claims.
 * It waits for a message that is claimed and not committed, and skips it if its producer is gone.
 */
final class ManyToOneConsumer {
    private final ManyToOneLayout layout;
    private final FutexCondition notFull;
    private final PeerLiveness liveness;

    private long taken;
    private long released;
    private int length;
    private long skipped;

    /** Continues where the previous consumer stopped. Throws while there is another one. */
    ManyToOneConsumer(Ring ring) throws IOException {
        layout = new ManyToOneLayout(ring);
        notFull = ring.notFull;
        liveness = new PeerLiveness(ring.memory);
        PeerLiveness.take(ring.memory, RingLayout.CONSUMER, "consumer");
        taken = (long) RingLayout.LONG.getAcquire(ring.memory, RingLayout.HEAD);
        released = taken;
        freeReleased();
    }

    /** Frees the slots that lie before the head, if a consumer died before it had freed them. */
    private void freeReleased() {
        for (long p = Math.max(0, taken - layout.capacity); p < taken; p++) {
            if (layout.isCurrent(p, layout.header(p))) {
                free(p);
            }
        }
    }

    /** Returns the offset of the next message in the ring's memory, or RING_EMPTY. */
    long next() {
        if (isEmpty()) {
            return Ring.RING_EMPTY;
        }
        long offset = layout.offset(taken);
        length = SlotHeader.length(layout.header(taken));
        taken += SlotHeader.slots(length);
        return offset;
    }

    /** The length in bytes of the message that next() has returned. */
    int length() {
        return length;
    }

    /** How many messages were skipped because their producers died before the commit. */
    long skipped() {
        return skipped;
    }

    /** Whether no message is ready. First it passes the slots that are marked as skipped. */
    boolean isEmpty() {
        while (true) {
            long header = layout.header(taken);
            int state = layout.state(taken, header);
            if (state == SlotHeader.SKIPPED) {
                skip(SlotHeader.slots(SlotHeader.length(header)));
            } else if (state != SlotHeader.CLAIMED || !markAbandoned(header)) {
                return state != SlotHeader.COMMITTED;
            }
        }
    }

    private boolean markAbandoned(long header) {
        // Compare first, because the producer may have committed just before it ended.
        boolean marked = liveness.isAbandoned(taken, SlotHeader.pid(header))
            && layout.compareAndSet(taken, header, SlotHeader.with(header, SlotHeader.SKIPPED));
        skipped += marked ? 1 : 0;
        return marked;
    }

    /** Passes skipped slots. Releases them at once if no message that was read is before them. */
    private void skip(int count) {
        boolean holdsMessages = released < taken;
        taken += count;
        if (!holdsMessages) {
            release();
            notFull.wake();
        }
    }

    /** Returns the slots of all messages read so far to the producers. */
    void release() {
        // The head first, so that freeReleased() finds the slots if the consumer dies in between.
        RingLayout.LONG.setRelease(layout.memory, RingLayout.HEAD, taken);
        for (; released < taken; released++) {
            free(released);
        }
    }

    private void free(long position) {
        layout.set(position, SlotHeader.of(layout.lap(position) + 1, 0, 0, SlotHeader.FREE));
    }

    /** Whether no message will ever follow. */
    boolean finished() {
        return layout.state(taken, layout.header(taken)) == SlotHeader.END;
    }
}
