//SOURCES ../../Libc.java ../../Fork.java ../Observe.java
//SOURCES ../../exercises/05_unrelated_processes/AtomicCounter.java
//FILES exercises/05_unrelated_processes/AtomicCounter.java=../../exercises/05_unrelated_processes/AtomicCounter.java
//FILES solutions/05_unrelated_processes/AtomicCounter.java=../../solutions/05_unrelated_processes/AtomicCounter.java
//FILES graders/05_unrelated_processes/AtomicCounterTest.java=AtomicCounterTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicCounterTest {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final Duration DEADLINE = Duration.ofSeconds(3);
    private static final int PROCESSES = 4;
    private static final int TIMES = 500;

    @TempDir Path dir;
    private Path file;
    private MemorySegment counter;

    @BeforeEach
    void mapTheFile() throws Exception {
        // At 0 the counter, at 8 how many processes are ready to start.
        file = Files.write(dir.resolve("counter"), new byte[16]);
        counter = map(file, Arena.ofAuto());
        Files.write(dir.resolve("scratch"), new byte[16]);
    }

    @Test
    @Order(1)
    @DisplayName("alone, it stores and returns what was worked out")
    void alone() {
        long start = (long) (Math.random() * 1_000_000);
        LONG.setVolatile(counter, 0L, start);
        assertEquals(start + 1, AtomicCounter.update(counter, n -> n + 1), "returned for n + 1");
        assertEquals(start + 1, value(), "the counter after n + 1");
        assertEquals(3 * (start + 1), AtomicCounter.update(counter, n -> 3 * n),
            "returned for 3 * n");
        assertEquals(3 * (start + 1), value(), "the counter after 3 * n");
    }

    @Test
    @Order(2)
    @DisplayName("what another process adds in the middle of an update is not lost")
    void anotherProcessInTheMiddle() {
        var processes = new ArrayList<Integer>();
        long returned = AtomicCounter.update(counter, n -> {
            if (processes.size() < 3) {
                processes.add(addInAChild());
            } else if (n != value()) {
                fail("after a failed attempt, the counter is to be read again: it is " + value()
                    + ", and the next attempt begins with " + n);
            }
            return n + 1;
        });
        assertEquals(3 * TIMES + 1, value(),
            "the counter after three other processes added " + TIMES + " each, this one 1");
        assertEquals(value(), returned, "what update returned, and the counter");
    }

    @Test
    @Order(3)
    @DisplayName("four processes that add at the same time lose nothing")
    void fourProcessesAtOnce() {
        addInAChild();   // all is linked after that
        LONG.setVolatile(counter, 0L, 0L);
        LONG.setVolatile(counter, 8L, 0L);
        var children = new ArrayList<Integer>();
        for (int i = 0; i < PROCESSES; i++) {
            children.add(startChild());
        }
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        List<String> ends = children.stream().map(child -> end(child, deadline)).toList();
        assertEquals(Collections.nCopies(PROCESSES, "exit 0"), ends, "how the processes ended");
        assertEquals((long) PROCESSES * TIMES, value(),
            "the counter after " + PROCESSES + " processes added 1, " + TIMES + " times each");
    }

    private long value() {
        return (long) LONG.getVolatile(counter, 0L);
    }

    private int addInAChild() {
        return Fork.runToSuccess(DEADLINE, rehearsal -> {
            if (rehearsal) {
                add(dir.resolve("scratch"), 2, 0);
            } else {
                add(file, TIMES, 0);
            }
        });
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

    private int startChild() {
        int pid = Libc.fork();
        if (pid == 0) {
            int status = 70;
            try {
                Libc.prctl(Libc.PR_SET_PDEATHSIG, Libc.SIGKILL);
                add(file, TIMES, PROCESSES);
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
            return Libc.mmap(arena, 16, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
        } finally {
            Libc.close(fd);
        }
    }
}
