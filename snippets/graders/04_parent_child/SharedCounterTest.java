//SOURCES ../../Fork.java ../../Libc.java ../../exercises/04_parent_child/SharedCounter.java
//SOURCES ../support/Observe.java
//FILES exercises/04_parent_child/SharedCounter.java=../../exercises/04_parent_child/SharedCounter.java
//FILES solutions/04_parent_child/SharedCounter.java=../../solutions/04_parent_child/SharedCounter.java
//FILES graders/04_parent_child/SharedCounterTest.java=SharedCounterTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

class SharedCounterTest {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int CHILDREN = 3;
    private static final int ADDS = 50;
    private static final int STOPS = 60;
    private static final int ADDS_AT_A_TIME = 10;
    private static final int ADDS_PER_STOP = 3;
    private static final int PAUSE_NS = 100_000;

    // Offsets in memory that the grader shares with the child that it stops. At END, the grader
    // tells the child to end. At ADDED, the child counts its additions.
    private static final long END = 0;
    private static final long ADDED = 8;

    // signal(7) and waitpid(2), as on x86-64 and aarch64.
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;
    private static final int WUNTRACED = 2;

    @Test
    @Order(1)
    @DisplayName("the counter is a long that begins at 0")
    void beginsAtZero() throws Exception {
        MemorySegment counter = create();
        assertEquals(0, value(counter), "a new counter");
        SharedCounter.add(counter);
        assertEquals(1, value(counter), "the counter after one add");
        counter.set(ValueLayout.JAVA_LONG, 0, 0xffff_ffffL);
        SharedCounter.add(counter);
        assertEquals(0x1_0000_0000L, value(counter), "the counter after 4294967295 and one add");
    }

    @Test
    @Order(2)
    @DisplayName("create leaves no descriptor open, and each counter counts for itself")
    void eachForItself() throws Exception {
        MemorySegment first = create();
        var before = Observe.descriptors();
        MemorySegment second = create();
        assertEquals(List.of(), Observe.openedSince(before),
            "files that are still open after create: close each descriptor");
        SharedCounter.add(first);
        assertEquals(0, value(second), "a counter after an add to another counter");
    }

    @Test
    @Order(3)
    @DisplayName("3 children and their parent add 50 each, one after the other: the counter is 200")
    void childrenAdd() {
        MemorySegment counter = create();
        MemorySegment scratch = create();
        // A forked child has no collector, so a garbage collection would never end: empty the heap.
        System.gc();
        Fork.warmUp(() -> add(scratch, ADDS));
        for (int i = 0; i < CHILDREN; i++) {
            Fork.runToSuccess(DEADLINE, () -> add(counter, ADDS));
        }
        add(counter, ADDS);
        assertEquals((CHILDREN + 1) * ADDS, value(counter), "the counter that the parent reads");
    }

    @Test
    @Order(4)
    @DisplayName("no addition is lost when a child is stopped 60 times and its parent adds")
    void noAddIsLost() throws Exception {
        MemorySegment counter = create();
        MemorySegment talk = Libc.mmap(Libc.NULL, 16, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
        warmUp(talk);
        int pid = forkToAdd(counter, talk);
        boolean ended = false;
        try {
            for (int i = 0; i < STOPS; i++) {
                awaitAdds(pid, talk);
                // It may be anywhere now: if its add has two steps, half of the time between them.
                Libc.kill(pid, SIGSTOP);
                Libc.waitpid(pid, WUNTRACED);
                add(counter, ADDS_PER_STOP);
                Libc.kill(pid, SIGCONT);
            }
            talk.set(ValueLayout.JAVA_LONG, END, 1);
            ended = Libc.waitpid(pid, 0).exited();
        } finally {
            if (!ended) {
                Libc.kill(pid, Libc.SIGKILL);
            }
        }
        long all = added(talk) + STOPS * ADDS_PER_STOP;
        long lost = all - value(counter);
        assertEquals(0, Math.max(0, lost), "additions that were lost, of " + all);
        assertEquals(0, Math.max(0, -lost), "additions that nobody made, in addition to " + all);
    }

    private static int forkToAdd(MemorySegment counter, MemorySegment talk) {
        int pid = Libc.fork();
        if (pid == 0) {
            try {
                Libc.prctl(Libc.PR_SET_PDEATHSIG, Libc.SIGKILL);
                addUntilTold(counter, talk);
            } finally {
                Libc._exit(0);
            }
        }
        return pid;
    }

    /** Returns when the child has added something, even on a machine with one processor. */
    private static void awaitAdds(int pid, MemorySegment talk) throws InterruptedException {
        long seen = added(talk);
        while (added(talk) == seen) {
            Thread.sleep(0, PAUSE_NS);
            assertEquals(0, Libc.waitpid(pid, Libc.WNOHANG).pid(),
                "the process ID of a child that ended too early (0: none did)");
        }
    }

    /** Does all that the child will do, so that its classes are loaded and its calls are linked. */
    private static void warmUp(MemorySegment talk) {
        Libc.prctl(Libc.PR_SET_PDEATHSIG, 0);
        MemorySegment scratch = create();
        talk.set(ValueLayout.JAVA_LONG, END, 1);
        addUntilTold(scratch, talk);
        add(scratch, 1000);
        talk.fill((byte) 0);
        // A forked child has no collector, so a garbage collection would never end: empty the heap.
        System.gc();
    }

    private static void addUntilTold(MemorySegment counter, MemorySegment talk) {
        do {
            // Ten at a time, so that it spends most of its time in add.
            add(counter, ADDS_AT_A_TIME);
            talk.set(ValueLayout.JAVA_LONG, ADDED, added(talk) + ADDS_AT_A_TIME);
        } while (talk.get(ValueLayout.JAVA_LONG, END) == 0);
    }

    private static long added(MemorySegment talk) {
        return talk.get(ValueLayout.JAVA_LONG, ADDED);
    }

    private static MemorySegment create() {
        MemorySegment counter = SharedCounter.create();
        Observe.notNull(counter, "the result of create");
        assertEquals(8L, Math.min(8, counter.byteSize()),
            "bytes in the counter, of the 8 of a long");
        return counter;
    }

    private static void add(MemorySegment counter, int times) {
        for (int i = 0; i < times; i++) {
            SharedCounter.add(counter);
        }
    }

    private static long value(MemorySegment counter) {
        return counter.get(ValueLayout.JAVA_LONG, 0);
    }
}
