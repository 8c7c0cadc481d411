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
// In the grader, other processes add while `change` is at work. No addition may be lost.
class AtomicCounter {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    static long update(MemorySegment counter, LongUnaryOperator change) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
