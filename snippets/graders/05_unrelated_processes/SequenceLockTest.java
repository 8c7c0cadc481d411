//SOURCES ../../exercises/05_unrelated_processes/SequenceLock.java ../support/AccessModes.java
//SOURCES ../support/Trouble.java
//FILES exercises/05_unrelated_processes/SequenceLock.java=../../exercises/05_unrelated_processes/SequenceLock.java
//FILES solutions/05_unrelated_processes/SequenceLock.java=../../solutions/05_unrelated_processes/SequenceLock.java
//FILES graders/05_unrelated_processes/SequenceLockTest.java=SequenceLockTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceLockTest {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final int CONFLICTS = 300;
    private static final int WRITES = 10_000;
    private static final int LENGTH = 64 + 8 * (int) (Math.random() * 30);

    /** The record of this test. If it is not torn, all three fields are equal. */
    private record Triple(long a, long b, long c) {
        static Triple of(long each) {
            return new Triple(each, each, each);
        }

        /** The first two longs of the record, and its last one. */
        static Triple in(MemorySegment record) {
            return new Triple(get(record, 0), get(record, 8), get(record, record.byteSize() - 8));
        }
    }

    @TempDir Path dir;
    private MemorySegment page;     // the grader's mapping, as of another process
    private MemorySegment mapped;   // the mapping that your code gets to write
    private MemorySegment toRead;   // the mapping that your code gets to read

    @BeforeEach
    void mapTheFile() throws Exception {
        page = map("record", LENGTH);
        mapped = map("record", LENGTH);
        toRead = map("record", LENGTH).asReadOnly();
    }

    @Test
    @Order(1)
    @DisplayName("read returns a record that nobody is writing, and needs no write access")
    void atRest() {
        long n = (long) (Math.random() * 1_000_000);
        publish(n);
        assertEquals(LENGTH - 8L, SequenceLock.read(toRead, MemorySegment::byteSize),
            "bytes in the record that `copy` gets, of a page of " + LENGTH + " bytes");
        assertEquals(Triple.of(n), SequenceLock.read(toRead, Triple::in), "the record");
        var times = new AtomicInteger();
        assertEquals("null, after 1 copy", SequenceLock.read(toRead, record ->
            times.incrementAndGet() < 3 ? null : "not null") + ", after " + times + " copy",
            "what read returned, when `copy` returned null");
    }

    @Test
    @Order(2)
    @DisplayName("if the record is written during the copy, it is copied again")
    void writtenMeanwhile() {
        for (int conflicts : List.of(3, CONFLICTS)) {
            publish(1);
            var copies = new ArrayList<Triple>();
            Triple read = SequenceLock.read(toRead, record -> {
                long a = get(record, 0);
                if (copies.size() < conflicts) {
                    // A complete write, between the loads of the first field and of the others.
                    publish(copies.size() + 2);
                }
                copies.add(new Triple(a, get(record, 8), get(record, LENGTH - 16)));
                return copies.getLast();
            });
            assertEquals(Triple.of(conflicts + 1), read, "the record, which was written again"
                + " during each of " + conflicts + " copies");
        }
    }

    @Test
    @Order(3)
    @DisplayName("the sequence is a long: a reader sees that its upper half has changed")
    void theUpperHalf() {
        publish(1);
        var times = new AtomicInteger();
        Triple read = SequenceLock.read(toRead, record -> {
            long a = get(record, 0);
            if (times.getAndIncrement() == 0) {
                publish(2);
                LONG.setVolatile(page, 0L, sequence() - 2 + (1L << 32));   // as after many writes
            }
            return new Triple(a, get(record, 8), get(record, LENGTH - 16));
        });
        assertEquals(Triple.of(2), read, "the record, after 2147483648 writes during the copy");
    }

    @Test
    @Order(4)
    @DisplayName("a reader waits for a writer that is in the middle of a write, however long")
    void waitsForTheWriter() throws Exception {
        for (int ms : List.of(60, 5, 5)) {
            publish(ms);
            long before = begin(ms + 1);
            Thread writer = later(ms, () -> end(ms + 1, before));
            assertEquals(Triple.of(ms + 1), SequenceLock.read(toRead, Triple::in),
                "the record, after a read that began when only its first field was new");
            writer.join();
        }
    }

    @Test
    @Order(5)
    @DisplayName("a reader waits for a writer that begins during the copy, too")
    void waitsForTheNextWriter() throws Exception {
        for (long n = 1; n <= 6; n += 2) {
            publish(n);
            long next = n + 1;
            var writer = new ArrayList<Thread>();
            Triple read = SequenceLock.read(toRead, record -> {
                long c = get(record, LENGTH - 16);
                if (writer.isEmpty()) {
                    long before = begin(next);
                    writer.add(later(5, () -> end(next, before)));
                }
                return new Triple(get(record, 0), get(record, 8), c);
            });
            assertEquals(Triple.of(next), read,
                "the record, after a write that began during the copy");
            writer.getFirst().join();
        }
    }

    @Test
    @Order(6)
    @DisplayName("an exception of `copy` counts only if the record was complete")
    void copyThrows() throws Exception {
        publish(1);
        var times = new AtomicInteger();
        Triple read = SequenceLock.read(toRead, record -> {
            if (times.getAndIncrement() < 3) {
                publish(2);
                throw new IllegalStateException("half a record");
            }
            return Triple.in(record);
        });
        assertEquals(Triple.of(2), read, "the record, after `copy` threw an exception on each of"
            + " three records that were written meanwhile");
        for (Throwable thrown : Trouble.oneOfEachKind().subList(0, 2)) {
            times.set(0);
            assertEquals("the same", Trouble.arrived(thrown, () ->
                SequenceLock.read(toRead, record -> times.getAndIncrement() > 20 ? "no exception"
                    : Trouble.raise(thrown))),
                "what came out of read, after `copy` threw " + thrown + " on a complete record");
        }
    }

    @Test
    @Order(7)
    @DisplayName("write makes the sequence odd, writes the record, and makes it even again")
    void theWritersSequence() throws Exception {
        for (long sequence : List.of(0L, 40L, 2L, 0xffff_fffeL, 1L << 62)) {
            long n = (long) (Math.random() * 1_000_000);
            LONG.setVolatile(page, 0L, sequence);
            var during = new ArrayList<Long>();
            SequenceLock.write(mapped, record -> {
                during.add(sequence());
                assertEquals(LENGTH - 8L, record.byteSize(),
                    "bytes in the record that `fill` gets, of a page of " + LENGTH + " bytes");
                for (long at = 0; at < LENGTH - 8; at += 8) {
                    record.set(ValueLayout.JAVA_LONG, at, n);
                }
                during.add(sequence());
            });
            assertEquals(Triple.of(n), Triple.in(page.asSlice(8)), "the record after write");
            assertEquals(List.of(sequence + 1, sequence + 1), during,
                "the sequence while the record is written; it was " + sequence);
            assertEquals(sequence + 2, sequence(), "the sequence after write");
        }
        MemorySegment other = map("other", 32);
        SequenceLock.write(other, record -> record.fill((byte) 1));
        assertEquals(Triple.of(0x0101_0101_0101_0101L), SequenceLock.read(other, Triple::in),
            "the record of another file");
    }

    @Test
    @Order(8)
    @DisplayName("while write writes all the time, read returns only complete records")
    void atTheSameTime() throws Exception {
        SequenceLock.write(mapped, record -> record.fill((byte) 0));
        assertEquals(2, sequence(), "the sequence after the first write");
        Triple first = SequenceLock.read(toRead, Triple::in);
        var writer = new FutureTask<>(() -> {
            for (long n = first.a + 1; n <= WRITES; n++) {
                long each = n;
                SequenceLock.write(mapped, record -> {
                    for (long at = 0; at < LENGTH - 8; at += 8) {
                        record.set(ValueLayout.JAVA_LONG, at, each);
                    }
                });
            }
            return "";
        });
        Thread.ofPlatform().daemon().start(writer);
        for (Triple read = first, next; read.a < WRITES && !writer.isDone(); read = next) {
            next = SequenceLock.read(toRead, Triple::in);
            assertEquals(Triple.of(Math.max(next.a, read.a)), next,
                "a record that was read after " + read);
        }
        assertEquals("", writer.get(), "how the writer ended");
    }

    @Test
    @Order(9)
    @DisplayName("write: a fence keeps the record after the odd number, release before the even")
    void theWritersFence() {
        SequenceLock.write(mapped, record -> { });
        var calls = AccessModes.ofSubmission().calls(SequenceLock.class, "write");
        int fill = AccessModes.first(calls, 0, call -> call.name().equals("Consumer.accept"));
        int odd = AccessModes.first(calls, 0, AccessModes.Call::stores);
        assertEquals(true, calls.subList(Math.min(odd, fill), fill).stream()
            .anyMatch(call -> call.fencesStores() || call.isReadModifyWrite() && call.releases()
                && call.acquires()),
            "whether a fence between the odd number and `fill` keeps their order; without it, a"
                + " processor may store a field first, and a reader takes the new field for an old"
                + " one. write calls " + calls);
        int even = AccessModes.first(calls, fill, AccessModes.Call::stores);
        assertEquals(true, even < calls.size()
            && AccessModes.isReleased(calls.subList(fill, even + 1), even - fill),
            "whether release, or a fence after `fill`, keeps the record before the even number;"
                + " without it, a reader may see the even number and old fields. write calls "
                + calls);
    }

    @Test
    @Order(10)
    @DisplayName("read: acquire keeps the copy after the first look, a fence before the second one")
    void theReadersFence() {
        publish(1);
        SequenceLock.read(toRead, Triple::in);
        var calls = AccessModes.ofSubmission().calls(SequenceLock.class, "read");
        int copy = AccessModes.first(calls, 0, call -> call.name().equals("Function.apply"));
        int look = AccessModes.first(calls, 0, AccessModes.Call::loads);
        assertEquals(true, look < copy && !calls.get(look).isPlain()
            && AccessModes.isAcquired(calls.subList(0, copy), look),
            "whether the first look is an acquire: without it, the copy may begin before the look."
                + " read calls " + calls);
        int second = AccessModes.first(calls, copy, AccessModes.Call::loads);
        int fence = AccessModes.first(calls, copy, AccessModes.Call::fencesLoads);
        assertEquals(true, fence < calls.size() && fence < second,
            "whether a fence after `copy` keeps its loads before the second look; without it, a"
                + " field may be loaded after that look. An acquire of the second look keeps only"
                + " later loads after it. read calls " + calls);
        assertEquals(false, second < calls.size() && calls.get(second).isPlain(),
            "whether the second look is a plain access. read calls " + calls);
    }

    /** The first half of a write: the sequence is odd, and one field of three is new. */
    private long begin(long n) {
        long before = sequence();
        LONG.setVolatile(page, 0L, before + 1);
        LONG.setVolatile(page, 8L, n);
        return before;
    }

    /** The second half of a write: the other two fields are new, and the sequence is even. */
    private void end(long n, long before) {
        LONG.setVolatile(page, 16L, n);
        LONG.setVolatile(page, LENGTH - 8L, n);
        LONG.setVolatile(page, 0L, before + 2);
    }

    private void publish(long n) {
        end(n, begin(n));
    }

    private long sequence() {
        return (long) LONG.getVolatile(page, 0L);
    }

    private static Thread later(int ms, Runnable task) {
        return Thread.ofPlatform().daemon().start(() -> {
            LockSupport.parkNanos(1_000_000L * ms);
            task.run();
        });
    }

    private static long get(MemorySegment record, long at) {
        return (long) LONG.getVolatile(record, at);
    }

    /** Maps the file once more, as another process would. */
    private MemorySegment map(String name, int length) throws Exception {
        try (var channel = FileChannel.open(dir.resolve(name), StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, length, Arena.ofAuto());
        }
    }
}
