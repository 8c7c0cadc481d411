/**
 * The header of a slot in a ring with many producers: one long, which publishes a message.
 *
 * <pre>
 *  63                       22 21              2 1     0
 *  |            lap           | length in bytes | state |
 * </pre>
 *
 * The lap counts how often the ring was used from beginning to end. A header with another lap than
 * the consumer's says nothing, so nobody needs to clear headers. (Lap numbers repeat after 2^42
 * laps, which is at least five days of nothing but laps.)
 */
final class SlotHeader {
    /** A message, or the unused rest of a lap whose last message did not fit before the end. */
    static final int COMMITTED = 1, PADDING = 2;
    static final int MAX_LENGTH = (1 << 20) - 1;

    private SlotHeader() {}

    static long of(long lap, int length, int state) {
        return lap << 22 | (long) length << 2 | state;
    }

    /** COMMITTED or PADDING; 0 if the slot was never the first one of a message. */
    static int state(long header) {
        return (int) header & 3;
    }

    static int length(long header) {
        return (int) (header >>> 2) & MAX_LENGTH;
    }

    /** How many slots a message of this length takes; an empty message takes one too. */
    static int slots(int length) {
        return Math.max(1, (length + 63) >>> 6);
    }

    static boolean isOfLap(long header, long lap) {
        return header >>> 22 == (lap & (1L << 42) - 1) && state(header) != 0;
    }
}
