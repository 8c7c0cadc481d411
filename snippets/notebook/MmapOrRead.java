//SOURCES ../Libc.java PageFaults.java

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.zip.CRC32;

/**
 * Computes the checksum of a file, and reads it in two ways in turn: through a mapping, and by
 * read(2) into a buffer that is used again. Each round opens the file anew.
 */
final class MmapOrRead {
    private static final int WARM_UP_ROUNDS = 2;
    private static final int ROUNDS = 5;
    private static final long SMALL_BYTES = 1 << 20;
    private static final int BUFFER_BYTES = 64 * 1024;

    /** The whole file in order, or a random tenth of its pages; once or ten times. */
    enum Access {
        ONCE, TEN_TIMES, RANDOM, RANDOM_TEN_TIMES;

        private boolean isRandom() {
            return this == RANDOM || this == RANDOM_TEN_TIMES;
        }

        private long times() {
            return this == TEN_TIMES || this == RANDOM_TEN_TIMES ? 10 : 1;
        }
    }

    /**
     * The time for one page, in microseconds.
     *
     * @param mmap the medians of the rounds through a mapping
     * @param read the same with read
     */
    record Times(double mmap, double read) {}

    private final Path file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final CRC32 checksum = new CRC32();

    MmapOrRead(Path file) {
        this.file = file;
    }

    /** @param cold whether to drop the file from the page cache before each round */
    Times measure(Access access, boolean cold) throws IOException {
        var mmap = new ArrayList<Double>();
        var read = new ArrayList<Double>();
        for (int round = -WARM_UP_ROUNDS; round < ROUNDS; round++) {
            double mapped = microseconds(access, cold, true);
            long expected = checksum.getValue();
            double copied = microseconds(access, cold, false);
            if (checksum.getValue() != expected) {
                throw new IllegalStateException("both ways must see the same bytes");
            }
            if (round >= 0) {
                mmap.add(mapped);
                read.add(copied);
            }
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
        checksum.reset();
        // A small file is opened many times in a round, because once is too short to measure.
        long opens = Math.max(1, SMALL_BYTES / Files.size(file));
        long bytes = 0;
        long start = System.nanoTime();
        for (long i = 0; i < opens; i++) {
            bytes += open(access, mapped);
        }
        return (System.nanoTime() - start) / 1e3 / Math.ceilDiv(bytes, Libc.pageSize());
    }

    /** Returns how many bytes were read. */
    private long open(Access access, boolean mapped) throws IOException {
        try (var channel = FileChannel.open(file); Arena arena = Arena.ofConfined()) {
            long size = channel.size();
            MemorySegment p = !mapped ? MemorySegment.NULL
                : channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
            int length = (int) Math.min(size, access.isRandom() ? Libc.pageSize() : BUFFER_BYTES);
            long bytes = 0;
            for (long offset : offsets(access, size)) {
                ByteBuffer piece = mapped
                    ? p.asSlice(offset, Math.min(length, size - offset)).asByteBuffer()
                    : read(channel, offset, length);
                bytes += piece.remaining();
                checksum.update(piece);
            }
            return bytes;
        }
    }

    private ByteBuffer read(FileChannel channel, long offset, int length) throws IOException {
        channel.read(buffer.clear().limit(length), offset);
        return buffer.flip();
    }

    private static long[] offsets(Access access, long size) {
        if (!access.isRandom()) {
            long blocks = Math.ceilDiv(size, BUFFER_BYTES);
            return LongStream.range(0, blocks * access.times())
                .map(i -> i % blocks * BUFFER_BYTES).toArray();
        }
        long pages = size / Libc.pageSize();
        long[] tenth = new SplittableRandom(1).longs(Math.ceilDiv(pages, 10), 0, pages).toArray();
        return LongStream.range(0, tenth.length * access.times())
            .map(i -> tenth[(int) (i % tenth.length)] * Libc.pageSize()).toArray();
    }
}
