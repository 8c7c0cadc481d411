//SOURCES ../../Fork.java ../../Libc.java ../../Proc.java
//SOURCES ../../exercises/04_parent_child/SharedCounter.java
//SOURCES ../support/Observe.java ../support/PatchedCopy.java ../support/Resources.java
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
    private static final int STOPS = 30;
    private static final int ADDS_AT_A_TIME = 10;
    private static final int ADDS_PER_STOP = 3;
    private static final int PAUSE_NS = 100_000;
    private static final int CONFLICTS = 200;
    private static final int CREATES = 200;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    // Offsets in memory that the grader shares with the child that it stops. At END, the grader
    // tells the child to end. At ADDED, the child counts its additions.
    private static final long END = 0;
    private static final long ADDED = 8;

    // signal(7) and waitpid(2), as on x86-64 and aarch64.
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;
    private static final int WUNTRACED = 2;

    // What another process does in the middle of an add: it adds, so often, and it reads.
    private static MemorySegment inUse;
    private static int conflicts;
    private static final Set<Long> READ = new TreeSet<>();

    @Test
    @Order(1)
    @DisplayName("the counter is a long that begins at 0")
    void beginsAtZero() throws Exception {
        MemorySegment counter = create();
        assertEquals(0, value(counter), "a new counter");
        SharedCounter.add(counter);
        assertEquals(1, value(counter), "the counter after one add");
        for (long before : new long[] {0xffff_ffffL, -1, Long.MAX_VALUE}) {
            counter.set(ValueLayout.JAVA_LONG, 0, before);
            SharedCounter.add(counter);
            assertEquals(before + 1, value(counter), "the counter after " + before
                + " and one add");
        }
        assertEquals("added", inThread(() -> SharedCounter.add(counter)),
            "an add in another thread of the process");
    }

    @Test
    @Order(2)
    @DisplayName("create maps one page for each counter, munmap frees it, and nothing else is left")
    void eachForItself() throws Exception {
        List<String> files = Observe.temporaryFiles();
        MemorySegment first = create();
        var before = Resources.now();
        MemorySegment second = create();
        // The name is that of the memory: /dev/zero for MAP_ANONYMOUS, or that of a memfd.
        assertEquals(List.of("mapped: 1 page rw-s"), before.changed().stream()
            .map(change -> change.replaceFirst("^(mapped: .*) of .*", "$1")).toList(),
            "what create left open and mapped");
        assertEquals(files, Observe.temporaryFiles(), "files in the temporary folder after create");
        SharedCounter.add(first);
        assertEquals(0, value(second), "a counter after an add to another counter");
        long address = second.address();
        second = null;
        Observe.collectGarbage();
        assertEquals(true, Proc.isMapped(MemorySegment.ofAddress(address)), "the counter is mapped"
            + " after a collection of garbage, before munmap was called");
        Libc.munmap(MemorySegment.ofAddress(address), 8);
        assertEquals(List.of(), before.changed(), "what is left of a counter after munmap");
        assertEquals("nothing", Resources.growth(CREATES, () -> {
            MemorySegment counter = create();
            SharedCounter.add(counter);
            Libc.munmap(counter, counter.byteSize());
        }), "memory that each create, add and munmap did not free");
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
    @DisplayName("no addition is lost when others add 200 times between two steps of an add")
    void noConflictIsTooMuch() throws Exception {
        inUse = create();
        conflicts = CONFLICTS;
        var patched = PatchedCopy.callingBeforeChanges(SharedCounter.class, getClass(), "between");
        patched.call("add", inUse);
        int others = CONFLICTS - conflicts;
        conflicts = 0;
        assertEquals(others + 1, value(inUse), "the counter after one add, and after " + others
            + " additions of other processes, each before a store or an atomic operation of add");
    }

    @Test
    @Order(5)
    @DisplayName("another process reads the old value or the new one, and nothing in between")
    void nothingInBetween() throws Exception {
        inUse = create();
        inUse.set(ValueLayout.JAVA_LONG, 0, 0xffff_ffffL);
        READ.clear();
        PatchedCopy.callingBeforeChanges(SharedCounter.class, getClass(), "between")
            .call("add", inUse);
        READ.removeAll(Set.of(0xffff_ffffL, 0x1_0000_0000L));
        assertEquals(Set.of(), READ,
            "other values that another process reads during an add to 4294967295");
    }

    static void between() {
        READ.add(value(inUse));
        if (conflicts > 0) {
            conflicts--;
            LONG.getAndAdd(inUse, 0L, 1L);
        }
    }

    @Test
    @Order(6)
    @DisplayName("no addition is lost when a child is stopped 30 times and its parent adds")
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

    private static String inThread(Runnable task) throws InterruptedException {
        var outcome = new CompletableFuture<String>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                task.run();
                outcome.complete("added");
            } catch (RuntimeException e) {
                outcome.complete(e.toString());
            }
        });
        return outcome.join();
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
