//SOURCES ../../Libc.java ../../exercises/07_ring_buffer/QueueForTwo.java
//SOURCES ../support/AccessModes.java ../support/ForkedChild.java ../support/LargeFile.java
//SOURCES ../support/Mapped.java ../support/Observe.java ../support/Resources.java
//FILES exercises/07_ring_buffer/QueueForTwo.java=../../exercises/07_ring_buffer/QueueForTwo.java
//FILES solutions/07_ring_buffer/QueueForTwo.java=../../solutions/07_ring_buffer/QueueForTwo.java
//FILES graders/07_ring_buffer/QueueForTwoTest.java=QueueForTwoTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueForTwoTest {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final long HEAD = 0;
    private static final long TAIL = 64;
    private static final int SLOTS = 4096;
    private static final String ELSEWHERE = ", on a processor that reorders more than x86";
    private static final int MANY = 100_000;
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    @TempDir Path dir;
    private Path file;
    private final List<MemorySegment> mappings = new ArrayList<>();

    @AfterEach
    void unmap() {
        mappings.forEach(p -> Libc.munmap(p, p.byteSize()));
    }

    @Test
    @Order(1)
    @DisplayName("messages put in through one mapping come out of another one, in order")
    void inOrder() throws Exception {
        MemorySegment producers = queue(5);
        MemorySegment consumers = map();
        var put = new ArrayList<Long>();
        var taken = new ArrayList<Long>();
        // Three laps: each time two messages go in and two come out.
        for (int n = 0; n < 8; n++) {
            for (long message : List.of(random(), n == 3 ? 0L : -1L - n)) {
                assertEquals(true, QueueForTwo.put(producers, message),
                    "the result of put with 5 slots, after " + put.size() + " messages were put "
                        + "and " + taken.size() + " taken");
                put.add(message);
            }
            take(consumers, taken);
            take(consumers, taken);
        }
        assertEquals(put, taken,
            "the messages that take returned, compared with those that were put");
        assertEquals(OptionalLong.empty(), QueueForTwo.take(consumers),
            "the result of take when no message was left");
    }

    @Test
    @Order(2)
    @DisplayName("all slots are used, and a full queue refuses a message and overwrites nothing")
    void full() throws Exception {
        MemorySegment queue = queue(3);
        var answers = new ArrayList<Boolean>();
        for (long message = 1; message <= 5; message++) {
            answers.add(QueueForTwo.put(queue, message));
        }
        assertEquals(List.of(true, true, true, false, false), answers,
            "the results of five calls of put, with three slots");
        assertEquals(List.of(1L, 2L, 3L), takeAll(queue), "the messages in the full queue");
        assertEquals(true, QueueForTwo.put(queue, 6),
            "the result of put after all messages were taken");
        assertEquals(List.of(6L), takeAll(queue), "the messages that take returned after that");
    }

    @Test
    @Order(3)
    @DisplayName("all state is in the mapping: another process may have used the queue before")
    void goesOnFromTheFile() throws Exception {
        long before = (1L << 40) + ThreadLocalRandom.current().nextInt(1000);
        MemorySegment queue = queue(7);
        LONG.setVolatile(queue, HEAD, before);
        LONG.setVolatile(queue, TAIL, before + 1);
        LONG.setVolatile(queue, SLOTS + before % 7 * 8, 11L);
        assertEquals(true, QueueForTwo.put(queue, 12), "the result of put with 1 of 7 slots full");
        assertEquals(before + 2, counter(queue, TAIL), "the tail, which was " + (before + 1));
        assertEquals(12L, (long) LONG.getVolatile(queue, SLOTS + (before + 1) % 7 * 8),
            "the content of slot " + (before + 1) + " modulo 7");
        assertEquals(OptionalLong.of(11), QueueForTwo.take(queue), "the message at the head");
        assertEquals(before + 1, counter(queue, HEAD), "the head, which was " + before);
        assertEquals(before + 2, counter(queue, TAIL), "the tail after take");
        assertEquals(11L, (long) LONG.getVolatile(queue, SLOTS + before % 7 * 8),
            "the content of the slot that take has read (only put writes slots)");
    }

    @Test
    @Order(4)
    @DisplayName("a producer that dies while it writes a message has put no message")
    void producerDies() throws Exception {
        MemorySegment queue = queue(4);
        assertEquals(OptionalLong.empty(), QueueForTwo.take(queue),
            "the result of the first call of take");
        if (Libc.pageSize() > SLOTS) {
            return;   // the counters and the slots are on one page
        }
        // The file now has the counters but no slots. An access to a slot ends the call.
        LargeFile.create(file, SLOTS);
        assertEquals("SIGBUS", endOf(() -> QueueForTwo.put(queue, 5)),
            "how put ended, when an access to a slot kills it");
        assertEquals(0L, counter(queue, TAIL),
            "the tail, after put died while it wrote the first message (write the tail last)");
        LargeFile.create(file, SLOTS + 4 * 8);
        assertEquals(true, QueueForTwo.put(queue, 6), "the result of put in the next producer");
        assertEquals(List.of(6L), takeAll(queue), "the messages in the queue after that");
    }

    @Test
    @Order(5)
    @DisplayName("a consumer that dies while it reads a message leaves it to the next consumer")
    void consumerDies() throws Exception {
        MemorySegment queue = queue(4);
        assertEquals(OptionalLong.empty(), QueueForTwo.take(queue),
            "the result of the first call of take");
        if (Libc.pageSize() > SLOTS) {
            return;
        }
        LONG.setVolatile(queue, HEAD, 5L);
        LONG.setVolatile(queue, TAIL, 7L);
        LargeFile.create(file, SLOTS);
        assertEquals("SIGBUS", endOf(() -> QueueForTwo.take(queue)),
            "how take ended, when an access to a slot kills it");
        assertEquals(5L, counter(queue, HEAD),
            "the head, which was 5, after take died while it read a message (write the head last)");
        LargeFile.create(file, SLOTS + 4 * 8);
        LONG.setVolatile(queue, SLOTS + 1 * 8L, 55L);
        LONG.setVolatile(queue, SLOTS + 2 * 8L, 66L);
        assertEquals(List.of(55L, 66L), takeAll(queue),
            "the messages that the next consumer takes");
    }

    @Test
    @Order(6)
    @DisplayName("100,000 messages from another process arrive, each once and in order")
    void fromAnotherProcess() throws Exception {
        MemorySegment queue = queue(1000);
        produce(queue, 10);   // a forked child can only run code that was linked before
        takeAll(queue);
        try (var producer = ForkedChild.start(() -> produce(queue, MANY))) {
            for (long expected = 0; expected < MANY; expected++) {
                OptionalLong taken = await(queue);
                if (taken.isEmpty() || taken.getAsLong() != expected) {
                    assertEquals(OptionalLong.of(expected), taken, "message " + expected);
                }
            }
            assertEquals("exit 0", producer.end(DEADLINE), "how the producer ended");
        }
        assertEquals(OptionalLong.empty(), QueueForTwo.take(queue),
            "the result of take after all messages");
    }

    @Test
    @Order(7)
    @DisplayName("a queue of 5 GiB works, also where the offset of a slot needs more than 32 bits")
    void large() throws Exception {
        file = LargeFile.create(dir.resolve("large"), LargeFile.GIB_5);
        MemorySegment queue = map();
        long slots = (LargeFile.GIB_5 - SLOTS) / 8;
        // These slots are 2, 4 and almost 5 GiB after the first one.
        for (long slot : List.of(1L << 28, 1L << 29, slots - 1)) {
            long before = 3 * slots + slot;
            LONG.setVolatile(queue, HEAD, before);
            LONG.setVolatile(queue, TAIL, before);
            long message = random();
            assertEquals(true, QueueForTwo.put(queue, message), "the result of put");
            assertEquals(message, (long) LONG.getVolatile(queue, SLOTS + slot * 8),
                "the content of slot " + slot + ", after put for message " + before);
            assertEquals(OptionalLong.of(message), QueueForTwo.take(queue),
                "the result of take for slot " + slot);
        }
    }

    @Test
    @Order(8)
    @DisplayName("acquire and release order the accesses, also on processors that reorder more")
    void order() throws Exception {
        MemorySegment queue = queue(3);
        QueueForTwo.put(queue, 1);
        QueueForTwo.take(queue);
        // Only the compiled class shows the order, because x86 keeps that of plain accesses too.
        var put = AccessModes.ofSubmission().calls(QueueForTwo.class, "put");
        var take = AccessModes.ofSubmission().calls(QueueForTwo.class, "take");
        assertEquals("after it", isOrdered(put, HEAD, true) ? "after it" : "perhaps before it",
            "when put writes the slot, compared with its read of the head" + ELSEWHERE);
        assertEquals("before it", isOrdered(put, TAIL, false) ? "before it" : "perhaps after it",
            "when put writes the slot, compared with its write of the tail" + ELSEWHERE);
        assertEquals("after it", isOrdered(take, TAIL, true) ? "after it" : "perhaps before it",
            "when take reads the slot, compared with its read of the tail" + ELSEWHERE);
        assertEquals("before it", isOrdered(take, HEAD, false) ? "before it" : "perhaps after it",
            "when take reads the slot, compared with its write of the head" + ELSEWHERE);
    }

    @Test
    @Order(9)
    @DisplayName("a call never waits, and it frees its memory")
    void nothingLeft() throws Exception {
        MemorySegment queue = queue(3);
        assertEquals("nothing", Resources.growth(2000, () -> {
            QueueForTwo.put(queue, 1);
            QueueForTwo.take(queue);
        }), "the memory that each call does not free");
        assertEquals(List.of(), AccessModes.ofSubmission().names().stream().filter(name ->
            name.matches("(Thread|LockSupport|System|Object|\\w+Lock)\\.\\w*"
                + "(sleep|wait|park|yield|nanoTime|currentTime|onSpin|lock)\\w*")).toList(),
            "the calls that wait or need time");
    }

    /** Whether a load of the counter acquires, or a store of it releases, or a fence does. */
    private static boolean isOrdered(List<AccessModes.Call> calls, long counter, boolean load) {
        int[] accesses = IntStream.range(0, calls.size()).filter(i -> {
            List<Long> constants = calls.get(i).constants();
            return (load ? calls.get(i).loads() : calls.get(i).stores())
                && constants.contains(counter) && !constants.contains((long) SLOTS);
        }).toArray();
        // An access in a method with the offset as a parameter shows no constant.
        return (accesses.length == 0 ? IntStream.range(0, calls.size()) : IntStream.of(accesses))
            .anyMatch(i -> load
                ? calls.get(i).acquires()
                    || calls.stream().skip(i).anyMatch(AccessModes.Call::fencesLoads)
                : calls.get(i).releases()
                    || calls.stream().limit(i).anyMatch(AccessModes.Call::fencesStores));
    }

    private static OptionalLong await(MemorySegment queue) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        OptionalLong taken = QueueForTwo.take(queue);
        while (taken.isEmpty() && System.nanoTime() < end) {
            Thread.yield();
            taken = QueueForTwo.take(queue);
        }
        return taken;
    }

    private static int produce(MemorySegment queue, int messages) {
        for (long n = 0; n < messages; n++) {
            while (!QueueForTwo.put(queue, n)) {
                Thread.yield();
            }
        }
        return 0;
    }

    private void take(MemorySegment queue, List<Long> taken) {
        OptionalLong message = QueueForTwo.take(queue);
        assertEquals(true, Observe.notNull(message, "the result of take").isPresent(),
            "whether take returned a message, after " + taken.size() + " messages were taken");
        taken.add(message.getAsLong());
    }

    /** The messages that take returns. It is called ten times at most. */
    private static List<Long> takeAll(MemorySegment queue) {
        var taken = new ArrayList<Long>();
        for (int n = 0; n < 10; n++) {
            OptionalLong message = QueueForTwo.take(queue);
            if (message.isEmpty()) {
                break;
            }
            taken.add(message.getAsLong());
        }
        return taken;
    }

    private static String endOf(Runnable call) {
        try {
            call.run();
            return "it returned";
        } catch (InternalError fault) {
            return "SIGBUS";
        }
    }

    private static long counter(MemorySegment queue, long offset) {
        return (long) LONG.getVolatile(queue, offset);
    }

    private static long random() {
        return ThreadLocalRandom.current().nextLong();
    }

    private MemorySegment queue(int slots) throws Exception {
        file = Files.write(dir.resolve("queue"), new byte[SLOTS + slots * 8]);
        return map();
    }

    private MemorySegment map() throws Exception {
        mappings.add(Mapped.whole(Libc.NULL, 0, file));
        return mappings.getLast();
    }
}
