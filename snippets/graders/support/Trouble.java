//SOURCES ../../Libc.java

import module java.base;

/**
 * The situations in which a solution fails or is stopped: files that cannot be mapped, no free
 * descriptor, a callback that throws, a thread that is interrupted.
 */
final class Trouble {
    private static final long DEADLINE_MS = 20_000;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_SEAL_GROW = 4;
    private static final int F_SEAL_FUTURE_WRITE = 16;
    private static final int RLIMIT_FSIZE = 1;
    private static final int RLIMIT_AS = 9;

    private Trouble() {}

    interface Work {
        void run() throws Exception;
    }

    // ----------------------------------------------------------------- files that cannot be mapped

    /**
     * A file without a name in any folder. Each open of {@link #path} gives a new descriptor of it.
     */
    static final class Nameless implements AutoCloseable {
        final Path path;
        private final int[] fds;

        private Nameless(int... fds) {
            this.fds = fds;
            path = Path.of("/proc/self/fd/" + fds[0]);
        }

        @Override
        public void close() {
            for (int fd : fds) {
                Libc.close(fd);
            }
        }
    }

    /**
     * A FIFO. It can be opened in every mode, and open never waits. ftruncate reports EINVAL, mmap
     * reports ENODEV.
     */
    static Nameless fifo() {
        return new Nameless(Libc.pipe2(Libc.O_CLOEXEC));
    }

    /**
     * A file of {@code length} zero bytes that can be opened, read and truncated. A shared mapping
     * for writing reports EPERM.
     */
    static Nameless unwritable(long length) {
        return sealed(length, F_SEAL_FUTURE_WRITE);
    }

    /**
     * A file of {@code length} zero bytes that can be mapped. ftruncate reports EPERM for a longer
     * length.
     */
    static Nameless ungrowable(long length) {
        return sealed(length, F_SEAL_GROW);
    }

    private static Nameless sealed(long length, int seals) {
        int fd = Libc.memfd_create("sealed", Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
        Libc.ftruncate(fd, length);
        Libc.fcntl(fd, F_ADD_SEALS, seals);
        return new Nameless(fd);
    }

    // ----------------------------------------------------------------------- limits of the process

    /**
     * Runs {@code work} while this process can open only {@code free} more descriptors. The next
     * open after these reports EMFILE. So with 1, it is the second descriptor that fails. Run the
     * same work once before, because the JVM may need a descriptor to load a class.
     */
    static void withFreeDescriptors(int free, Work work) throws Exception {
        // Linux returns the lowest free descriptor, so the last of these is the first to refuse.
        int[] next = new int[free + 1];
        Arrays.setAll(next, i -> Libc.open("/dev/null", Libc.O_RDONLY | Libc.O_CLOEXEC));
        Arrays.stream(next).forEach(Libc::close);
        withLimit(Libc.RLIMIT_NOFILE, "Max open files", next[free], work);
    }

    /**
     * Runs {@code work} while this process can map only {@code bytes} more. mmap and mremap report
     * ENOMEM for a larger length. The JVM needs some memory, too, so leave it at least 1 GiB.
     */
    static void withFreeAddresses(long bytes, Work work) throws Exception {
        long size = Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmSize:"))
            .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))).sum();
        withLimit(RLIMIT_AS, "Max address space", size + bytes, work);
    }

    /**
     * Runs {@code work} while this process can write no byte after the first {@code bytes} of a
     * file. ftruncate and write report EFBIG. A write that begins before that writes less.
     */
    static void withFileSize(long bytes, Work work) throws Exception {
        withLimit(RLIMIT_FSIZE, "Max file size", bytes, work);
    }

    /** Lowers the soft limit of this process while {@code work} runs. */
    private static void withLimit(int resource, String name, long limit, Work work)
            throws Exception {
        String[] old = Files.readAllLines(Path.of("/proc/self/limits")).stream()
            .filter(line -> line.startsWith(name)).findFirst().orElseThrow().split(" {2,}");
        failure(() -> Libc.close(-1));   // loads the classes of an ErrnoException
        Libc.prlimit(0, resource, limit, number(old[2]));
        try {
            work.run();
        } finally {
            Libc.prlimit(0, resource, number(old[1]), number(old[2]));
        }
    }

    private static long number(String limit) {
        return limit.equals("unlimited") ? -1 : Long.parseLong(limit);
    }

    // ----------------------------------------------------------------------------- what was thrown

    /** One of each kind that a callback can throw: an exception, an Error, and a checked one. */
    static List<Throwable> oneOfEachKind() {
        return List.of(new IllegalStateException("thrown by the callback"),
            new InternalError("thrown by the callback"),   // as after a SIGBUS
            new IOException("thrown by the callback"));
    }

    /** Throws {@code thrown}, which may be a checked exception, from any callback. */
    @SuppressWarnings("unchecked")
    static <R, T extends Throwable> R raise(Throwable thrown) throws T {
        throw (T) thrown;
    }

    /**
     * Runs {@code work}. Returns "the same" if it threw this object, "nothing", or the name and the
     * message of what it threw.
     */
    static String arrived(Throwable thrown, Work work) {
        try {
            work.run();
            return "nothing";
        } catch (Throwable seen) {
            // No callback of the JDK declares a checked exception, so it may also be the cause.
            return seen == thrown || thrown instanceof IOException && seen.getCause() == thrown
                ? "the same" : name(seen);
        }
    }

    /**
     * Runs {@code work}, and returns in words what it threw: "no exception", the errno as in {@code
     * mmap: ENODEV}, or the class and the message of another exception. A stub stays unsolved.
     */
    static String failure(Work work) {
        try {
            work.run();
            return "no exception";
        } catch (UnsupportedOperationException unsolved) {
            throw unsolved;
        } catch (Exception e) {
            return name(e);
        }
    }

    /**
     * Runs {@code work}. Returns {@code errno}, such as "ENODEV", if this is the reason why it
     * failed: what it threw, or one of the causes, has this errno, or the JDK reports an
     * IOException. Otherwise it returns {@link #failure}.
     */
    static String reason(String errno, Work work) {
        String[] seen = {""};
        String failure = failure(() -> {
            try {
                work.run();
            } catch (Exception e) {
                for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                    seen[0] = cause instanceof Libc.ErrnoException er && er.name.equals(errno)
                        || cause instanceof IOException ? errno : seen[0];
                }
                throw e;
            }
        });
        return seen[0].isEmpty() ? failure : seen[0];
    }

    static String name(Throwable thrown) {
        return thrown instanceof Libc.ErrnoException e ? e.call + ": " + e.name
            : thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
    }

    // ----------------------------------------------------------------------------------- interrupt

    /** How a call in an interrupted thread ended. {@code flag} is whether it is still set. */
    record Interrupted<T>(T value, Throwable thrown, boolean flag) {}

    /** Runs {@code call} in a thread of its own that is interrupted before the call. */
    static <T> Interrupted<T> inInterruptedThread(Callable<T> call) throws Exception {
        var end = new CompletableFuture<Interrupted<T>>();
        Thread.ofPlatform().daemon().start(() -> {
            Thread.currentThread().interrupt();
            T value = null;
            Throwable thrown = null;
            try {
                value = call.call();
            } catch (Throwable t) {
                thrown = t;
            }
            end.complete(new Interrupted<>(value, thrown, Thread.interrupted()));
        });
        return end.get(DEADLINE_MS, TimeUnit.MILLISECONDS);
    }
}
