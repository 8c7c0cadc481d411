//SOURCES ../Libc.java

import java.lang.foreign.MemorySegment;

/**
 * {@code smalloc} and {@code sfree}, modelled on malloc and free, but the memory is a mapped file.
 * So its content outlives the process, and other processes can map it too. This is section 3.3 of
 * the tutorial 内存映射通信 ("IPC by memory mapping").
 */
final class Allocator {
    private Allocator() {}

    /**
     * Creates the file {@code filename} with {@code length} zero bytes, and maps it. If the file
     * exists, its content is lost.
     *
     * @param length bytes, at least 1
     * @return memory that the caller owns and must unmap with {@link #sfree}
     * @throws Libc.ErrnoException if opening, resizing or mapping the file fails
     */
    static MemorySegment smalloc(long length, String filename) {
        int fd = Libc.open(filename, Libc.O_RDWR | Libc.O_CREAT | Libc.O_TRUNC, 0664);
        try {
            Libc.ftruncate(fd, length);
            long fileLength = Libc.lseek(fd, 0, Libc.SEEK_END);
            return Libc.mmap(Libc.NULL, fileLength,
                Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
        } finally {
            // The tutorial's smalloc does not close it, and leaks one descriptor with every call.
            Libc.close(fd);
        }
    }

    /**
     * Unmaps memory that {@link #smalloc} returned. The file stays. In C the caller passes the
     * length; in Java the segment knows it.
     *
     * @throws Libc.ErrnoException if munmap fails
     */
    static void sfree(MemorySegment p) {
        Libc.munmap(p, p.byteSize());
    }
}
