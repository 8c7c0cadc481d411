//SOURCES ../Fork.java ../Libc.java LatePage.java

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/**
 * A page that a forked child brings in by userfaultfd(2), after a given time. Containers and some
 * systems do not allow userfaultfd. Then the constructor throws the ErrnoException.
 */
final class UserfaultPage implements LatePage {
    private static final long MODE_MISSING = 1;   // of UFFDIO_REGISTER, <linux/userfaultfd.h>
    private static final int EVENT_BYTES = 32;    // struct uffd_msg
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final MemorySegment page;
    private final MemorySegment event;
    private final int reports;

    /** @param delayMs how long after the page fault the page comes */
    UserfaultPage(Arena arena, long delayMs) {
        long bytes = Libc.pageSize();
        page = Libc.mmap(arena, 2 * bytes, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
        int uffd = Libc.userfaultfd(Libc.O_CLOEXEC | Libc.UFFD_USER_MODE_ONLY);
        int[] pipe = Libc.pipe2(Libc.O_CLOEXEC);
        reports = pipe[0];
        Libc.ioctl(uffd, Libc.UFFDIO_API, arena.allocateFrom(ValueLayout.JAVA_LONG, 0xAA, 0, 0));
        Libc.ioctl(uffd, Libc.UFFDIO_REGISTER, arena.allocateFrom(ValueLayout.JAVA_LONG,
            page.address(), page.byteSize(), MODE_MISSING, 0));
        event = arena.allocate(EVENT_BYTES);
        // In the warm-up, the pipe plays the userfaultfd, and the second page comes.
        Libc.write(pipe[1], event, EVENT_BYTES);
        MemorySegment second = zeroPage(arena, page.address() + bytes);
        Fork.warmUp(() -> bringIn(pipe[0], uffd, pipe[1], second, 1));
        Libc.read(reports, event, 2);

        MemorySegment first = zeroPage(arena, page.address());
        Thread.ofPlatform().daemon().start(() -> Fork.runToSuccess(DEADLINE,
            () -> bringIn(uffd, uffd, pipe[1], first, delayMs * 1_000_000)));
        Libc.read(reports, event, 1);   // the child waits for the page fault
    }

    /** The structure for UFFDIO_ZEROPAGE: address, length, mode, and room for the result. */
    private static MemorySegment zeroPage(Arena arena, long address) {
        return arena.allocateFrom(ValueLayout.JAVA_LONG, address, Libc.pageSize(), 0, 0);
    }

    /** In the child: waits for a page fault, sleeps, and then lets the page be zeros. */
    private void bringIn(int events, int uffd, int report, MemorySegment zeroPage,
            long delayNanos) {
        Libc.write(report, event, 1);
        Libc.read(events, event, EVENT_BYTES);
        Libc.write(report, event, 1);
        event.set(ValueLayout.JAVA_INT, 0, 0);
        Libc.futexWait(event, 0, delayNanos);   // nobody wakes it
        Libc.ioctl(uffd, Libc.UFFDIO_ZEROPAGE, zeroPage);
    }

    @Override
    public long touchNanos() {
        long start = System.nanoTime();
        page.get(ValueLayout.JAVA_BYTE, 0);
        return System.nanoTime() - start;
    }

    @Override
    public void awaitFault() {
        Libc.read(reports, event, 1);
    }

    @Override
    public String reason() {
        return "another process brings it in later, by userfaultfd";
    }
}
