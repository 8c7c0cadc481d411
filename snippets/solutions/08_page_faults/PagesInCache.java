import module java.base;

class PagesInCache {
    static BitSet cached(Path file) throws Exception {
        var cached = new BitSet();
        int fd = Libc.open(file.toString(), Libc.O_RDONLY | Libc.O_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            Libc.Stat stat = Libc.fstat(fd);
            long length = stat.sizeBytes();
            if (length == 0 && stat.isRegularFile()) {
                return cached;
            }
            MemorySegment p = Libc.mmap(arena, Math.max(1, length), Libc.PROT_READ,
                Libc.MAP_SHARED, fd, 0);
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
