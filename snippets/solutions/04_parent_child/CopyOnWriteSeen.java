import module java.base;

class CopyOnWriteSeen {
    record Seen(boolean ownBefore, int before, boolean ownAfter, int after, int parent) {}

    static Seen experiment(MemorySegment p, int value) {
        MemorySegment notes = Libc.mmap(Libc.NULL, 16, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment scratch = arena.allocate(ValueLayout.JAVA_INT);
            Fork.warmUp(() -> lookAndWrite(scratch, notes, value));
            Fork.runToSuccess(Duration.ofSeconds(5), () -> lookAndWrite(p, notes, value));
            return new Seen(
                notes.get(ValueLayout.JAVA_INT, 0) == 1, notes.get(ValueLayout.JAVA_INT, 4),
                notes.get(ValueLayout.JAVA_INT, 8) == 1, notes.get(ValueLayout.JAVA_INT, 12),
                p.get(ValueLayout.JAVA_INT, 0));
        } finally {
            Libc.munmap(notes, 16);
        }
    }

    private static void lookAndWrite(MemorySegment at, MemorySegment notes, int value) {
        look(at, notes, 0);
        at.set(ValueLayout.JAVA_INT, 0, value);
        look(at, notes, 8);
    }

    private static void look(MemorySegment at, MemorySegment notes, long offset) {
        notes.set(ValueLayout.JAVA_INT, offset, own(at) ? 1 : 0);
        notes.set(ValueLayout.JAVA_INT, offset + 4, at.get(ValueLayout.JAVA_INT, 0));
    }

    static boolean own(MemorySegment p) {
        int fd = Libc.open("/proc/self/pagemap", Libc.O_RDONLY);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment entry = arena.allocate(ValueLayout.JAVA_LONG);
            Libc.lseek(fd, p.address() / Libc.pageSize() * 8, Libc.SEEK_SET);
            return Libc.read(fd, entry, 8) == 8
                && (entry.get(ValueLayout.JAVA_LONG, 0) >> 56 & 1) == 1;
        } finally {
            Libc.close(fd);
        }
    }
}
