//SOURCES ../../Libc.java ../../exercises/01_mmap_basics/LargerThanHeap.java
//SOURCES ../support/CallFailure.java ../support/LargeFile.java ../support/LargeRun.java
//SOURCES ../support/Observe.java ../support/ReadWriteCalls.java ../support/Resources.java
//SOURCES ../support/Trouble.java
//FILES exercises/01_mmap_basics/LargerThanHeap.java=../../exercises/01_mmap_basics/LargerThanHeap.java
//FILES solutions/01_mmap_basics/LargerThanHeap.java=../../solutions/01_mmap_basics/LargerThanHeap.java
//FILES graders/01_mmap_basics/LargerThanHeapTest.java=LargerThanHeapTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargerThanHeapTest {
    // Larger than the heap of 64 MB, but not much, because every page has to be touched.
    private static final long LARGE_BYTES = 72L << 20;

    @TempDir Path dir;
    private final int seed = new Random().nextInt(1_000_000);
    private final Random random = new Random(seed);

    @Test
    @Order(1)
    @DisplayName("the sum of three longs, which may wrap around")
    void threeLongs() throws Exception {
        // Large and odd, so that a double cannot hold it exactly.
        long one = 1L << 60 | 1 | random.nextInt(1_000_000_000);
        Path file = longs(24);
        put(file, 0, 2);
        put(file, 8, -7_000_000_000L);
        put(file, 16, one);
        assertEquals(one - 6_999_999_998L, LargerThanHeap.sum(file),
            "the sum of 2, -7000000000 and " + one);
        put(file, 0, Long.MAX_VALUE);
        put(file, 8, one);
        put(file, 16, 1);
        assertEquals(Long.MIN_VALUE + one, LargerThanHeap.sum(file),
            "the sum of Long.MAX_VALUE, " + one + " and 1, which wraps around");
    }

    @Test
    @Order(2)
    @DisplayName("read and write are not called, and the file does not change")
    void noRead() throws Exception {
        Path file = longs(2 * Libc.pageSize());
        FileTime changed = Observe.changedAt(file);
        long calls = ReadWriteCalls.of(() -> LargerThanHeap.sum(file));
        assertEquals(0, calls,
            "calls of read and write, counted by Linux (a print is a call of write, too)");
        assertEquals(changed, Files.getLastModifiedTime(file), "when the file was changed");
        try (var unwritable = Trouble.unwritable(Libc.pageSize())) {
            assertEquals(0, LargerThanHeap.sum(unwritable.path),
                "the sum of a file of zeros that may only be read");
        }
    }

    @Test
    @Order(3)
    @DisplayName("nothing stays mapped or open, and every call frees its memory")
    void allIsGivenBack() throws Exception {
        Path file = longs(2 * Libc.pageSize());
        var before = Resources.now();
        LargerThanHeap.sum(file);
        assertEquals(List.of(), before.changed(),
            "what is still there: unmap each mapping and close each descriptor");
        assertEquals("nothing", Resources.growth(300, () -> LargerThanHeap.sum(file)),
            "memory that each call does not free");
    }

    @Test
    @Order(4)
    @DisplayName("the sum of a file larger than the heap")
    void largerThanTheHeap() throws Exception {
        Path file = longs(LARGE_BYTES);
        long sum = 0;
        for (long at : new long[] {0, random.nextInt(9_000_000) * 8L, LARGE_BYTES - 8}) {
            long value = 1 + random.nextLong(1L << 40);
            sum += value - put(file, at, value);
        }
        assertEquals(sum, LargerThanHeap.sum(file), "the sum of all longs in a file of "
            + LARGE_BYTES + " bytes (seed " + seed + ")");
    }

    @Test
    @Order(5)
    @DisplayName("a file may be larger than an int can count, and a failure leaves nothing mapped")
    void largeFile() throws Exception {
        for (long length : List.of(LargeFile.GIB_3, LargeFile.GIB_4_AND_24)) {
            Path file = LargeFile.create(dir.resolve("large"), length);
            put(file, 16, 1000);
            long last = 1 + random.nextInt(1000);
            put(file, length - 8, last);
            long sum = 1000 + last;
            var before = Resources.now();
            LargeRun run = LargeRun.begin(file, length, sum, () -> LargerThanHeap.sum(file));
            assertEquals(sum, run.end(), "the sum of all longs in a file of " + length + " bytes");
            assertEquals(List.of(), run.intCounters(),
                "where an int overflows in a file of " + length + " bytes: use a long");
            assertEquals(List.of(), before.changed(),
                "what is still there after SIGBUS, because another process has cut the file");
        }
    }

    @Test
    @Order(6)
    @DisplayName("if a call fails, its exception reaches the caller, and nothing stays open")
    void afterAFailure() throws Exception {
        try (var fifo = Trouble.fifo()) {
            var before = Resources.now();
            assertEquals(CallFailure.REPORTED, CallFailure.of(() -> LargerThanHeap.sum(dir)),
                "what sum throws if the file is a directory");
            assertEquals(List.of(), before.changed(), "what is still there after mmap failed");
            assertEquals(CallFailure.REPORTED,
                CallFailure.of(() -> LargerThanHeap.sum(dir.resolve("missing"))),
                "what sum throws if there is no such file");
            CallFailure.of(() -> LargerThanHeap.sum(fifo.path));   // other ways may succeed
            assertEquals(List.of(), before.changed(), "what is still there after lseek failed");
        }
    }

    /** Creates a file of zeros, which takes almost no space on the disk. */
    private Path longs(long bytes) throws Exception {
        Path file = dir.resolve("longs");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(1), bytes - 1);
        }
        return file;
    }

    /** Stores a long into the file and returns the long that was there before. */
    private static long put(Path file, long at, long value) throws Exception {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            var before = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
            channel.read(before, at);
            channel.write(ByteBuffer.allocate(8).order(ByteOrder.nativeOrder())
                .putLong(0, value), at);
            return before.getLong(0);
        }
    }
}
