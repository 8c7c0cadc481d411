/*
 * exercise 7.3: The producer that died
 * points: 3
 * forks: yes
 * hint: Between your look at the state and your answer from /proc, a producer may commit and end.
 *   What has to be true in the moment in which you skip? And which question has an answer that
 *   nobody with the same process ID can spoil?
 * hint: Notebook 07, "A producer dies" and "Many producers, one compare-and-set"; proc(5),
 *   /proc/pid/maps: the path is the sixth field, and a zombie's list is empty. Who has not mapped
 *   the file cannot commit.
 * hint:
 *   | In a loop: COMMITTED is taken; FREE, or !isGone.test((int)
 *     state), is OptionalLong.empty(). Else
 *   | if (LONG.compareAndSet(ring, slot, state, FREE)) { LONG.setVolatile(ring, HEAD, head + 1); }
 *   | and once more from the beginning. In isGone:
 *   | Files.lines(Path.of("/proc/" + pid + "/maps")).map(line -> line.split(" +", 6))
 *   |     .noneMatch(f -> f.length == 6 && f[5].equals(name)), and NoSuchFileException means gone.
 */
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
