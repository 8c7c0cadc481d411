//SOURCES ../Fork.java ../Libc.java ../Script.java

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * Accesses memory in a forked child and reports how the child ended: "works", or the name of the
 * signal or errno that ended it. A child is needed for two reasons. It uses the default action for
 * the signals instead of HotSpot's handlers. And it has no other thread that could map something
 * into a range that was just unmapped. The JVM needs the start options of {@code Fork}.
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

    /** Stores x in the bytes from..to-1 of {@code p}. */
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

    /** Unmaps {@code page} twice. */
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

    /** Restores the signal's default action, which ends the process. */
    private static void restoreDefault(int signal) {
        Libc.signal(signal, Libc.SIG_DFL);
    }

    /**
     * Runs in the parent once what the children do, on a page of its own and without side effects,
     * because a child cannot load classes or link methods safely.
     */
    private static void warmUp() {
        Libc.prctl(Libc.PR_SET_DUMPABLE, 1);   // the value that it already has
        try {
            restoreDefault(0);   // 0 is no signal, so the parent keeps HotSpot's handlers
        } catch (Libc.ErrnoException noSuchSignal) {
            // This is always EINVAL.
        }
        MemorySegment page = Libc.mmap(Libc.NULL, PAGE, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
        page.asSlice(0, PAGE).fill((byte) 'x');
        page.get(JAVA_BYTE, 0);
        Libc.munmap(page, PAGE);
    }
}
