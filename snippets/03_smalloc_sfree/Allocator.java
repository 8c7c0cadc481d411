//SOURCES ../Libc.java

import java.lang.foreign.MemorySegment;

/**
 * {@code smalloc} and {@code sfree}: memory as from malloc and free that is a file, so that it
 * outlives the process and other processes can map it. Section 3.3 of the document.
 */
final class Allocator {
    private Allocator() {}

    /**
     * Makes {@code filename} a file of {@code length} zeros, whatever it held, and maps it.
     *
     * @param length bytes, at least 1
     * @return memory that the caller owns and gives back with {@link #sfree}
     * @throws Libc.ErrnoException if the file cannot be opened, or the length be mapped
     */
    static MemorySegment smalloc(long length, String filename) {
        int fd = Libc.open(filename, Libc.O_RDWR | Libc.O_CREAT | Libc.O_TRUNC, 0664);
        try {
            Libc.ftruncate(fd, length);
            long fileLength = Libc.lseek(fd, 0, Libc.SEEK_END);
            return Libc.mmap(Libc.NULL, fileLength,
                Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
        } finally {
            // The document's smalloc forgets this, and loses a descriptor with every call.
            Libc.close(fd);
        }
    }

    /**
     * Unmaps what {@link #smalloc} returned; the file stays. In C the caller has to know the
     * length, in Java the segment does.
     */
    static void sfree(MemorySegment p) {
        Libc.munmap(p, p.byteSize());
    }
}
