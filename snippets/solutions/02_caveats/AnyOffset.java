import module java.base;

class AnyOffset {
    static void view(int fd, long offset, long length, Consumer<MemorySegment> work) {
        long inside = offset % Libc.pageSize();
        MemorySegment p = Libc.mmap(Libc.NULL, inside + length, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED, fd, offset - inside);
        try {
            work.accept(p.asSlice(inside, length));
        } finally {
            // Not the slice, because munmap needs a page-aligned address.
            Libc.munmap(p, inside + length);
        }
    }
}
