import module java.base;

class SmallocWithoutLeak {
    static MemorySegment smalloc(long length, String filename) {
        int fd = Libc.open(filename, Libc.O_RDWR | Libc.O_CREAT | Libc.O_TRUNC, 0664);
        try {
            Libc.ftruncate(fd, length);
            return Libc.mmap(Libc.NULL, length, Libc.PROT_READ | Libc.PROT_WRITE,
                Libc.MAP_SHARED, fd, 0);
        } finally {
            // The mapping keeps the file open, so the descriptor is not needed any more.
            Libc.close(fd);
        }
    }
}
