import module java.base;

class PrivateOrShared {
    record Views(MemorySegment shared, MemorySegment scratch) {}

    static Views map(Arena arena, Path file) throws Exception {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            long length = Libc.lseek(fd, 0, Libc.SEEK_END);
            int prot = Libc.PROT_READ | Libc.PROT_WRITE;
            MemorySegment shared = Libc.mmap(arena, length, prot, Libc.MAP_SHARED, fd, 0);
            MemorySegment scratch = Libc.mmap(arena, length, prot, Libc.MAP_PRIVATE, fd, 0);
            return new Views(shared, scratch);
        } finally {
            // The mappings do not need the descriptor: they stay valid after close.
            Libc.close(fd);
        }
    }
}
