/*
 * exercise 4.2: Copy on write, observed
 * points: 3
 * forks: yes
 * hint: The child's variables are the child's own. Where can it put four notes so that the parent
 *   finds them?
 * hint: Notebook 04, "Copy on write, step by step" and "Never fork a JVM that you need"; Fork.java
 *   explains what a warm-up is for. Map a page with MAP_SHARED | MAP_ANONYMOUS for the notes before
 *   the fork, and have some other memory that the warm-up may write to.
 * hint:
 *   | Consumer<MemorySegment> child = at -> {
 *   |     notes.set(ValueLayout.JAVA_INT, 0, own(at) ? 1 : 0);
 *   |     notes.set(ValueLayout.JAVA_INT, 4, at.get(ValueLayout.JAVA_INT, 0));
 *   |     at.set(ValueLayout.JAVA_INT, 0, value);
 *   |     // … and the same two notes at 8 and 12
 *   | };
 *   | Fork.warmUp(() -> child.accept(scratch));
 *   | Fork.run(Duration.ofSeconds(5), () -> child.accept(p));
 *   | // then p.get(ValueLayout.JAVA_INT, 0) in the parent
 */
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
