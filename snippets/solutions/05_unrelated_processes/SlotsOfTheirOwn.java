import module java.base;

class SlotsOfTheirOwn {
    static final int WRITERS = 16;
    static final int SLOT_BYTES = 64;
    static final int LENGTH = WRITERS * SLOT_BYTES;

    static MemorySegment slot(Arena arena, Path file, int writer) {
        int fd = Libc.open(file.toString(), Libc.O_RDWR | Libc.O_CREAT, 0664);
        try {
            // One call that never makes a file shorter. Between a look at the size and ftruncate,
            // another process may make the file longer, and ftruncate would undo that.
            Libc.fallocate(fd, 0, 0, LENGTH);
            MemorySegment all = Libc.mmap(arena, LENGTH, Libc.PROT_READ | Libc.PROT_WRITE,
                Libc.MAP_SHARED, fd, 0);
            return all.asSlice(writer * SLOT_BYTES, SLOT_BYTES);
        } finally {
            Libc.close(fd);
        }
    }
}
