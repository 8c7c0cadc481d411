//SOURCES ../../Libc.java

import module java.base;

/**
 * Reads files that somebody else made. A symbolic link is not followed, a FIFO does not block, and
 * a large file is not read.
 */
final class RegularFile {
    private RegularFile() {}

    /**
     * Returns the bytes of a file.
     *
     * @throws NoSuchFileException if there is no file of this name
     * @throws FileSystemException if it is not a regular file, or is larger than the limit
     */
    static byte[] read(Path file, int limitBytes) throws IOException {
        int fd;
        try {
            fd = Libc.open(file.toString(),
                Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        } catch (Libc.ErrnoException e) {
            throw e.errno == Libc.ENOENT ? new NoSuchFileException(file.toString())
                : failure(file, e.name.equals("ELOOP") ? "it is a symbolic link"
                    : Libc.strerror(e.errno));
        }
        try (Arena arena = Arena.ofConfined()) {
            Libc.Stat stat = Libc.fstat(fd);
            if (!stat.isRegularFile()) {
                throw failure(file, stat.isDirectory() ? "Is a directory"
                    : "it is not a regular file");
            }
            if (stat.sizeBytes() > limitBytes) {
                throw failure(file, "it has %,d bytes; the limit is %,d".formatted(
                    stat.sizeBytes(), limitBytes));
            }
            MemorySegment bytes = arena.allocate(Math.max(1, stat.sizeBytes()));
            long n = 0;
            for (long last = 1; last > 0 && n < stat.sizeBytes(); n += last) {
                last = Libc.read(fd, bytes.asSlice(n), stat.sizeBytes() - n);
            }
            return bytes.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE);
        } catch (Libc.ErrnoException e) {
            throw failure(file, Libc.strerror(e.errno));
        } finally {
            Libc.close(fd);
        }
    }

    private static FileSystemException failure(Path file, String reason) {
        return new FileSystemException(file.toString(), null, reason);
    }

    /**
     * Writes a new file and moves it to its place. So it is written completely or not at all, even
     * if this process is killed. A symbolic link of that name is replaced, not followed.
     */
    static void write(Path file, byte[] bytes) throws IOException {
        Path part = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            try (var channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE)) {
                var rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
