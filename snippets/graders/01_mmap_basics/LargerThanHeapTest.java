//SOURCES ../../Libc.java ../../exercises/01_mmap_basics/LargerThanHeap.java ../support/Observe.java
//SOURCES ../support/ReadWriteCalls.java
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
    private final Random random = new Random();

    @Test
    @Order(1)
    @DisplayName("the sum of three longs")
    void threeLongs() throws Exception {
        // Large and odd, so that a double cannot hold it exactly.
        long one = 1L << 60 | 1 | random.nextInt(1_000_000_000);
        Path file = longs(24);
        put(file, 0, 2);
        put(file, 8, -7_000_000_000L);
        put(file, 16, one);
        assertEquals(one - 6_999_999_998L, LargerThanHeap.sum(file),
            "the sum of 2, -7000000000 and " + one);
    }

    @Test
    @Order(2)
    @DisplayName("read and write are not called")
    void noRead() throws Exception {
        Path file = longs(Libc.pageSize());
        long calls = ReadWriteCalls.of(() -> LargerThanHeap.sum(file));
        assertEquals(0, calls,
            "calls of read and write, counted by Linux (a print is a call of write, too)");
    }

    @Test
    @Order(3)
    @DisplayName("nothing stays mapped or open")
    void allIsGivenBack() throws Exception {
        Path file = longs(2 * Libc.pageSize());
        var before = Observe.descriptors();
        LargerThanHeap.sum(file);
        assertEquals(List.of(), Observe.mappingsOf(file),
            "mappings of the file that are still there: unmap what you mapped");
        assertEquals(List.of(), Observe.openedSince(before),
            "files that are still open: close each descriptor");
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
        assertEquals(sum, LargerThanHeap.sum(file),
            "the sum of all longs in a file of " + LARGE_BYTES + " bytes");
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
