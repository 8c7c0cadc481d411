import module java.base;

class AnonymousCounter {
    static MemorySegment create(Arena arena) {
        return Libc.mmap(arena, Long.BYTES, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
    }
}
