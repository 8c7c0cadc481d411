//SOURCES ../../Libc.java ../../exercises/07_ring_buffer/SkipTheDead.java
//SOURCES ../support/AccessModes.java ../support/ClaimRing.java ../support/ForkedChild.java
//SOURCES ../support/LargeFile.java ../support/Observe.java ../support/Resources.java
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
    private static final int COUNT = 5;
    /** Numbers of producers: as ints, the first and the last one are the same. */
    private static final long A = 1001, B = 1002, C = 1003, D = (1L << 32) + 1001;
    private static final Duration DEADLINE = Duration.ofSeconds(8);
    private static final Pattern CLOCK = Pattern.compile(
        "System\\.(nanoTime|current.*)|Thread\\.(sleep|onSpin.*|yield)|LockSupport.*|Instant.*");
    @TempDir Path dir;
    private ClaimRing ring;
    private int fd;

    @BeforeEach
    void open() throws Exception {
        ring = new ClaimRing(dir.resolve("ring"), COUNT);
        fd = Libc.open(ring.file.toString(), Libc.O_RDONLY | Libc.O_CLOEXEC);
    }

    @AfterEach
    void close() {
        ring.close();
        Libc.close(fd);
    }

    @Test
    @Order(1)
    @DisplayName("committed messages are taken in order, and their slots are free again")
    void committed() {
        LongPredicate nobody = producer -> {
            throw new AssertionError("take called isGone for producer " + producer
                + ", although no slot is claimed");
        };
        for (long start : List.of(0L, 3L << 30, 1L << 33)) {
            long head = start + ThreadLocalRandom.current().nextInt(1000);
            ring.setHead(head);
            var messages = new ArrayList<Long>();
            for (long n = head; n < head + 3; n++) {
                long random = ThreadLocalRandom.current().nextLong();
                messages.add(n == head ? ClaimRing.COMMITTED : random);
                ring.commit(n, messages.getLast());
            }
            assertEquals(messages, takeAll(nobody),
                "the messages that take returned from head " + head + ", when 3 were committed");
            assertEquals("head 3 further, all slots free", ring.since(head), "the ring after that");
        }
    }

    @Test
    @Order(2)
    @DisplayName("take does not pass the claim of a living producer, and skips that of a dead one")
    void skipped() {
        ring.setHead(6L);
        var asked = new ArrayList<Long>();
        ring.claim(6, D);
        ring.commit(7, 77);
        ring.claim(8, B);
        ring.claim(9, C);
        assertEquals(List.of(), takeAll(producer -> !asked.add(producer)),
            "the messages that take returned, while all producers live");
        assertEquals("" + D, asked.isEmpty() ? "none" : asked.getFirst().toString(),
            "the producer for which take called isGone first");
        for (int look = 0; look < 30_000; look++) {
            SkipTheDead.take(ring.memory, producer -> false);
        }
        assertEquals(6L, ring.head(), "the head after 30,000 looks, while all producers live");
        assertEquals(List.of(77L), takeAll(producer -> producer == D),
            "the messages that take returned, after " + D + " is gone");
        assertEquals(8L, ring.head(), "the head, after " + D + " is gone");
        assertEquals(List.of(), takeAll(producer -> producer == C),
            "the messages that take returned, after 1003 is gone and while 1002 before it lives");
        assertEquals(C, ring.state(9), "the state of the slot of 1003, before its turn");
        ring.commit(9, 99);
        ring.claim(10, D);
        ring.commit(11, 110);
        assertEquals(List.of(99L), takeAll(producer -> producer == B),
            "the messages that take returned, after 1002 is gone and 1003 has committed, and "
                + D + ", which was gone, is used again");
        ring.commit(10, 100);
        assertEquals(List.of(100L, 110L), takeAll(producer -> true), "the messages after that");
        assertEquals("head 6 further, all slots free", ring.since(6), "the ring after that");
    }

    @Test
    @Order(3)
    @DisplayName("if all producers that have claimed are dead, all slots are free again")
    void allDead() throws Exception {
        for (int slots : List.of(COUNT, 20_000)) {
            ring.map(ClaimRing.SLOTS + slots * 16L);
            ring.setHead(0);
            for (int n = 0; n < slots; n++) {
                ring.claim(n, A + n);
            }
            var asked = new int[1];
            assertEquals(List.of(), takeAll(producer -> {
                assertEquals(true, ++asked[0] <= 20 * slots,
                    "whether take called isGone 20 times a slot at most");
                return true;
            }), "the messages that take returned, when all " + slots + " slots were only claimed");
            assertEquals("head " + slots + " further, all slots free", ring.since(0),
                "the ring after that");
        }
    }

    @Test
    @Order(4)
    @DisplayName("a message is not lost if its producer commits and dies just before the skip")
    void committedAtTheLastMoment() {
        ring.claim(0, A);
        ring.commit(1, 22);
        LongPredicate commitsAndDies = producer -> {
            ring.commit(0, 11);
            return true;
        };
        assertEquals(List.of(11L, 22L), takeAll(commitsAndDies),
            "the messages that take returned: the first was committed while isGone ran");
    }

    @Test
    @Order(5)
    @DisplayName("take reads the message before it frees the slot, also in a ring of 5 GiB")
    void whereTheSlotsAre() throws Exception {
        for (long slot : List.of(1L << 27, 1L << 28)) {
            ring.map(LargeFile.GIB_5);
            ring.setHead(slot);
            ring.commit(slot, 5);
            assertEquals(List.of(5L), takeAll(producer -> false),
                "the messages that take returned for slot " + slot);
        }
        for (long state : List.of(ClaimRing.COMMITTED, A)) {
            ring.map(ClaimRing.SLOTS + 256 * 16);
            ring.setHead(255);
            ring.claim(255, state);
            // The state of this slot is on the first page. Its message is not, and goes away.
            String end = endOf(() -> takeAll(producer -> {
                ring.commit(255, 5);
                cut();
                return true;
            }), state == A ? () -> { } : this::cut);
            assertEquals(Libc.pageSize() > 4096 ? "it returned" : "SIGBUS", end,
                "how take ended, when the message cannot be read");
            assertEquals(Libc.pageSize() > 4096 ? "head 256, state 0" : "head 255, state -1",
                "head " + ring.head() + ", state " + ring.state(255), "the ring after that");
        }
    }

    private void cut() {
        try {
            LargeFile.create(ring.file, 4096);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Order(6)
    @DisplayName("a producer is gone if nobody holds the lock on its byte, and nothing is changed")
    void whoIsGone() throws Exception {
        assertEquals(true, SkipTheDead.isGone(fd, A), "the result of isGone, without any lock");
        ring.warmUp();
        ForkedChild living = ring.produce(0, D, 0, true);
        assertEquals(false, SkipTheDead.isGone(fd, D),
            "the result of isGone for the producer " + D + ", which lives");
        for (long other : List.of(A, D - 1, D + 1, 0L)) {
            assertEquals(true, SkipTheDead.isGone(fd, other), "the result of isGone for the"
                + " producer " + other + ", while only " + D + " lives");
        }
        ClaimRing.kill(living);
        assertEquals(true, SkipTheDead.isGone(fd, D),
            "the result of isGone for a child that was killed but not reaped (a zombie)");
        ring.produce(1, D, 0, true);
        assertEquals(false, SkipTheDead.isGone(fd, D),
            "the result of isGone for a number that another producer uses again");
        // A lock of this descriptor itself would refuse nothing. A second one would replace it.
        Libc.fcntl(fd, Libc.F_OFD_SETLK, new Libc.Flock(Libc.F_RDLCK, B, 1));
        var before = Resources.now();
        SkipTheDead.isGone(fd, B);
        assertEquals(List.of(), before.changed(), "what isGone left open or mapped");
        assertEquals("nothing", Resources.growth(500, () -> SkipTheDead.isGone(fd, A)),
            "the memory that each call of isGone does not free");
        int another = Libc.open(ring.file.toString(), Libc.O_RDONLY | Libc.O_CLOEXEC);
        short type = Libc.fcntl(another, Libc.F_OFD_GETLK,
            new Libc.Flock(Libc.F_WRLCK, B, 1)).type();
        Libc.close(another);
        assertEquals("as before", type == Libc.F_RDLCK ? "as before" : "changed",
            "the locks of the descriptor after isGone");
        assertEquals("EBADF", errnoOf(() -> SkipTheDead.isGone(-1, A)),
            "the error that isGone threw for a descriptor that is not open");
    }

    @Test
    @Order(7)
    @DisplayName("one of three processes is killed, one is slow, and no other message is lost")
    void realProcesses() throws Exception {
        ring.warmUp();
        ForkedChild killed = ring.produce(0, A, 10, true);
        ForkedChild slow = ring.produce(1, B, 11, true);
        ring.produce(2, D, 12, false);
        takesNothing("the result of take while both producers live");
        ClaimRing.kill(killed);
        takesNothing("the result of take while the slow producer lives");
        assertEquals(1L, ring.head(), "the head then (past the slot of the dead producer)");
        ring.resume(1);
        assertEquals("exit 0", slow.end(DEADLINE), "how the slow producer ended");
        assertEquals(List.of(11L, 12L), takeAll(this::isGone),
            "the messages that take returned, after the slow producer has committed");
        assertEquals("head 3 further, all slots free", ring.since(0), "the ring after that");
    }

    @Test
    @Order(8)
    @DisplayName("acquire and release order the accesses, and take uses no clock")
    void order() {
        SkipTheDead.take(ring.memory, producer -> false);
        // Only the compiled class shows this, because x86 keeps the order of plain accesses too.
        var take = AccessModes.ofSubmission().calls(SkipTheDead.class, "take");
        assertEquals("after it", take.stream().anyMatch(call -> call.fencesLoads()
            || call.acquires() && !isLastConstant(call, ClaimRing.HEAD))
            ? "after it" : "perhaps before it",
            "when take reads the message, compared with its read of the state" + ELSEWHERE);
        var stores = take.stream().filter(call -> call.stores() && !call.isReadModifyWrite());
        var frees = stores.filter(call -> isLastConstant(call, ClaimRing.FREE)).toList();
        assertEquals("before it", (frees.isEmpty() ? take : frees).stream().anyMatch(
            call -> call.releases() || call.fencesStores())
            || take.stream().anyMatch(AccessModes.Call::fencesStores)
            ? "before it" : "perhaps after it",
            "when take reads the message, compared with the store that frees its slot" + ELSEWHERE);
        assertEquals(List.of(), take.stream().map(AccessModes.Call::name)
            .filter(CLOCK.asMatchPredicate()).toList(), "the calls of take that wait or need time");
    }

    private static final String ELSEWHERE = ", on a processor that reorders more than x86";

    /** The last argument of a load is the offset, that of a store is the value. */
    private static boolean isLastConstant(AccessModes.Call call, long number) {
        return !call.constants().isEmpty() && call.constants().getLast() == number;
    }

    // ---------------------------------------------------------------------------------- the calls

    private void takesNothing(String what) {
        for (int n = 0; n < 100; n++) {
            assertEquals(OptionalLong.empty(), SkipTheDead.take(ring.memory, this::isGone), what);
        }
    }

    private boolean isGone(long producer) {
        return SkipTheDead.isGone(fd, producer);
    }

    /** The messages that take returns. It is called ten times at most. */
    private List<Long> takeAll(LongPredicate isGone) {
        var taken = new ArrayList<Long>();
        for (int n = 0; n < 10; n++) {
            var message = Observe.notNull(SkipTheDead.take(ring.memory, isGone),
                "the result of take");
            if (message.isEmpty()) {
                break;
            }
            taken.add(message.getAsLong());
        }
        return taken;
    }

    private static String endOf(Runnable call, Runnable first) {
        try {
            first.run();
            call.run();
            return "it returned";
        } catch (InternalError fault) {
            return "SIGBUS";
        }
    }

    private static String errnoOf(Runnable call) {
        try {
            call.run();
            return "none";
        } catch (Libc.ErrnoException e) {
            return e.name;
        }
    }
}
