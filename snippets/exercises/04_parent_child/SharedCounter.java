/*
 * exercise 4.1: A counter shared by parent and child
 * points: 2
 * forks: yes
 * hint: Which mappings stay one memory after a fork? And how many steps is value + 1, if the value
 *   is in memory?
 * hint: Notebook 04, "What fork copies", and mmap(2): MAP_SHARED, with MAP_ANONYMOUS for memory
 *   without a file. For add, look at VarHandle.getAndAdd; a layout gives its VarHandle.
 * hint:
 *   | Libc.mmap(Libc.NULL, 8, Libc.PROT_READ | Libc.PROT_WRITE,
 *   |     Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0)
 *   | static final VarHandle VALUE = ValueLayout.JAVA_LONG.varHandle();
 *   | long before = (long) VALUE.getAndAdd(counter, 0L, 1L);
 */
import module java.base;

// A counter that parent and children share: a long at the beginning of some memory. create makes
// the memory, with a 0 in it, before the fork; add is called by several processes at once.
// The grader forks and lets parent and children add: no add may be lost, not even when a process
// is stopped in the middle of one. (So no lock either: others would wait for whoever is stopped.)
class SharedCounter {
    static MemorySegment create() {
        // TODO: memory that stays one memory for all after a fork; then mend add
        throw new UnsupportedOperationException("not solved yet");
    }

    /** C's ++*p. What happens if another process adds between the get and the set? */
    static void add(MemorySegment counter) {
        long value = counter.get(ValueLayout.JAVA_LONG, 0);
        counter.set(ValueLayout.JAVA_LONG, 0, value + 1);
    }
}
