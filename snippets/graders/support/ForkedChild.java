//SOURCES ../../Libc.java

import module java.base;

/**
 * A forked child that does something while the grader does something else, until it ends or is
 * killed. Its task has to run in the parent first: what {@link Fork} says holds here, too.
 */
final class ForkedChild implements AutoCloseable {
    private static final int EXIT_AFTER_EXCEPTION = 70;

    final int pid;
    private boolean reaped;

    private ForkedChild(int pid) {
        this.pid = pid;
    }

    /** @param task answers the child's exit status */
    static ForkedChild start(IntSupplier task) {
        // What the parent needs to end a child has to be linked before there is one.
        linkWaiting();
        System.gc();   // a forked child has no collector
        int pid = Libc.fork();
        if (pid == 0) {
            int status = EXIT_AFTER_EXCEPTION;
            try {
                Libc.prctl(Libc.PR_SET_PDEATHSIG, Libc.SIGKILL);
                status = task.getAsInt();
            } finally {
                Libc._exit(status);
            }
        }
        return new ForkedChild(pid);
    }

    private static void linkWaiting() {
        Libc.prctl(Libc.PR_SET_PDEATHSIG, 0);   // none, as before
        try {
            Libc.waitpid(Libc.getpid(), Libc.WNOHANG);
        } catch (Libc.ErrnoException notMyChild) {
            // ECHILD, always.
        }
    }

    /** How it ended, such as {@code exit 0} or {@code signal 9}, or that it has not. */
    String end(Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        Libc.Waited waited = Libc.waitpid(pid, Libc.WNOHANG);
        while (waited.pid() == 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(500_000);
            waited = Libc.waitpid(pid, Libc.WNOHANG);
        }
        if (waited.pid() == 0) {
            return "none in " + deadline.toMillis() + " ms";
        }
        reaped = true;
        return waited.exited() ? "exit " + waited.exitStatus() : "signal " + waited.termSignal();
    }

    /** S if it sleeps, Z if it has ended and was not reaped. */
    char state() {
        return state(Path.of("/proc/" + pid + "/stat"));
    }

    /** The same of any process or thread; of {@code 1234 (its name) S 1 …}. */
    static char state(Path stat) {
        try {
            String line = Files.readString(stat);
            return line.charAt(line.lastIndexOf(')') + 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL, in the middle of whatever it does; until it is closed it is a zombie. */
    void kill() {
        Libc.kill(pid, Libc.SIGKILL);
    }

    /** Kills it if it has not ended, and reaps it. */
    @Override
    public void close() {
        if (!reaped) {
            kill();
            Libc.waitpid(pid, 0);
            reaped = true;
        }
    }
}
