import module java.base;

class UnlinkAndGoOn {
    static MemorySegment mapAndUnlink(Path file) {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            MemorySegment p = Libc.mmap(Libc.NULL, Libc.fstat(fd).sizeBytes(),
                Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
            unlinkOrUnmap(file, p);
            return p;
        } finally {
            Libc.close(fd);
        }
    }

    /** From now on, the mapping keeps the file, so the file does not need its name. */
    private static void unlinkOrUnmap(Path file, MemorySegment p) {
        try {
            Libc.unlink(file.toString());
        } catch (Libc.ErrnoException e) {
            Libc.munmap(p, p.byteSize());
            throw e;
        }
    }
}
