import module java.base;

class Srealloc {
    static MemorySegment srealloc(MemorySegment p, long newLength, String filename) {
        int fd = Libc.open(filename, Libc.O_RDWR);
        try {
            // The file grows before the mapping and shrinks after it: no page is without a file,
            // where another thread's touch would be a SIGBUS.
            if (newLength > p.byteSize()) {
                Libc.ftruncate(fd, newLength);
            }
            MemorySegment q;
            try {
                q = Libc.mremap(p, p.byteSize(), newLength, Libc.MREMAP_MAYMOVE);
            } catch (Libc.ErrnoException tooLong) {
                // A file may be longer than there are addresses. It must not stay so.
                Libc.ftruncate(fd, p.byteSize());
                throw tooLong;
            }
            if (newLength < p.byteSize()) {
                Libc.ftruncate(fd, newLength);
            }
            return q;
        } finally {
            Libc.close(fd);
        }
    }
}
