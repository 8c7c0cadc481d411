//SOURCES Libc.java

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/**
 * Forks this JVM for one small task, with a deadline. After fork(2) the child has a single thread,
 * so nothing of the JVM may be needed that another thread does: no compiler, no collector. Scripts
 * that fork are therefore started with {@code -Xint -XX:+UseSerialGC}, and the task runs once in
 * the parent first, with {@code rehearsal} true, so that in the child every class is loaded and
 * every function linked. Never fork a JVM that you need: not a notebook's kernel.
 */
final class Fork {
    private Fork() {}

    /** What a child does. In the rehearsal it does the same to no effect. */
    interface Task {
        void run(boolean rehearsal);
    }

    /** A child that had not ended by its deadline and was killed. */
    static final class DeadlineException extends RuntimeException {
        private static final long serialVersionUID = 1;

        DeadlineException(int pid, Duration deadline) {
            super("child " + pid + " had not ended after " + deadline.toMillis()
                + " ms and was killed");
        }
    }

    private static final int EXIT_AFTER_EXCEPTION = 70;
    private static final long ROOM_BYTES = 1 << 20;

    private static long usedAfterCollection = Long.MIN_VALUE / 2;   // none yet

    /**
     * Runs {@code task} in a forked child and waits for it.
     *
     * @param deadline from the fork on; a child that is not back by then gets SIGKILL
     * @return how it ended: exit status 0, 70 after an exception in the task, or a signal
     * @throws DeadlineException if it had to be killed; it is reaped then, too
     */
    static Libc.Waited run(Duration deadline, Task task) {
        task.run(true);
        rehearse();
        makeRoom();
        int pid = Libc.fork();
        if (pid == 0) {
            int status = EXIT_AFTER_EXCEPTION;
            try {
                // A parent that is killed meanwhile takes the child along.
                Libc.prctl(Libc.PR_SET_PDEATHSIG, Libc.SIGKILL);
                task.run(false);
                status = 0;
            } finally {
                // Not System.exit: its hooks would wait for threads that do not exist here.
                Libc._exit(status);
            }
        }
        return await(pid, deadline);
    }

    /**
     * Prints a line from the child, by write(2): {@code System.out} has locks and buffers whose
     * state at the moment of the fork nobody knows. In the rehearsal writes nothing.
     */
    static void print(String line, boolean rehearsal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(line + "\n");
            long length = bytes.byteSize() - 1;   // without C's closing zero
            Libc.write(1, bytes, rehearsal ? 0 : length);
        }
    }

    /** {@link #run} for a task that has to succeed; answers the child's process ID. */
    static int runToSuccess(Duration deadline, Task task) {
        Libc.Waited child = run(deadline, task);
        if (child.status() != 0) {
            throw new IllegalStateException("the child failed: " + child);
        }
        return child.pid();
    }

    /** Links what the child and the waiting parent call, as far as the task does not. */
    private static void rehearse() {
        Libc.prctl(Libc.PR_SET_PDEATHSIG, 0);   // none, as before
        try {
            Libc.waitpid(Libc.getpid(), Libc.WNOHANG);
        } catch (Libc.ErrnoException notMyChild) {
            // ECHILD, always; the call is linked now, and so is the way of an error.
        }
    }

    /**
     * Collects garbage if there is some. The child inherits the heap, but no collector: when its
     * first objects no longer fit, it would wait for one for ever.
     */
    private static void makeRoom() {
        if (usedBytes() - usedAfterCollection > ROOM_BYTES) {
            System.gc();
            usedAfterCollection = usedBytes();
        }
    }

    private static long usedBytes() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static Libc.Waited await(int pid, Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            Libc.Waited waited = Libc.waitpid(pid, Libc.WNOHANG);
            if (waited.pid() == pid) {
                return waited;
            }
            if (System.nanoTime() > end) {
                Libc.kill(pid, Libc.SIGKILL);
                Libc.waitpid(pid, 0);
                throw new DeadlineException(pid, deadline);
            }
            sleepMs(1);
        }
    }

    private static void sleepMs(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
