import module java.base;

// Copy on write, watched. After a fork, parent and child have the same pages; a private one is
// copied when somebody writes to it. Let a forked child (Fork.run) look at p, write value to the
// int at its beginning, and look again. Then the parent looks, too. The notes reach the parent
// through memory that both share. The grader does not say what kind of mapping p is: report what
// you see. Run the child's code by Fork.warmUp first, in the parent: leave p alone there.
class CopyOnWriteSeen {
    /** What the child had and read before and after its write, and what the parent read then. */
    record Seen(boolean ownBefore, int before, boolean ownAfter, int after, int parent) {}

    static Seen experiment(MemorySegment p, int value) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }

    /** Whether this process alone has p's page: bit 56 of its entry in /proc/self/pagemap. */
    static boolean own(MemorySegment p) {
        int fd = Libc.open("/proc/self/pagemap", Libc.O_RDONLY);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(ValueLayout.JAVA_LONG);
            Libc.lseek(fd, p.address() / Libc.pageSize() * 8, Libc.SEEK_SET);
            return Libc.read(fd, entry, 8) == 8
                && (entry.get(ValueLayout.JAVA_LONG, 0) >> 56 & 1) == 1;
        } finally { Libc.close(fd); }
    }
}
