//SOURCES ../../Libc.java ../../exercises/07_ring_buffer/SkipTheDead.java
//SOURCES ../support/ForkedChild.java ../support/Mapped.java ../support/Observe.java
//FILES exercises/07_ring_buffer/SkipTheDead.java=../../exercises/07_ring_buffer/SkipTheDead.java
//FILES solutions/07_ring_buffer/SkipTheDead.java=../../solutions/07_ring_buffer/SkipTheDead.java
//FILES graders/07_ring_buffer/SkipTheDeadTest.java=SkipTheDeadTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkipTheDeadTest {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final long FREE = 0, COMMITTED = -1, HEAD = 0;
    private static final int COUNT = 4, LENGTH = 8 + COUNT * 16, SLOW_MS = 60;
    private static final Duration DEADLINE = Duration.ofSeconds(2);
    @TempDir Path dir;
    private Path file;
    private MemorySegment ring;
    /** Shared with the children. Each child has a word here to signal to the grader, and back. */
    private MemorySegment words;
    private final List<ForkedChild> children = new ArrayList<>();

    @BeforeEach
    void mapTheRing() throws Exception {
        file = Files.write(dir.resolve("ring"), new byte[LENGTH]);
        Files.write(dir.resolve("ring.old"), new byte[LENGTH]);
        Files.write(Files.createDirectory(dir.resolve("other")).resolve("ring"), new byte[LENGTH]);
        ring = Mapped.whole(Libc.NULL, 0, file);
        words = Libc.mmap(Libc.NULL, 4096, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
    }

    @AfterEach
    void endTheChildren() {
        children.forEach(ForkedChild::close);
        Libc.munmap(ring, LENGTH);
        Libc.munmap(words, 4096);
    }

    @Test
    @Order(1)
    @DisplayName("committed messages are taken in order, and their slots are free again")
    void committed() {
        long head = (1L << 33) + ThreadLocalRandom.current().nextInt(1000);
        LONG.setVolatile(ring, HEAD, head);
        var messages = new ArrayList<Long>();
        for (long n = head; n < head + 3; n++) {
            messages.add(ThreadLocalRandom.current().nextLong());
            commit(n, messages.getLast());
        }
        IntPredicate nobody = pid -> {
            throw new AssertionError("take called isGone for process " + pid
                + ", although no slot is claimed");
        };
        assertEquals(messages, takeAll(nobody),
            "the messages that take returned, when three were committed");
        assertEquals("head 3 further, all slots free", stateSince(head), "the ring after that");
    }

    @Test
    @Order(2)
    @DisplayName("take does not pass the claim of a living producer, and skips that of a dead one")
    void skipped() {
        LONG.setVolatile(ring, HEAD, 6L);
        var asked = new ArrayList<Integer>();
        claim(6, 1001);
        commit(7, 77);
        claim(8, 1002);
        claim(9, 1003);
        assertEquals(List.of(), takeAll(pid -> !asked.add(pid)),
            "the messages that take returned, while all producers live");
        assertEquals("1001", asked.isEmpty() ? "none" : asked.getFirst().toString(),
            "the process for which take called isGone first");
        assertEquals(6L, head(), "the head, while all producers live");
        assertEquals(List.of(77L), takeAll(pid -> pid == 1001),
            "the messages that take returned, after 1001 is gone");
        assertEquals(8L, head(), "the head, after 1001 is gone");
        assertEquals(List.of(), takeAll(pid -> pid == 1003),
            "the messages that take returned, after 1003 is gone and while 1002 before it lives");
        commit(9, 99);
        commit(10, 100);
        assertEquals(List.of(99L, 100L), takeAll(pid -> pid == 1002),
            "the messages that take returned, after 1002 is gone and 1003 has committed");
        assertEquals("head 5 further, all slots free", stateSince(6), "the ring after that");
    }

    @Test
    @Order(3)
    @DisplayName("if all producers that have claimed are dead, all slots are free again")
    void allDead() {
        for (int n = 0; n < COUNT; n++) {
            claim(n, 1001 + n);
        }
        var asked = new ArrayList<Integer>();
        assertEquals(List.of(), takeAll(pid -> {
            asked.add(pid);
            assertEquals(true, asked.size() <= 100, "whether take called isGone 100 times at most");
            return true;
        }), "the messages that take returned, when all four slots were only claimed");
        assertEquals("head 4 further, all slots free", stateSince(0), "the ring after that");
    }

    @Test
    @Order(4)
    @DisplayName("a message is not lost if its producer commits and dies just before the skip")
    void committedAtTheLastMoment() {
        claim(0, 1001);
        commit(1, 22);
        IntPredicate commitsAndDies = pid -> {
            commit(0, 11);
            return true;
        };
        assertEquals(List.of(11L, 22L), takeAll(commitsAndDies),
            "the messages that take returned: the first was committed while isGone ran");
    }

    @Test
    @Order(5)
    @DisplayName("a producer is gone if no process with its ID has the file mapped")
    void whoIsGone() throws Exception {
        assertEquals(false, SkipTheDead.isGone(Libc.getpid(), file),
            "the result of isGone for the grader, which has the file mapped");
        // Check this before a child starts: the start runs the collector, which closes files.
        var descriptors = Observe.descriptors();
        SkipTheDead.isGone(Libc.getpid(), file);
        assertEquals(List.of(), Observe.openedSince(descriptors),
            "file descriptors that isGone left open");
        warmUp();
        ForkedChild living = start(0, () -> pause(0));
        assertEquals(false, SkipTheDead.isGone(living.pid, file),
            "the result of isGone for a child that has the file mapped");
        living.kill();
        await("a zombie", () -> living.state() == 'Z');
        assertEquals(true, SkipTheDead.isGone(living.pid, file),
            "the result of isGone for a child that was killed but not reaped (a zombie)");
        living.close();
        assertEquals(true, SkipTheDead.isGone(living.pid, file),
            "the result of isGone for a child that was killed and reaped");
        ForkedChild stranger = start(0, () -> {
            Libc.munmap(ring, LENGTH);
            return pause(0);
        });
        assertEquals(true, SkipTheDead.isGone(stranger.pid, file),
            "the result of isGone for a process that runs but does not have the file mapped");
        for (String name : List.of("ring.old", "other/ring")) {
            ForkedChild other = start(0, () -> {
                Libc.munmap(ring, LENGTH);
                mapOther(name);
                return pause(0);
            });
            assertEquals(true, SkipTheDead.isGone(other.pid, file),
                "the result of isGone for a process that runs but has only " + name + " mapped");
        }
    }

    @Test
    @Order(6)
    @DisplayName("one of three processes is killed, one is slow, and no other message is lost")
    void realProcesses() throws Exception {
        warmUp();
        ForkedChild killed = start(0, () -> produce(0, 10, true));
        ForkedChild slow = start(1, () -> produce(1, 11, true));
        start(2, () -> produce(2, 12, false));
        takesNothing("the result of take while both producers live");
        killed.kill();
        await("a zombie", () -> killed.state() == 'Z');
        takesNothing("the result of take while the slow producer lives");
        assertEquals(1L, head(), "the head then (past the slot of the dead producer)");
        LONG.setVolatile(words, 8L * 1, 2L);
        assertEquals("exit 0", slow.end(DEADLINE), "how the slow producer ended");
        assertEquals(List.of(11L, 12L), takeAll(this::isGone),
            "the messages that take returned, after the slow producer has committed");
        assertEquals("head 3 further, all slots free", stateSince(0), "the ring after that");
    }

    // ----------------------------------------------------------------------------- the producers

    /** Claims slot n, waits for the grader if {@code waits}, and commits. */
    private int produce(int n, long message, boolean waits) {
        LONG.compareAndSet(ring, slot(n), FREE, (long) Libc.getpid());
        if (waits) {
            pause(n);
        }
        commit(n, message);
        LONG.setVolatile(words, 8L * n, 1L);
        return 0;
    }

    /** Sets the word to 1 and waits until the grader sets it to 2. */
    private int pause(int word) {
        LONG.compareAndSet(words, 8L * word, 0L, 1L);
        do {
            Libc.futexWait(words.asSlice(8L * word, 4), 1, 1_000_000);
        } while ((long) LONG.getVolatile(words, 8L * word) != 2);
        return 0;
    }

    private void mapOther(String name) {
        try {
            Mapped.whole(Libc.NULL, 0, dir.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a child, and returns when the child has set its word. */
    private ForkedChild start(int word, IntSupplier task) throws Exception {
        LONG.setVolatile(words, 8L * word, 0L);
        ForkedChild child = ForkedChild.start(task);
        children.add(child);
        await("a child", () -> (long) LONG.getVolatile(words, 8L * word) == 1);
        return child;
    }

    /** Runs all that the children do once in the parent, because a child cannot link code. */
    private void warmUp() throws Exception {
        LONG.setVolatile(words, 8L * 3, 2L);
        produce(3, 0, true);
        LONG.setVolatile(ring, slot(3), FREE);
        MemorySegment other = Mapped.whole(Libc.NULL, 0, dir.resolve("ring.old"));
        Libc.munmap(other, LENGTH);
    }

    private static void await(String what, BooleanSupplier ready) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!ready.getAsBoolean()) {
            assertEquals(true, System.nanoTime() < end,
                "whether the grader itself was in time (run it again if not): " + what);
            Thread.sleep(0, 200_000);
        }
    }

    // ---------------------------------------------------------------------------------- the ring

    private OptionalLong take() {
        return SkipTheDead.take(ring, this::isGone);
    }

    /** Calls take for a while, and once more at the end, even if this process seldom runs. */
    private void takesNothing(String what) {
        long end = System.nanoTime() + SLOW_MS * 1_000_000L;
        boolean last = false;
        while (!last) {
            last = System.nanoTime() >= end;
            assertEquals(OptionalLong.empty(), take(), what);
        }
    }

    private boolean isGone(int pid) {
        try {
            return SkipTheDead.isGone(pid, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The messages that take returns. It is called ten times at most. */
    private List<Long> takeAll(IntPredicate isGone) {
        var taken = new ArrayList<Long>();
        for (int n = 0; n < 10; n++) {
            var message = Observe.notNull(SkipTheDead.take(ring, isGone), "the result of take");
            if (message.isEmpty()) {
                break;
            }
            taken.add(message.getAsLong());
        }
        return taken;
    }

    private void claim(long n, int pid) {
        LONG.setVolatile(ring, slot(n), (long) pid);
    }

    private void commit(long n, long message) {
        LONG.setVolatile(ring, slot(n) + 8, message);
        LONG.setVolatile(ring, slot(n), COMMITTED);
    }

    private static long slot(long n) {
        return 8 + n % COUNT * 16;
    }

    private long head() {
        return (long) LONG.getVolatile(ring, HEAD);
    }

    private String stateSince(long head) {
        List<Long> states = IntStream.range(0, COUNT)
            .mapToObj(n -> (long) LONG.getVolatile(ring, slot(n))).toList();
        return "head " + (head() - head) + " further, "
            + (states.stream().allMatch(state -> state == FREE) ? "all slots free"
                : "states of the slots " + states);
    }
}
