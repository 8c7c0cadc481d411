/*
 * exercise 5.3: An atomic counter for many processes
 * points: 2
 * forks: yes
 * hint: You have computed a new value from the old one. How can you store it only if the counter
 *   still has the old value?
 * hint: Notebook 05, "Atomic add", and question 3 in it. VarHandle.compareAndSet compares and
 *   stores in one step, between processes, too.
 * hint:
 *   | In a loop: long old = (long) LONG.getVolatile(counter, 0L);
 *   | long next = change.applyAsLong(old);
 *   | if (LONG.compareAndSet(counter, 0L, old, next)) { return next; }
 * why: compareAndSet stores only if nobody has changed the counter since the load, and otherwise
 *   the loop computes again. So the function may run more than once and must have no side
 *   effects. For a plain add, getAndAdd is faster.
 */
import module java.base;

// Any number of processes change one counter. Each of them has mapped the file for itself, and a
// lock of Java does not reach another process. The method update() reads the long at offset 0,
// computes the next value with `change`, stores it and returns it. If the counter has changed
// meanwhile, this value is useless, because to store it would undo the changes of other processes.
// In the grader, other processes change the counter while `change` is at work, often hundreds of
// times. No change may be lost, and update() never gives up. It calls `change` once for each value
// that it has read. An exception of `change` comes out of update() and changes nothing. Only the
// eight bytes of the counter belong to you.
class AtomicCounter {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    static long update(MemorySegment counter, LongUnaryOperator change) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
