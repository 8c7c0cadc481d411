import module java.base;

class SurviveTruncation {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    static int await(Path file, IntPredicate wanted) throws Exception {
        int fd = Libc.open(file.toString(), Libc.O_RDONLY);
        try (Arena arena = Arena.ofConfined()) {
            // Four bytes, not the file's length: that may be 0 just now.
            MemorySegment page = Libc.mmap(arena, 4, Libc.PROT_READ, Libc.MAP_SHARED, fd, 0);
            while (true) {
                try {
                    int value = (int) INT.getVolatile(page, 0L);
                    if (wanted.test(value)) {
                        return value;
                    }
                } catch (InternalError cut) {
                    // The mapping stays good: it shows the file again once that is long enough.
                }
                Thread.sleep(1);
            }
        } finally {
            Libc.close(fd);
        }
    }
}
