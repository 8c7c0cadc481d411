import module java.base;

class WriteThroughMemory {
    static void write(Path file, byte[] text) {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            MemorySegment p = Libc.mmap(Libc.NULL, text.length, Libc.PROT_READ | Libc.PROT_WRITE,
                Libc.MAP_SHARED, fd, 0);
            MemorySegment.copy(text, 0, p, ValueLayout.JAVA_BYTE, 0, text.length);
            Libc.munmap(p, text.length);
        } finally {
            Libc.close(fd);
        }
    }
}
