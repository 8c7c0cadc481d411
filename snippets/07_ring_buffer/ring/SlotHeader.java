/**
 * The header of a slot in a ring with many producers: one long, so that a single compare-and-set
 * changes all of it. No process ever sees a claim without its length or its process ID.
 *
 * <pre>
 *  63         45 44          23 22              3 2     0
 *  |    lap    |  process ID   | length in bytes | state |
 * </pre>
 *
 * The lap counts how often the ring was used from beginning to end. Suppose that a producer is
 * suspended for a lap, after it has read a header and before its claim. The header has another lap
 * then, so the claim fails. (Lap numbers repeat after 524,288 laps. The producer would have to be
 * suspended for exactly that many.)
 */
final class SlotHeader {
    static final int FREE = 0, CLAIMED = 1, COMMITTED = 2, SKIPPED = 3, END = 4;
    static final int MAX_LENGTH = (1 << 20) - 1;

    private SlotHeader() {}

    static long of(long lap, int pid, int length, int state) {
        return lap << 45 | (long) pid << 23 | (long) length << 3 | state;
    }

    /** FREE, CLAIMED, COMMITTED, SKIPPED or END. */
    static int state(long header) {
        return (int) header & 7;
    }

    static int length(long header) {
        return (int) (header >>> 3) & MAX_LENGTH;
    }

    /** How many slots a message of this length takes; an empty message takes one too. */
    static int slots(int length) {
        return Math.max(1, (length + 63) >>> 6);
    }

    /** The process that claimed the slot; Linux has no process ID above 2^22. */
    static int pid(long header) {
        return (int) (header >>> 23) & (1 << 22) - 1;
    }

    static boolean isOfLap(long header, long lap) {
        return header >>> 45 == (lap & (1 << 19) - 1);
    }

    /** The same header with another state. */
    static long with(long header, int state) {
        return header & ~7L | state;
    }
}
