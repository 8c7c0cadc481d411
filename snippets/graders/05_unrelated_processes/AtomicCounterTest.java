//SOURCES ../../Fork.java ../../Libc.java ../../exercises/05_unrelated_processes/AtomicCounter.java
//SOURCES ../support/ForkedChild.java ../support/Peers.java ../support/Trouble.java
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
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int PROCESSES = 4;
    private static final int CONFLICTS = 300;
    private static final int STOPS = 50;

    // Offsets in the file. The counter is at 0. The others are for the process that is stopped.
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
        file = Files.write(dir.resolve("counter"), new byte[LENGTH]);
        counter = map(file, Arena.ofAuto());
        Files.write(dir.resolve("scratch"), new byte[LENGTH]);
    }

    @Test
    @Order(1)
    @DisplayName("alone, it calls the function once, stores the new value and returns it")
    void alone() {
        long large = (1L << 53) + 1 + 2 * (long) (Math.random() * 1_000_000);   // not for a double
        MemorySegment eightBytes = counter.asSlice(0, 8);
        for (long start : List.of(large, 0L, -1L, 0xffff_ffffL, Long.MAX_VALUE)) {
            for (long next : List.of(start + 1, 3 * start, start, -start, 0L)) {
                LONG.setVolatile(counter, 0L, start);
                var asked = new ArrayList<Long>();
                assertEquals(next, AtomicCounter.update(eightBytes, old -> {
                    asked.add(old);
                    return next;
                }), "returned for an update from " + start + " to " + next);
                assertEquals(next, value(), "the counter after an update from " + start + " to "
                    + next);
                assertEquals(List.of(start), asked,
                    "what the function was called with, if nobody else changes the counter");
            }
        }
        assertEquals(-1L, counter.asSlice(8).mismatch(MemorySegment.ofArray(new byte[LENGTH - 8])),
            "the first byte after the counter that has changed (-1: none)");
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
    @DisplayName("however often another process is faster, it computes again from the new value")
    void manyConflicts() {
        // Some changes are in one half of the long, and an addition is not enough for 3 * n.
        for (long change : List.of(1L, -1L, 1L << 40, 5L << 32, Long.MIN_VALUE)) {
            long start = (long) (Math.random() * 1_000_000);
            LONG.setVolatile(counter, 0L, start);
            int conflicts = change == 1 ? CONFLICTS : 3;
            var left = new AtomicInteger(conflicts);
            long returned = AtomicCounter.update(counter, n -> {
                if (left.getAndDecrement() > 0) {
                    LONG.getAndAdd(counter, 0L, change);
                }
                return 3 * n;
            });
            assertEquals(3 * (start + conflicts * change), value(), "the counter, which was "
                + start + ", after " + conflicts + " changes by " + change
                + " of others, and then an update to 3 * n");
            assertEquals(value(), returned, "what update returned, and the counter");
        }
    }

    @Test
    @Order(4)
    @DisplayName("an exception of the function comes out of update, and changes nothing")
    void theFunctionThrows() {
        AtomicCounter.update(counter, n -> n);
        for (Throwable thrown : Trouble.oneOfEachKind()) {
            LONG.setVolatile(counter, 0L, 7L);
            assertEquals("the same", Trouble.arrived(thrown,
                () -> AtomicCounter.update(counter, n -> Trouble.raise(thrown))),
                "what came out of update, of " + thrown);
            assertEquals(7L, value(), "the counter after " + thrown);
            assertEquals(8L, AtomicCounter.update(counter, n -> n + 1), "the next update");
        }
    }

    @Test
    @Order(5)
    @DisplayName("it loses nothing if four processes add at the same time")
    void fourProcessesAtOnce() {
        add(dir.resolve("scratch"), 2);   // so that everything is linked
        assertEquals(Collections.nCopies(PROCESSES, "exit 0"),
            Peers.processes(PROCESSES, DEADLINE, number -> add(file, TIMES)),
            "how the processes ended");
        assertEquals((long) PROCESSES * TIMES, value(),
            "the counter after " + PROCESSES + " processes added 1, " + TIMES + " times each");
    }

    @Test
    @Order(6)
    @DisplayName("it loses nothing if a process is stopped 50 times during its updates")
    void stoppedInTheMiddle() throws Exception {
        LONG.setVolatile(counter, END, 1L);
        updateUntilTold();   // so that everything is linked
        counter.fill((byte) 0);
        long returned = 0;
        try (var child = ForkedChild.start(this::updateUntilTold)) {
            for (int stop = 0; stop < STOPS; stop++) {
                awaitUpdates(child.pid);
                // It is stopped anywhere in its loop, often between its load and its store.
                Libc.kill(child.pid, SIGSTOP);
                Libc.waitpid(child.pid, WUNTRACED);
                for (int n = 0; n < 3; n++) {
                    returned += AtomicCounter.update(counter, old -> old + 1);
                }
                Libc.kill(child.pid, SIGCONT);
            }
            LONG.setVolatile(counter, END, 1L);
            assertEquals("exit 0", child.end(DEADLINE), "how the other process ended");
        }
        long all = (long) LONG.getVolatile(counter, DONE) + 3 * STOPS;
        assertEquals(all, value(), "the counter after as many updates by two processes");
        assertEquals(all * (all + 1) / 2, returned + (long) LONG.getVolatile(counter, RETURNED),
            "the sum of what update returned, if that was each number from 1 to " + all + " once");
    }

    private int updateUntilTold() {
        long returned = 0;
        do {
            for (int n = 0; n < 10; n++) {
                returned += AtomicCounter.update(counter, old -> old + 1);
            }
            LONG.getAndAdd(counter, DONE, 10L);
        } while ((long) LONG.getVolatile(counter, END) == 0);
        LONG.setVolatile(counter, RETURNED, returned);
        return 0;
    }

    /** Returns when the child has run for a little, on a machine with one processor too. */
    private void awaitUpdates(int child) throws InterruptedException {
        long seen = (long) LONG.getVolatile(counter, DONE);
        long deadline = System.nanoTime() + DEADLINE.toNanos();
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
        Fork.warmUp(() -> add(dir.resolve("scratch"), 2));
        return Fork.runToSuccess(DEADLINE, () -> add(file, TIMES));
    }

    /** Maps the file anew, as a process does that only knows its name. */
    private static void add(Path file, int times) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mine = map(file, arena);
            for (int n = 0; n < times; n++) {
                AtomicCounter.update(mine, old -> old + 1);
            }
        }
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
