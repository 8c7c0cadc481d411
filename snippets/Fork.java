//SOURCES Libc.java

import module java.base;

/**
 * Runs a small task in a forked copy of this JVM, with a deadline. After fork(2) the child has one
 * thread, so nothing in it may need another thread: no compiler, no collector, no holder of a lock.
 * Scripts that fork are therefore started with {@code -Xint -XX:+UseSerialGC}. They also have
 * {@code -Djava.lang.invoke.MethodHandle.CUSTOMIZE_THRESHOLD=-1}. Otherwise Java makes a class for
 * a method handle at its 127th call, and for that it takes locks.
 *
 * <p>Everything that the child runs must have run in the parent before, because then every class is
 * loaded and every function is linked. {@link #warmUp} does that: give it the code of the child, on
 * scratch memory. Never fork a JVM that you need, such as a notebook's kernel.
 */
final class Fork {
    private Fork() {}

    /** A child that had not ended by its deadline and was killed. */
    static final class DeadlineException extends RuntimeException {
        private static final long serialVersionUID = 1;

        DeadlineException(int pid, Duration deadline) {
            super("child " + pid + " had not ended after " + deadline.toMillis()
                + " ms and was killed");
        }
    }

    private static final int EXIT_AFTER_EXCEPTION = 70;

    private static boolean warm;
    private static boolean warmingUp;
    private static long usedAfterCollection = Long.MIN_VALUE / 2;   // none yet

    /**
     * Runs {@code task} once here, in the parent, so that a child can run the same code later. The
     * task must change nothing that the parent or the child needs. {@link #print} prints nothing.
     */
    static void warmUp(Runnable task) {
        warmingUp = true;
        try {
            task.run();
        } finally {
            warmingUp = false;
        }
        warm = true;
    }

    /**
     * Runs {@code task} in a forked child and waits for it.
     *
     * @param deadline from the fork on; a child that has not ended by then gets SIGKILL
     * @return how it ended: exit status 0, 70 after an exception in the task, or a signal
     * @throws DeadlineException if the child had to be killed; it is reaped then, too
     */
    static Libc.Waited run(Duration deadline, Runnable task) {
        if (!warm) {
            throw new IllegalStateException(
                "Fork.run needs a Fork.warmUp first: run the child's code once in the parent");
        }
        link();
        makeRoom();
        int pid = Libc.fork();
        if (pid == 0) {
            int status = EXIT_AFTER_EXCEPTION;
            try {
                // If the parent is killed meanwhile, the kernel kills the child, too.
                Libc.prctl(Libc.PR_SET_PDEATHSIG, Libc.SIGKILL);
                task.run();
                status = 0;
            } finally {
                // Not System.exit: its hooks would wait for threads that do not exist here.
                Libc._exit(status);
            }
        }
        return await(pid, deadline);
    }

    /** {@link #run} for a task that has to succeed; returns the child's process ID. */
    static int runToSuccess(Duration deadline, Runnable task) {
        Libc.Waited child = run(deadline, task);
        if (child.status() != 0) {
            throw new IllegalStateException("the child failed: " + child);
        }
        return child.pid();
    }

    /**
     * Prints a line by write(2). The child must not use {@code System.out}, because another thread
     * may have held its lock, or filled its buffer, at the moment of the fork.
     */
    static void print(String line) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(line + "\n");
            long length = bytes.byteSize() - 1;   // without C's closing zero
            Libc.write(1, bytes, warmingUp ? 0 : length);
        }
    }

    /** Links the calls of the child and of the waiting parent that are not part of the task. */
    private static void link() {
        Libc.prctl(Libc.PR_SET_PDEATHSIG, 0);   // none, as before
        try {
            Libc.waitpid(Libc.getpid(), Libc.WNOHANG);
        } catch (Libc.ErrnoException notMyChild) {
            // Always ECHILD. The call is linked now, and so is the code that throws.
        }
    }

    /**
     * Collects garbage if an eighth of the heap has been used since the last time. New objects go
     * to a quarter of it. The child inherits the heap but no collector. If its objects did not fit,
     * it would wait for a collection for ever.
     */
    private static void makeRoom() {
        if (usedBytes() - usedAfterCollection > Runtime.getRuntime().totalMemory() / 8) {
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
