/*
 * exercise 7.3: Skip the messages of dead producers
 * points: 3
 * forks: yes
 * hint: You read the state, and then you look into /proc. In between, a producer may commit and
 *   end. What must still be true at the moment at which you skip? Another process may have the same
 *   ID now. What does every process have that can still commit?
 * hint: Notebook 07, "A producer dies" and "Many producers, one compare-and-set", and proc(5),
 *   /proc/pid/maps. The path is the sixth field. The list of a zombie is empty. A process that does
 *   not have the file mapped cannot commit.
 * hint:
 *   | In a loop: take the message if the state is COMMITTED. Return OptionalLong.empty() if it is
 *   | FREE, or if !isGone.test((int) state). In all other cases:
 *   | if (LONG.compareAndSet(ring, slot, state, FREE)) { LONG.setVolatile(ring, HEAD, head + 1); }
 *   | and start again. In isGone:
 *   | Files.lines(Path.of("/proc/" + pid + "/maps")).map(line -> line.split(" +", 6))
 *   |     .noneMatch(f -> f.length == 6 && f[5].equals(name)), and NoSuchFileException means gone.
 * why: compareAndSet takes the slot only if the claim is still there, so a message that was
 *   committed in the last moment is not lost. A process counts as gone if it does not have the
 *   file mapped, because process IDs are used again.
 */
import module java.base;

// Many producers put messages into a mapped file, and each may be killed at any moment. There is
// one consumer. The bytes of the file:
//        0  the head, a long: how many slots the consumer has passed
//        8  the slots, 16 bytes each: a long with the state, then a long with the message
// The state of a slot is FREE, or the process ID of the producer that is writing the message, or
// COMMITTED. Producers change it by compare-and-set, and use the slots in turn.
// take() never waits. It does not pass the slot of a producer that may still commit, however slow
// that producer is. If the producer is gone, take() skips the slot: it sets the slot free and moves
// the head past it. No other message may be lost.
class SkipTheDead {
    private static final long FREE = 0, COMMITTED = -1, HEAD = 0, SLOTS = 8;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    /** Takes the next message: frees its slot, moves the head. Empty if there is none yet. */
    static OptionalLong take(MemorySegment ring, IntPredicate isGone) {
        throw todo();
    }

    /** Whether no process with this ID has the file mapped. The ID may be in use again. */
    static boolean isGone(int pid, Path file) throws IOException {
        throw todo();
    }

    // TODO: write the two methods above. Then delete this one.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
