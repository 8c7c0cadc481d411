import module java.base;

class SurviveTruncation {
    static int await(Path file, IntPredicate wanted) throws Exception {
        int fd = Libc.open(file.toString(), Libc.O_RDONLY);
        try (Arena arena = Arena.ofConfined()) {
            // Four bytes and not the length of the file, because that may be 0 now.
            MemorySegment page = Libc.mmap(arena, 4, Libc.PROT_READ, Libc.MAP_SHARED, fd, 0);
            return await(page, arena.allocate(ValueLayout.JAVA_INT), wanted);
        } finally {
            Libc.close(fd);
        }
    }

    private static int await(MemorySegment page, MemorySegment copy, IntPredicate wanted)
            throws InterruptedException {
        int[] pipe = Libc.pipe2(Libc.O_CLOEXEC);
        try {
            while (true) {
                if (hasBytes(page, pipe[1])) {
                    // The value is in the pipe now. The page may have no bytes any more.
                    Libc.read(pipe[0], copy, 4);
                    int value = copy.get(ValueLayout.JAVA_INT, 0);
                    if (wanted.test(value)) {
                        return value;
                    }
                }
                Thread.sleep(1);
            }
        } finally {
            Libc.close(pipe[0]);
            Libc.close(pipe[1]);
        }
    }

    /** Writes the value into the pipe if there is one. In write(2), no access raises a signal. */
    private static boolean hasBytes(MemorySegment page, int pipe) {
        try {
            Libc.write(pipe, page, 4);
            return true;
        } catch (Libc.ErrnoException e) {
            if (e.errno != Libc.EFAULT) {
                throw e;
            }
            // The mapping stays valid. It shows the file again when that is long enough.
            return false;
        }
    }
}
