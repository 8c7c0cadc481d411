/*
 * exercise 4.2: Copy on write, observed
 * points: 3
 * forks: yes
 * hint: The child has its own copy of all variables. Where can it put four notes so that the parent
 *   finds them?
 * hint: Notebook 04, "Copy on write, step by step" and "Never fork a JVM that you need". Fork.java
 *   explains the warm-up. Before the fork, map a page with MAP_SHARED | MAP_ANONYMOUS for the
 *   notes. The warm-up needs other memory, to which it may write.
 * hint:
 *   | Consumer<MemorySegment> child = at -> {
 *   |     notes.set(ValueLayout.JAVA_INT, 0, own(at) ? 1 : 0);
 *   |     notes.set(ValueLayout.JAVA_INT, 4, at.get(ValueLayout.JAVA_INT, 0));
 *   |     at.set(ValueLayout.JAVA_INT, 0, value);
 *   |     // … and the same two notes at 8 and 12
 *   | };
 *   | Fork.warmUp(() -> child.accept(scratch));
 *   | Fork.runToSuccess(Duration.ofSeconds(5), () -> child.accept(p));
 *   | // then p.get(ValueLayout.JAVA_INT, 0) in the parent
 * why: Before the store, both processes use one page, and the first store makes Linux copy it.
 *   You see this in pagemap, where bit 56 says that one process only maps a page. This is why
 *   fork is cheap, and why Redis can save while it serves.
 */
import module java.base;

// Observe copy-on-write. After a fork, parent and child have the same pages, unless madvise(2) has
// said otherwise. Linux copies a private page when one of them writes to it. Fork a child with
// Fork.run. The child notes two things about p: what own returns, and the int at its beginning.
// Then it stores `value` in this int and notes both again. At the end, the parent reads the int. p
// begins at a multiple of 4, anywhere in a page. The child must write its notes to memory that the
// parent shares. The grader does not say which kind of mapping p is, so report what you see. Before
// the fork, run the child's code once in the parent, with Fork.warmUp. Do not use p for this, but
// other memory.
// At the end, nothing may be left: no child, no descriptor, no file, no mapping. This is also true
// if the child fails, or if the thread is interrupted.
class CopyOnWriteSeen {
    /** What the child saw before and after its store, and what the parent read at the end. */
    record Seen(boolean ownBefore, int before, boolean ownAfter, int after, int parent) {}

    static Seen experiment(MemorySegment p, int value) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }

    /** Whether only this process has p's page: bit 56 of its entry in /proc/self/pagemap. */
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
