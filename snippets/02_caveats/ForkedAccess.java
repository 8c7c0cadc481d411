//SOURCES ../Fork.java ../Libc.java ../Script.java

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * Shows how a process ends that uses memory in a certain way: "works", or the name of the signal or
 * of the errno that ended it. The process is a forked child, for two reasons: it has none of
 * HotSpot's signal handlers, and no other thread can map something where memory is unmapped. The
 * JVM must be started with the options that {@code Fork} needs.
 */
final class ForkedAccess {
    private ForkedAccess() {}

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final long PAGE = Libc.pageSize();

    static {
        Fork.warmUp(ForkedAccess::warmUp);
    }

    /** Reads byte {@code at} of {@code p}. */
    static String read(MemorySegment p, long at) {
        return outcome(() -> p.get(JAVA_BYTE, at));
    }

    /** Writes x to the bytes from..to-1 of {@code p}. */
    static String write(MemorySegment p, long from, long to) {
        return outcome(() -> p.asSlice(from, to - from).fill((byte) 'x'));
    }

    /** Unmaps {@code page}, then reads byte {@code at} of {@code p}. */
    static String unmapThenRead(MemorySegment page, MemorySegment p, long at) {
        return outcome(() -> {
            Libc.munmap(page, PAGE);
            p.get(JAVA_BYTE, at);
        });
    }

    /** Unmaps {@code page}, then once more. */
    static String unmapTwice(MemorySegment page) {
        return outcome(() -> {
            Libc.munmap(page, PAGE);
            Libc.munmap(page, PAGE);
        });
    }

    private static String outcome(Runnable access) {
        Libc.Waited end = Fork.run(DEADLINE, () -> {
            Libc.prctl(Libc.PR_SET_DUMPABLE, 0);   // no core file
            restoreDefault(Libc.SIGBUS);
            restoreDefault(Libc.SIGSEGV);
            try {
                access.run();
            } catch (Libc.ErrnoException e) {
                Libc._exit(e.errno);
            }
        });
        String name = nameOf(end);
        Script.explain("      child %d: %s", end.pid(), name);
        return name;
    }

    private static String nameOf(Libc.Waited end) {
        if (end.exited()) {
            return end.exitStatus() == 0 ? "works" : Libc.errnoName(end.exitStatus());
        }
        return switch (end.termSignal()) {
            case Libc.SIGBUS -> "SIGBUS";
            case Libc.SIGSEGV -> "SIGSEGV";
            default -> "signal " + end.termSignal();
        };
    }

    /** Makes the signal end this process, as it ends a C program. */
    private static void restoreDefault(int signal) {
        Libc.signal(signal, Libc.SIG_DFL);
    }

    /** Does in the parent what the children do, on a page of its own and without an effect. */
    private static void warmUp() {
        Libc.prctl(Libc.PR_SET_DUMPABLE, 1);   // as it is already
        try {
            restoreDefault(0);   // not a signal, so that the parent keeps HotSpot's handlers
        } catch (Libc.ErrnoException noSuchSignal) {
            // Always EINVAL.
        }
        MemorySegment page = Libc.mmap(Libc.NULL, PAGE, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
        page.asSlice(0, PAGE).fill((byte) 'x');
        page.get(JAVA_BYTE, 0);
        Libc.munmap(page, PAGE);
    }
}
