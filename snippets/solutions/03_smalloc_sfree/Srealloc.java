import module java.base;

class Srealloc {
    static MemorySegment srealloc(MemorySegment p, long newLength, String filename) {
        int fd = Libc.open(filename, Libc.O_RDWR);
        try {
            // The file grows before the mapping, and shrinks after it. So no page of the mapping is
            // ever past the end of the file, where an access of another thread would be a SIGBUS.
            if (newLength > p.byteSize()) {
                Libc.ftruncate(fd, newLength);
            }
            MemorySegment q;
            try {
                q = Libc.mremap(p, p.byteSize(), newLength, Libc.MREMAP_MAYMOVE);
            } catch (Libc.ErrnoException tooLong) {
                // There are no addresses for this length, but the file has it already: undo that.
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
