/*
 * exercise 7.3: Skip the messages of dead producers
 * points: 3
 * forks: yes
 * hint: You read the state, and then you look at the lock. In between, a producer may commit and
 *   end. What must still be true at the moment at which you skip? And who could be refused a lock
 *   if you took it, even for a moment?
 * hint: Notebook 07, "A producer dies" and "Many producers, one compare-and-set", and
 *   F_OFD_GETLK in fcntl(2). It takes no lock. It returns a lock that would refuse yours, or one of
 *   type F_UNLCK.
 * hint:
 *   | In a loop: take the message if the state is COMMITTED. Return OptionalLong.empty() if it is
 *   | FREE, or if !isGone.test(state). In all other cases:
 *   | if (LONG.compareAndSet(ring, slot, state, FREE)) { LONG.setVolatile(ring, HEAD, head + 1); }
 *   | and start again. In isGone:
 *   | var lock = new Libc.Flock(Libc.F_WRLCK, producer, 1);
 *   | return Libc.fcntl(fd, Libc.F_OFD_GETLK, lock).type() == Libc.F_UNLCK;
 * why: compareAndSet takes the slot only if the claim is still there, so a message that was
 *   committed in the last moment is not lost. Linux drops the lock of a process only after the
 *   process has lost its mappings, however it ended. A process ID would say less, because it is
 *   used again, and means nothing in another container.
 */
import module java.base;

// Many producers put messages into a mapped file, and each may be killed at any moment. There is
// one consumer. The bytes of the file:
//        0  the head, a long: how many slots the consumer has passed
//        8  the slots, 16 bytes each: a long with the state, then a long with the message
// The state of a slot is FREE, or the number of the producer that is writing the message, or
// COMMITTED. Producers use the slots in turn, and use a slot again as soon as they see FREE. As
// long as producer n lives, it holds a write lock (F_OFD_SETLK) on byte n of the file.
// take() never waits, and needs no clock. It does not pass the slot of a living producer, however
// slow that producer is: it returns empty. If the producer is gone, take() sets the slot free,
// moves the head past it, and goes on with the next slot. No other message may be lost. Load the
// state with acquire, and store it and the head with release, or stronger. isGone() takes no lock,
// not even for a moment, and throws if fcntl fails.
class SkipTheDead {
    private static final long FREE = 0, COMMITTED = -1, HEAD = 0, SLOTS = 8;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    /** Takes the next message: frees its slot, moves the head. Empty if there is none yet. */
    static OptionalLong take(MemorySegment ring, LongPredicate isGone) {
        throw todo();
    }

    /** Whether nobody holds the lock of this producer. Its number may be used again later. */
    static boolean isGone(int fd, long producer) {
        throw todo();
    }

    // TODO: write the two methods above. Then delete this one.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
