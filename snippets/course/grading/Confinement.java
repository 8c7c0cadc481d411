//SOURCES ../../Libc.java Bubblewrap.java Landlock.java SystemCallFilter.java

import module java.base;

/**
 * Confines one process and all that it starts. A thread of this program first restricts itself, and
 * then starts the process, which inherits the restrictions. Linux does this without root and
 * without a helper program. The thread stays inside the Landlock domain until {@link #close}.
 * Because signals do not leave the domain, a signal from that thread to all processes reaches
 * exactly those of this domain, also those that hide from everything else.
 */
final class Confinement implements AutoCloseable {
    /** What a JVM needs to read, beside the JDK and the class path. */
    private static final List<String> READABLE = List.of("/usr", "/lib", "/lib64", "/bin", "/proc",
        "/etc/ld.so.cache", "/etc/localtime", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf",
        "/etc/alternatives", "/sys/fs/cgroup", "/sys/devices/system", "/sys/kernel/mm",
        "/nix/store", "/gnu/store");
    private static final List<String> DEVICES = List.of("/dev/null", "/dev/zero", "/dev/full",
        "/dev/random", "/dev/urandom");
    private static final long KILL_DEADLINE_MS = 5000;

    private final int abi;
    private final Optional<Path> bwrap;
    private final Path writable;
    private volatile boolean inDomain;
    private final List<Landlock.Rule> rules;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
        Thread.ofPlatform().daemon().name("confined").factory());

    /**
     * @param abi the version of Landlock to use, at most {@link Landlock#abi}
     * @param readable what the process may read beside what every JVM needs
     * @param writable the only folder where it may change something
     */
    Confinement(int abi, List<Path> readable, Path writable) throws IOException {
        this.abi = abi;
        this.writable = writable;
        bwrap = abi >= Landlock.SIGNALS ? Optional.empty() : InstalledBubblewrap.FOUND;
        rules = new ArrayList<>();
        READABLE.forEach(path -> rules.add(new Landlock.Rule(Path.of(path), Landlock.READ)));
        DEVICES.forEach(path -> rules.add(new Landlock.Rule(Path.of(path), Landlock.DEVICE)));
        Path jdk = Path.of(System.getProperty("java.home"));
        rules.add(new Landlock.Rule(jdk, Landlock.READ));
        // Some distributions keep the JDK's configuration in /etc.
        rules.add(new Landlock.Rule(jdk.resolve("conf").toRealPath(), Landlock.READ));
        rules.add(new Landlock.Rule(jdk.resolve("lib/security").toRealPath(), Landlock.READ));
        readable.forEach(path -> rules.add(new Landlock.Rule(path, Landlock.READ)));
        rules.add(new Landlock.Rule(writable, Landlock.ALL));
    }

    /** Looked for once, and only where Landlock does not suffice. */
    private static final class InstalledBubblewrap {
        static final Optional<Path> FOUND = Bubblewrap.find();
    }

    /** Whether files are confined, by Landlock or by bubblewrap. */
    static boolean confinesFiles(int abi) {
        return abi > 0 || InstalledBubblewrap.FOUND.isPresent();
    }

    /** Returns what is not confined here, as a sentence. It is empty if that is nothing. */
    static String gap(int abi) {
        return abi >= Landlock.SIGNALS && SystemCallFilter.isSupported() ? ""
            : abi < Landlock.SIGNALS && InstalledBubblewrap.FOUND.isPresent()
            ? "bubblewrap confines the graded code here, but its memory, processes and descriptors"
                + " are not limited"
            : !SystemCallFilter.isSupported()
            ? "seccomp is not allowed here, so the graded code can use the network" : abi == 0
            ? "this kernel has no Landlock and bubblewrap is not installed, so the graded code can"
                + " read and change your files"
            : "this kernel confines less than Linux 6.12, so the graded code can "
                + (abi < 3 ? "cut your files to length 0, and " : "")
                + "send signals to your processes; bubblewrap would prevent that";
    }

    /** Starts the process. Call this once. */
    Process start(ProcessBuilder builder) throws IOException {
        return inThread(() -> {
            Libc.prctl(Libc.PR_SET_NO_NEW_PRIVS, 1);
            if (bwrap.isPresent()) {
                builder.command(Bubblewrap.command(bwrap.get(),
                    rules.stream().map(Landlock.Rule::path).toList(), writable,
                    builder.directory().toPath(), builder.command()));
                return builder.start();   // bubblewrap drops the capabilities itself
            }
            Libc.capsetEmpty();
            if (SystemCallFilter.isSupported()) {
                SystemCallFilter.restrictThisThread();
            }
            if (abi > 0) {
                Landlock.restrictThisThread(rules, abi);
                inDomain = true;
            }
            return builder.start();
        });
    }

    /** Whether {@link #killAll} and {@link #processes} find every process of the domain. */
    boolean confinesSignals() {
        return inDomain && abi >= Landlock.SIGNALS;
    }

    /** Kills every process of the domain, and waits until all of them have ended. */
    void killAll() throws IOException {
        inThread(() -> {
            requireDomain();
            long end = System.nanoTime() + KILL_DEADLINE_MS * 1_000_000;
            Libc.kill(-1, Libc.SIGKILL);
            while (!living().isEmpty() && System.nanoTime() < end) {
                Thread.sleep(1);
                Libc.kill(-1, Libc.SIGKILL);
            }
            return null;
        });
    }

    /** Returns the processes of the domain that have not ended. */
    List<Integer> processes() throws IOException {
        return inThread(() -> {
            requireDomain();
            return living();
        });
    }

    /** The parent of this program is not in the domain, so it must be out of reach. */
    private void requireDomain() {
        // In a container this program may be the first process, and then it has no parent.
        boolean leaves = ProcessHandle.current().parent()
            .filter(parent -> maySignal((int) parent.pid())).isPresent();
        if (!confinesSignals() || leaves) {
            throw new IllegalStateException("a signal would leave the domain");
        }
    }

    private static List<Integer> living() throws IOException {
        int self = (int) ProcessHandle.current().pid();
        var living = new ArrayList<Integer>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                int pid = Integer.parseInt(entry.getFileName().toString());
                if (pid != self && maySignal(pid) && !isZombie(entry)) {
                    living.add(pid);
                }
            }
        }
        return living;
    }

    private static boolean maySignal(int pid) {
        try {
            Libc.kill(pid, 0);
            return true;
        } catch (Libc.ErrnoException outsideOrEnded) {
            return false;
        }
    }

    private static boolean isZombie(Path entry) {
        try {
            String stat = Files.readString(entry.resolve("stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException ended) {
            return true;
        }
    }

    /** Waits for the task even if the caller is interrupted, because the rest depends on it. */
    private <T> T inThread(Callable<T> task) throws IOException {
        boolean interrupted = false;
        try {
            Future<T> result = thread.submit(task);
            while (true) {
                try {
                    return result.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new IOException("a process cannot be confined: " + e.getCause().getMessage(),
                e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
