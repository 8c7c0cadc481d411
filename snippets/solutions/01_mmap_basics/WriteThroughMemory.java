import module java.base;

class WriteThroughMemory {
    static void write(Path file, byte[] text) {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            write(fd, text);
        } finally {
            Libc.close(fd);
        }
    }

    private static void write(int fd, byte[] text) {
        MemorySegment p = Libc.mmap(Libc.NULL, text.length, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED, fd, 0);
        try {
            MemorySegment.copy(text, 0, p, ValueLayout.JAVA_BYTE, 0, text.length);
        } finally {
            // Also if the copy fails, because the file is shorter than the text.
            Libc.munmap(p, text.length);
        }
    }
}
