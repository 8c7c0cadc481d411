//SOURCES ../../Fork.java ../../Libc.java ../../exercises/05_unrelated_processes/AtomicCounter.java
//FILES exercises/05_unrelated_processes/AtomicCounter.java=../../exercises/05_unrelated_processes/AtomicCounter.java
//FILES solutions/05_unrelated_processes/AtomicCounter.java=../../solutions/05_unrelated_processes/AtomicCounter.java
//FILES graders/05_unrelated_processes/AtomicCounterTest.java=AtomicCounterTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import module java.base;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicCounterTest {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final int PROCESSES = 4;
    private static final int STOPS = 100;

    // Offsets in the file. The counter is at 0, the number of processes that are ready at 8.
    private static final long END = 16;
    private static final long DONE = 24;
    private static final long RETURNED = 32;
    private static final int LENGTH = 40;

    // signal(7) and waitpid(2), as on x86-64 and aarch64.
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;
    private static final int WUNTRACED = 2;
    private static final int TIMES = 500;

    @TempDir Path dir;
    private Path file;
    private MemorySegment counter;

    @BeforeEach
    void mapTheFile() throws Exception {
        // See the offsets above. The last three are for the process that is stopped.
        file = Files.write(dir.resolve("counter"), new byte[LENGTH]);
        counter = map(file, Arena.ofAuto());
        Files.write(dir.resolve("scratch"), new byte[LENGTH]);
    }

    @Test
    @Order(1)
    @DisplayName("alone, it stores and returns the new value")
    void alone() {
        long start = (1L << 40) + (long) (Math.random() * 1_000_000);   // too large for an int
        LONG.setVolatile(counter, 0L, start);
        assertEquals(start + 1, AtomicCounter.update(counter, n -> n + 1), "returned for n + 1");
        assertEquals(start + 1, value(), "the counter after n + 1");
        assertEquals(3 * (start + 1), AtomicCounter.update(counter, n -> 3 * n),
            "returned for 3 * n");
        assertEquals(3 * (start + 1), value(), "the counter after 3 * n");
    }

    @Test
    @Order(2)
    @DisplayName("it loses nothing that another process adds during an update")
    void anotherProcessInTheMiddle() {
        var processes = new ArrayList<Integer>();
        long returned = AtomicCounter.update(counter, n -> {
            if (processes.size() < 3) {
                processes.add(addInAChild());
            } else if (n != value()) {
                fail("after a failed attempt, update must read the counter again: it is " + value()
                    + ", and the next attempt begins with " + n);
            }
            return n + 1;
        });
        assertEquals(3 * TIMES + 1, value(),
            "the counter after three other processes added " + TIMES
                + " each, and this one added 1");
        assertEquals(value(), returned, "what update returned, and the counter");
    }

    @Test
    @Order(3)
    @DisplayName("it loses nothing if four processes add at the same time")
    void fourProcessesAtOnce() {
        addInAChild();   // so that everything is linked
        LONG.setVolatile(counter, 0L, 0L);
        LONG.setVolatile(counter, 8L, 0L);
        var children = new ArrayList<Integer>();
        for (int i = 0; i < PROCESSES; i++) {
            children.add(startChild(() -> add(file, TIMES, PROCESSES)));
        }
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        List<String> ends = children.stream().map(child -> end(child, deadline)).toList();
        assertEquals(Collections.nCopies(PROCESSES, "exit 0"), ends, "how the processes ended");
        assertEquals((long) PROCESSES * TIMES, value(),
            "the counter after " + PROCESSES + " processes added 1, " + TIMES + " times each");
    }

    @Test
    @Order(4)
    @DisplayName("it loses nothing if a process is stopped 100 times during its updates")
    void stoppedInTheMiddle() throws Exception {
        LONG.setVolatile(counter, END, 1L);
        updateUntilTold();   // so that everything is linked
        counter.fill((byte) 0);
        System.gc();   // a forked child has no collector
        int child = startChild(this::updateUntilTold);
        boolean ended = false;
        long returned = 0;
        try {
            for (int stop = 0; stop < STOPS; stop++) {
                awaitUpdates(child);
                // It is stopped anywhere in its loop, often between its load and its store.
                Libc.kill(child, SIGSTOP);
                Libc.waitpid(child, WUNTRACED);
                for (int n = 0; n < 3; n++) {
                    returned += AtomicCounter.update(counter, old -> old + 1);
                }
                Libc.kill(child, SIGCONT);
            }
            LONG.setVolatile(counter, END, 1L);
            ended = Libc.waitpid(child, 0).exited();
        } finally {
            if (!ended) {
                Libc.kill(child, Libc.SIGKILL);
            }
        }
        long all = (long) LONG.getVolatile(counter, DONE) + 3 * STOPS;
        assertEquals(all, value(), "the counter after as many updates by two processes");
        assertEquals(all * (all + 1) / 2, returned + (long) LONG.getVolatile(counter, RETURNED),
            "the sum of what update returned, if that was each number from 1 to " + all + " once");
    }

    private void updateUntilTold() {
        long returned = 0;
        do {
            for (int n = 0; n < 10; n++) {
                returned += AtomicCounter.update(counter, old -> old + 1);
            }
            LONG.getAndAdd(counter, DONE, 10L);
        } while ((long) LONG.getVolatile(counter, END) == 0);
        LONG.setVolatile(counter, RETURNED, returned);
    }

    /** Returns when the child has run for a little, on a machine with one processor too. */
    private void awaitUpdates(int child) throws InterruptedException {
        long seen = (long) LONG.getVolatile(counter, DONE);
        long deadline = System.nanoTime() + DEADLINE.toNanos() / 2;
        while ((long) LONG.getVolatile(counter, DONE) == seen) {
            Thread.sleep(0, 100_000);
            assertEquals("in time", System.nanoTime() < deadline ? "in time" : "not in time",
                "when a process that is to update ten times has done so");
            assertEquals(0, Libc.waitpid(child, Libc.WNOHANG).pid(),
                "the process ID of a child that ended too early (0: none)");
        }
    }

    private long value() {
        return (long) LONG.getVolatile(counter, 0L);
    }

    private int addInAChild() {
        Fork.warmUp(() -> add(dir.resolve("scratch"), 2, 0));
        return Fork.runToSuccess(DEADLINE, () -> add(file, TIMES, 0));
    }

    /** Maps the file anew, as a process does that only knows its name. */
    private static void add(Path file, int times, int parties) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mine = map(file, arena);
            LONG.getAndAdd(mine, 8L, 1L);
            while ((long) LONG.getVolatile(mine, 8L) < parties) {
                Thread.onSpinWait();
            }
            for (int n = 0; n < times; n++) {
                AtomicCounter.update(mine, old -> old + 1);
            }
        }
    }

    private static int startChild(Runnable task) {
        int pid = Libc.fork();
        if (pid == 0) {
            int status = 70;
            try {
                Libc.prctl(Libc.PR_SET_PDEATHSIG, Libc.SIGKILL);
                task.run();
                status = 0;
            } finally {
                Libc._exit(status);
            }
        }
        return pid;
    }

    private static String end(int child, long deadline) {
        Libc.Waited waited = Libc.waitpid(child, Libc.WNOHANG);
        while (waited.pid() == 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(500_000);
            waited = Libc.waitpid(child, Libc.WNOHANG);
        }
        if (waited.pid() == 0) {
            Libc.kill(child, Libc.SIGKILL);
            Libc.waitpid(child, 0);
            return "none in " + DEADLINE.toSeconds() + " s";
        }
        return waited.exited() ? "exit " + waited.exitStatus() : "signal " + waited.termSignal();
    }

    private static MemorySegment map(Path file, Arena arena) {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            return Libc.mmap(arena, LENGTH, Libc.PROT_READ | Libc.PROT_WRITE,
                Libc.MAP_SHARED, fd, 0);
        } finally {
            Libc.close(fd);
        }
    }
}
