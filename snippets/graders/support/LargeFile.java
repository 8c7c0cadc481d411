
import module java.base;

/**
 * Sparse files whose length is too large for an int. Linux stores only the pages that hold a
 * marker, so such a file takes some KiB. All other bytes are zeros. Touch only a few of its pages,
 * because each page that is touched needs memory.
 */
final class LargeFile {
    /** Bit 31 is set: as an int, this length is negative. */
    static final long GIB_3 = 3L << 30;
    /** Bit 32 is set, but not bit 31: as an int, this length is 1 GiB. */
    static final long GIB_5 = 5L << 30;
    /** As an int, this length is 24. */
    static final long GIB_4_AND_24 = (4L << 30) + 24;

    private LargeFile() {}

    /** Creates a file of zeros, or gives an existing file another length. */
    static Path create(Path file, long lengthBytes) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.setLength(lengthBytes);
        }
        return file;
    }

    /**
     * Writes a marker at an offset. A {@code file} may also be {@link #ofDescriptor}.
     */
    static void put(Path file, long offset, byte[] marker) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(offset);
            open.write(marker);
        }
    }

    static void put(Path file, long offset, String marker) throws IOException {
        put(file, offset, marker.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Returns some bytes of the file, each as one character. */
    static String get(Path file, long offset, int bytes) throws IOException {
        try (var open = new RandomAccessFile(file.toFile(), "r")) {
            open.seek(offset);
            byte[] read = new byte[bytes];
            open.readFully(read);
            return new String(read, StandardCharsets.ISO_8859_1);
        }
    }

    /** Returns a name by which the file of a descriptor can be opened again, also a memfd. */
    static Path ofDescriptor(int fd) {
        return Path.of("/proc/self/fd/" + fd);
    }
}
