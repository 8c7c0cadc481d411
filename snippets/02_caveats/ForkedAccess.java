//SOURCES ../Fork.java ../Libc.java ../Script.java

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * What becomes of a process that uses memory in a certain way: "works", or the name of the signal
 * or of the errno that ended it. The process is a forked child, for two reasons: HotSpot's handlers
 * are not in the way, and where memory is unmapped no other thread can map something there. The
 * JVM must be started with the options that {@code Fork} asks for.
 */
final class ForkedAccess {
    private ForkedAccess() {}

    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final long PAGE = Libc.pageSize();

    /** What a rehearsal touches in place of the mapping. */
    private static final MemorySegment SCRATCH = Arena.global().allocate(PAGE);

    /** Reads byte {@code at} of {@code p}. */
    static String read(MemorySegment p, long at) {
        return does(rehearsal -> (rehearsal ? SCRATCH : p).get(JAVA_BYTE, rehearsal ? 0 : at));
    }

    /** Writes x to the bytes from..to-1 of {@code p}. */
    static String write(MemorySegment p, long from, long to) {
        return does(rehearsal -> (rehearsal ? SCRATCH : p)
            .asSlice(rehearsal ? 0 : from, to - from).fill((byte) 'x'));
    }

    /** Unmaps {@code page}, then reads byte {@code at} of {@code p}. */
    static String unmapThenRead(MemorySegment page, MemorySegment p, long at) {
        return does(rehearsal -> {
            Libc.munmap(rehearsal ? spare() : page, PAGE);
            (rehearsal ? SCRATCH : p).get(JAVA_BYTE, rehearsal ? 0 : at);
        });
    }

    /** Unmaps {@code page}, then once more. */
    static String unmapTwice(MemorySegment page) {
        return does(rehearsal -> {
            Libc.munmap(rehearsal ? spare() : page, PAGE);
            Libc.munmap(rehearsal ? spare() : page, PAGE);
        });
    }

    /** A page that a rehearsal may unmap. */
    private static MemorySegment spare() {
        return Libc.mmap(Libc.NULL, PAGE, Libc.PROT_READ,
            Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
    }

    private static String does(Fork.Task task) {
        Libc.Waited end = Fork.run(DEADLINE, rehearsal -> {
            dieByDefault(rehearsal);
            try {
                task.run(rehearsal);
            } catch (Libc.ErrnoException e) {
                if (rehearsal) {
                    throw e;
                }
                Libc._exit(e.errno);
            }
        });
        String answer = nameOf(end);
        Script.explain("      child %d: %s", end.pid(), answer);
        return answer;
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

    /** Lets the signals end this process as they end a C program, but without a core file. */
    private static void dieByDefault(boolean rehearsal) {
        Libc.prctl(Libc.PR_SET_DUMPABLE, rehearsal ? 1 : 0);
        for (int signal : new int[] {Libc.SIGBUS, Libc.SIGSEGV}) {
            try {
                // There is no signal 0: the parent rehearses the call and keeps HotSpot's handlers.
                Libc.signal(rehearsal ? 0 : signal, Libc.SIG_DFL);
            } catch (Libc.ErrnoException noSuchSignal) {
                // EINVAL, in the rehearsal.
            }
        }
    }
}
