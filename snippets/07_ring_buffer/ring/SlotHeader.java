/**
 * The word that tells all about a slot of a ring for many producers, in one piece, so that a single
 * compare-and-set changes it: nobody ever sees a claim without its length, or without its owner.
 *
 * <pre>
 *  63         45 44          23 22              3 2    0
 *  |    lap    |  process ID   | length in bytes |  is  |
 * </pre>
 *
 * The lap counts how often the ring has come round. A producer that is held up for a lap between
 * looking and claiming finds another lap here, and its claim fails. (Laps repeat after 524,288: it
 * would have to be held up in that one line for exactly so many.)
 */
final class SlotHeader {
    static final int FREE = 0, CLAIMED = 1, COMMITTED = 2, SKIP = 3, END = 4;
    static final int MAX_LENGTH = (1 << 20) - 1;

    private SlotHeader() {}

    static long of(long lap, int pid, int length, int is) {
        return lap << 45 | (long) pid << 23 | (long) length << 3 | is;
    }

    static int is(long state) {
        return (int) state & 7;
    }

    static int length(long state) {
        return (int) (state >>> 3) & MAX_LENGTH;
    }

    /** How many slots the message takes that begins here; even an empty one takes one. */
    static int slots(int length) {
        return Math.max(1, (length + 63) >>> 6);
    }

    /** Of the process that claimed; Linux gives none above 2^22. */
    static int pid(long state) {
        return (int) (state >>> 23) & (1 << 22) - 1;
    }

    static boolean isOfLap(long state, long lap) {
        return state >>> 45 == (lap & (1 << 19) - 1);
    }

    /** The same slot, claimed before, in another state. */
    static long with(long state, int is) {
        return state & ~7L | is;
    }
}
