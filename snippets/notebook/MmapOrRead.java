//SOURCES ../Libc.java PageFaults.java

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Reads a file in two ways, and measures both in turn: through a mapping, and by read(2) into a
 * buffer that is used again. Each round maps or opens the file anew.
 */
final class MmapOrRead {
    private static final int ROUNDS = 5;
    private static final int BUFFER_BYTES = 64 * 1024;

    /** How often the file is read, and whether in the order of its pages. */
    enum Access { ONCE, TEN_TIMES, RANDOM }

    /**
     * The time for one page, in microseconds.
     *
     * @param mmap the medians of the rounds through a mapping
     * @param read the same with read
     */
    record Times(double mmap, double read) {}

    private final Path file;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment memory = arena.allocate(BUFFER_BYTES, 8);
    private final ByteBuffer buffer = memory.asByteBuffer();
    private long sum;   // so that the compiler does not drop the loads

    MmapOrRead(Path file) {
        this.file = file;
    }

    /** @param cold whether to drop the file from the page cache before each round */
    Times measure(Access access, boolean cold) throws IOException {
        var mmap = new ArrayList<Double>();
        var read = new ArrayList<Double>();
        for (int round = 0; round < ROUNDS; round++) {
            mmap.add(microseconds(access, cold, true));
            read.add(microseconds(access, cold, false));
        }
        return new Times(median(mmap), median(read));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private double microseconds(Access access, boolean cold, boolean mapped) throws IOException {
        if (cold) {
            PageFaults.drop(file);
        }
        long start = System.nanoTime();
        try (var channel = FileChannel.open(file); Arena mapping = Arena.ofConfined()) {
            long size = channel.size();
            long[] offsets = offsets(access, size);
            MemorySegment p = !mapped ? memory
                : channel.map(FileChannel.MapMode.READ_ONLY, 0, size, mapping);
            int length = (int) Math.min(size,
                access == Access.RANDOM ? Libc.pageSize() : BUFFER_BYTES);
            for (long offset : offsets) {
                if (mapped) {
                    sum += sum(p.asSlice(offset, Math.min(length, size - offset)));
                } else {
                    int count = channel.read(buffer.clear().limit(length), offset);
                    sum += sum(p.asSlice(0, count));
                }
            }
            return (System.nanoTime() - start) / 1e3
                / Math.ceilDiv((long) offsets.length * length, Libc.pageSize());
        }
    }

    private static long[] offsets(Access access, long size) {
        if (access == Access.RANDOM) {
            long pages = size / Libc.pageSize();
            return new SplittableRandom(1).longs(Math.ceilDiv(pages, 10), 0, pages)
                .map(page -> page * Libc.pageSize()).toArray();
        }
        long blocks = Math.ceilDiv(size, BUFFER_BYTES);
        return LongStream.range(0, access == Access.ONCE ? blocks : 10 * blocks)
            .map(i -> i % blocks * BUFFER_BYTES).toArray();
    }

    /** Adds up the longs of a piece. */
    private static long sum(MemorySegment piece) {
        long sum = 0;
        for (long at = 0; at + Long.BYTES <= piece.byteSize(); at += Long.BYTES) {
            sum += piece.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
        }
        return sum;
    }
}
