//SOURCES ../ring/ManyToOneConsumer.java ../ring/OneToOneConsumer.java ../ring/Ring.java
//SOURCES ../ring/RingLayout.java ../ring/SlotHeader.java

import java.util.concurrent.ThreadLocalRandom;

/**
 * The ring that a bridge reads, as its only consumer. The ring gets an ID, so that the other side
 * knows it again: a random number, which stays in its file.
 *
 * <pre>
 * 4032  the ID of this ring, or 0 if no bridge has read it yet
 * </pre>
 */
final class BridgeSource implements AutoCloseable {
    /** A message in the ring's memory. {@code end} is the position after it, which only grows. */
    record Message(long offset, int length, long end) {}

    final Ring ring;
    final long id;
    private final OneToOneConsumer one;
    private final ManyToOneConsumer many;

    /** Throws if the file is not a ring, if it has several lanes, or if it has a consumer. */
    BridgeSource(String path) {
        ring = Ring.open(path);
        try {
            one = ring.kind == RingLayout.ONE_TO_ONE ? new OneToOneConsumer(ring) : null;
            many = one == null ? new ManyToOneConsumer(ring) : null;
            if (get(RingLayout.BRIDGE) == 0) {
                RingLayout.LONG.setRelease(ring.memory, RingLayout.BRIDGE,
                    ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
            }
            id = get(RingLayout.BRIDGE);
        } catch (RuntimeException e) {
            ring.close();
            throw e;
        }
    }

    private long get(long offset) {
        return (long) RingLayout.LONG.getAcquire(ring.memory, offset);
    }

    /** The position of the first message that is not released. */
    long head() {
        return get(RingLayout.HEAD);
    }

    /** The length of the longest message that the ring can hold. */
    int longestBytes() {
        return one != null ? ring.slotBytes
            : (int) Math.min(SlotHeader.MAX_LENGTH, ring.capacity * 64L);
    }

    /** Returns the next message, or null if none is ready. */
    Message next() {
        long offset = one != null ? one.next() : many.next();
        return offset == Ring.RING_EMPTY ? null : new Message(offset,
            one != null ? ring.slotBytes : many.length(),
            one != null ? one.position() : many.position());
    }

    /** Waits for the next message or for the end, but not longer than {@code timeoutMs}. */
    void await(long timeoutMs) {
        ring.notEmpty.await(() -> !(one != null ? one.isEmpty() : many.isEmpty()) || finished(),
            timeoutMs);
    }

    /** Returns the slots of all messages read so far to the producers. */
    void release() {
        if (one != null) {
            one.release();
        } else {
            many.release();
        }
        ring.notFull.wake();
    }

    /** Whether all messages were read, and none will ever follow. */
    boolean finished() {
        return one != null ? one.finished() : many.finished();
    }

    @Override
    public void close() {
        ring.close();
    }
}
