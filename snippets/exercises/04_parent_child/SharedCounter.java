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
