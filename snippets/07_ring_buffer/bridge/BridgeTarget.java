//SOURCES ../ring/ManyToOneLayout.java ../ring/ManyToOneProducer.java
//SOURCES ../ring/OneToOneProducer.java ../ring/Ring.java ../ring/RingLayout.java

import java.lang.foreign.MemorySegment;

/**
 * The ring that a bridge fills, as its only producer. It remembers in the ring's file up to which
 * position of the other ring it has all messages.
 *
 * <pre>
 * 4040  record 0: the other ring's ID, its position after a message, where that message is here
 * 4064  record 1: the same for the message before it or after it
 * </pre>
 *
 * It writes a record before it commits the message. So a record counts only if its message is
 * committed, and that is visible in the ring: in the tail, or in the header of the slot. The
 * message before it has the other record. So at every instruction at which the process may die, the
 * file says exactly which messages it has.
 *
 * <p>A later claim may write padding over that header, after a process has died with a claim. So
 * the next process first notes, in the other record, what it has found: a place of -1 means that
 * the message was seen as committed.
 */
final class BridgeTarget implements AutoCloseable {
    private static final long RECORDS = RingLayout.BRIDGE + 8, RECORD_BYTES = 24;
    private static final long POSITION = 8, PLACE = 16;
    private static final long CONFIRMED = -1;

    final Ring ring;
    private final OneToOneProducer one;
    private final ManyToOneProducer many;
    private int last;

    /**
     * Throws, and closes the ring, if it has another bridge or, if it is for one producer, another
     * producer.
     */
    BridgeTarget(Ring ring) {
        this.ring = ring;
        boolean isOne = ring.kind == RingLayout.ONE_TO_ONE;
        try {
            if (!ring.locks.tryLock(RingLayout.BRIDGE)) {
                throw new IllegalStateException("another bridge puts messages into this ring");
            }
            if (ring.producers > 1 && isOne) {
                throw new IllegalStateException("this ring has " + ring.producers + " lanes");
            }
            one = isOne && !isClosed() ? new OneToOneProducer(ring) : null;
            many = isOne || isClosed() ? null : new ManyToOneProducer(ring);
        } catch (RuntimeException e) {
            ring.close();
            throw e;
        }
    }

    /**
     * Returns the position up to which this ring has all messages of the ring with this ID. Call it
     * before the first claim. Throws if the records are about another ring.
     */
    long stored(long id) {
        long stored = 0;
        for (int record = 0; record < 2; record++) {
            long at = RECORDS + record * RECORD_BYTES;
            long noted = get(at);
            if (noted != 0 && noted != id) {
                throw new IllegalStateException("this ring has messages of another ring; "
                    + "each ring needs a file of its own here");
            }
            if (noted == id && get(at + POSITION) > stored && isCommitted(get(at + PLACE))) {
                stored = get(at + POSITION);
                last = record;
            }
        }
        if (stored > 0) {
            note(id, stored, CONFIRMED);
        }
        return stored;
    }

    private boolean isCommitted(long place) {
        if (place == CONFIRMED) {
            return true;
        }
        if (ring.kind == RingLayout.ONE_TO_ONE) {
            return RingLayout.position(get(RingLayout.TAIL)) > place;
        }
        var layout = new ManyToOneLayout(ring);
        return layout.isCurrent(place, layout.header(place));
    }

    /** Claims a slot for a message of this length. Returns it, or null if the ring is full. */
    MemorySegment tryClaim(int length) {
        if (isClosed() || one != null && length != ring.slotBytes) {
            throw new IllegalStateException("the ring here "
                + (isClosed() ? "is closed" : "takes no message of " + length + " bytes"));
        }
        long offset = one != null ? one.tryClaim() : many.tryClaim(length);
        return offset == Ring.RING_FULL ? null : ring.memory.asSlice(offset, length);
    }

    /** Publishes the claimed message, which ends at {@code position} of the ring with this ID. */
    void commit(long id, long position) {
        note(id, position, one != null ? get(RingLayout.TAIL) : many.position());
        if (one != null) {
            one.commit();
        } else {
            many.commit();
        }
        ring.notEmpty.wake();
    }

    /** Writes the older record. */
    private void note(long id, long position, long place) {
        last = 1 - last;
        long at = RECORDS + last * RECORD_BYTES;
        set(at, 0);   // no ring has this ID, so a half-written record does not count
        set(at + POSITION, position);
        set(at + PLACE, place);
        set(at, id);
    }

    /** Closes the ring. Does nothing if it is closed already. */
    void finish() {
        if (!isClosed() && one != null) {
            one.finish();
        } else if (!isClosed()) {
            many.finish();
        }
    }

    boolean isClosed() {
        return get(RingLayout.TAIL) < 0;
    }

    private long get(long offset) {
        return (long) RingLayout.LONG.getAcquire(ring.memory, offset);
    }

    private void set(long offset, long value) {
        RingLayout.LONG.setRelease(ring.memory, offset, value);
    }

    @Override
    public void close() {
        ring.close();
    }
}
