import module java.base;

class PatchInPlace {
    static long replace(Path file, byte from, byte to) throws Exception {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            long length = Libc.lseek(fd, 0, Libc.SEEK_END);
            // An empty file cannot be mapped, because mmap fails with EINVAL for length 0.
            return length == 0 ? 0 : replace(fd, length, from, to);
        } finally {
            Libc.close(fd);
        }
    }

    private static long replace(int fd, long length, byte from, byte to) {
        MemorySegment p = Libc.mmap(Libc.NULL, length, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED, fd, 0);
        try {
            long count = 0;
            for (long at = 0; at < length; at++) {
                if (p.get(ValueLayout.JAVA_BYTE, at) == from) {
                    p.set(ValueLayout.JAVA_BYTE, at, to);
                    count++;
                }
            }
            return count;
        } finally {
            Libc.munmap(p, length);
        }
    }
}
