import module java.base;

// Many producers put messages into a mapped file, and may be killed at any moment. At offset 0, a
// long: the head, how many slots the only consumer is past. Behind it slots of 16 bytes, in turn: a
// state, and at 8 the message. The state is FREE; or, claimed, the process ID of a producer that
// writes the message; or COMMITTED. Producers go from one to the next by compare-and-set.
// take() waits for no one, and passes no claim of a producer that may still commit, however slow it
// is. If that is gone, its slot is skipped: free again, the head past it. Nothing else is lost.
class SkipTheDead {
    private static final long FREE = 0, COMMITTED = -1, HEAD = 0, SLOTS = 8;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    /** The next message, its slot free again and the head past it; empty if there is none yet. */
    static OptionalLong take(MemorySegment ring, IntPredicate isGone) {
        throw todo();
    }

    /** Whether that process, by now perhaps another of that ID, has the file not mapped. */
    static boolean isGone(int pid, Path file) throws IOException {
        throw todo();
    }

    // TODO: write the two methods above; then this one can go.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
