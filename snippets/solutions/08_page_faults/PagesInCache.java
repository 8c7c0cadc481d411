import module java.base;

class PagesInCache {
    static BitSet cached(Path file) throws Exception {
        var cached = new BitSet();
        int fd = Libc.open(file.toString(), Libc.O_RDONLY | Libc.O_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            long length = Libc.fstat(fd).sizeBytes();
            if (length == 0) {
                return cached;
            }
            MemorySegment p = Libc.mmap(arena, length, Libc.PROT_READ, Libc.MAP_SHARED, fd, 0);
            long pages = Math.ceilDiv(length, Libc.pageSize());
            MemorySegment vec = arena.allocate(pages);
            Libc.mincore(p, length, vec);
            for (long page = 0; page < pages; page++) {
                cached.set((int) page, (vec.get(ValueLayout.JAVA_BYTE, page) & 1) == 1);
            }
            return cached;
        } finally {
            Libc.close(fd);
        }
    }
}
