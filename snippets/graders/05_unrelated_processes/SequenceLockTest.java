//SOURCES ../../exercises/05_unrelated_processes/SequenceLock.java
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

    /** The record of this test. If it is not torn, all three fields are equal. */
    private record Triple(long a, long b, long c) {
        static Triple of(long each) {
            return new Triple(each, each, each);
        }

        static Triple in(MemorySegment record) {
            return new Triple(get(record, 0), get(record, 8), get(record, 16));
        }
    }

    @TempDir Path dir;
    private MemorySegment page;     // the grader's mapping, as of another process
    private MemorySegment mapped;   // the mapping that your code gets

    @BeforeEach
    void mapTwice() throws Exception {
        page = map();
        mapped = map();
    }

    @Test
    @Order(1)
    @DisplayName("read returns a record that nobody is writing")
    void atRest() {
        for (long n : List.of(random(), random())) {
            publish(n);
            assertEquals(Triple.of(n), SequenceLock.read(mapped, Triple::in), "the record");
        }
    }

    @Test
    @Order(2)
    @DisplayName("if the record is written during the copy, it is copied again")
    void writtenMeanwhile() {
        publish(1);
        var copies = new ArrayList<Triple>();
        Triple read = SequenceLock.read(mapped, record -> {
            long a = get(record, 0);
            if (copies.size() < 3) {
                // A complete write, between the loads of the first field and of the others.
                publish(copies.size() + 2);
            }
            copies.add(new Triple(a, get(record, 8), get(record, 16)));
            return copies.getLast();
        });
        assertEquals(Triple.of(4), read,
            "the record, which was written again during each of three copies");
    }

    @Test
    @Order(3)
    @DisplayName("a reader waits for a writer that is in the middle of a write")
    void waitsForTheWriter() throws Exception {
        for (long n = 1; n <= 10; n += 2) {
            publish(n);
            long next = n + 1;
            long before = begin(next);
            // Another thread ends the write, because this one waits in read.
            Thread writer = later(() -> end(next, before));
            assertEquals(Triple.of(next), SequenceLock.read(mapped, Triple::in),
                "the record, after a read that began when only its first field was new");
            writer.join();
        }
    }

    @Test
    @Order(4)
    @DisplayName("a reader waits for a writer that begins during the copy, too")
    void waitsForTheNextWriter() throws Exception {
        for (long n = 1; n <= 10; n += 2) {
            publish(n);
            long next = n + 1;
            var writer = new ArrayList<Thread>();
            Triple read = SequenceLock.read(mapped, record -> {
                long c = get(record, 16);
                if (writer.isEmpty()) {
                    long before = begin(next);
                    writer.add(later(() -> end(next, before)));
                }
                return new Triple(get(record, 0), get(record, 8), c);
            });
            assertEquals(Triple.of(next), read,
                "the record, after a write that began during the copy");
            writer.getFirst().join();
        }
    }

    @Test
    @Order(5)
    @DisplayName("write makes the sequence odd, writes the record, and makes it even again")
    void theWritersSequence() {
        for (long sequence : List.of(0L, 2L, 40L, 0xffff_fffeL)) {
            long n = random();
            LONG.setVolatile(page, 0L, sequence);
            var during = new ArrayList<Long>();
            SequenceLock.write(mapped, record -> {
                during.add(sequence());
                for (int at = 0; at < 24; at += 8) {
                    record.set(ValueLayout.JAVA_LONG, at, n);
                }
                during.add(sequence());
            });
            assertEquals(Triple.of(n), Triple.in(page.asSlice(8)), "the record after write");
            assertEquals(List.of(sequence + 1, sequence + 1), during,
                "the sequence while the record is written; it was " + sequence);
            assertEquals(sequence + 2, sequence(), "the sequence after write");
        }
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
        LONG.setVolatile(page, 24L, n);
        LONG.setVolatile(page, 0L, before + 2);
    }

    private void publish(long n) {
        end(n, begin(n));
    }

    private long sequence() {
        return (long) LONG.getVolatile(page, 0L);
    }

    private static Thread later(Runnable task) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            task.run();
        });
    }

    private static long get(MemorySegment record, long at) {
        return (long) LONG.getVolatile(record, at);
    }

    private static long random() {
        return (long) (Math.random() * 1_000_000);
    }

    /** Maps the file once more, as another process would. */
    private MemorySegment map() throws Exception {
        try (var channel = FileChannel.open(dir.resolve("record"), StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, 32, Arena.ofAuto());
        }
    }
}
