//SOURCES ../../Libc.java

import module java.base;

/**
 * A forked child that runs a task while the grader runs other code. It ends with its task, or it is
 * killed. As with {@link Fork}, the task has to run once in the parent first.
 */
final class ForkedChild implements AutoCloseable {
    private static final int EXIT_AFTER_EXCEPTION = 70;

    final int pid;
    private boolean reaped;

    private ForkedChild(int pid) {
        this.pid = pid;
    }

    /** @param task returns the exit status of the child */
    static ForkedChild start(IntSupplier task) {
        // The calls that the parent needs to end a child are linked before there is one.
        linkWaiting();
        System.gc();   // because a forked child has no collector
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
        Libc.prctl(Libc.PR_SET_PDEATHSIG, 0);   // no signal, as before
        try {
            Libc.waitpid(Libc.getpid(), Libc.WNOHANG);
        } catch (Libc.ErrnoException notMyChild) {
            // Always ECHILD.
        }
    }

    /**
     * Returns how the child ended, such as {@code exit 0} or {@code signal 9}. Returns "none" with
     * the time if it has not ended at the deadline. The time is counted in looks, so it is longer
     * on a busy machine, where the child has to wait for a processor.
     */
    String end(Duration deadline) {
        Libc.Waited waited = Libc.waitpid(pid, Libc.WNOHANG);
        for (long looks = deadline.toMillis(); waited.pid() == 0 && looks > 0; looks--) {
            LockSupport.parkNanos(1_000_000);
            waited = Libc.waitpid(pid, Libc.WNOHANG);
        }
        if (waited.pid() == 0) {
            return "none in " + deadline.toMillis() + " ms";
        }
        reaped = true;
        return waited.exited() ? "exit " + waited.exitStatus() : "signal " + waited.termSignal();
    }

    /**
     * Returns the state of the child: S while it sleeps, Z after it has ended and before it is
     * reaped.
     */
    char state() {
        return state(Path.of("/proc/" + pid + "/stat"));
    }

    /**
     * Returns the state of any process or thread. Its stat file has the form {@code 1234 (its name)
     * S 1 …}.
     */
    static char state(Path stat) {
        try {
            String line = Files.readString(stat);
            return line.charAt(line.lastIndexOf(')') + 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends SIGKILL, whatever the child does at the moment. It is a zombie until {@link #close}.
     */
    void kill() {
        Libc.kill(pid, Libc.SIGKILL);
    }

    /** Kills the child if it has not ended, and reaps it. */
    @Override
    public void close() {
        if (!reaped) {
            kill();
            Libc.waitpid(pid, 0);
            reaped = true;
        }
    }
}
