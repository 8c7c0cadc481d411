import module java.base;

class SealedMessage {
    static final int MOST_BYTES = 1 << 20;
    private static final int FIXED = Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_WRITE;

    static int publish(byte[] message) {
        int fd = Libc.memfd_create("message", Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
        try {
            if (message.length > 0) {
                Libc.ftruncate(fd, message.length);
                try (Arena arena = Arena.ofConfined()) {
                    MemorySegment p = Libc.mmap(arena, message.length,
                        Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
                    p.copyFrom(MemorySegment.ofArray(message));
                }
            }
            Libc.fcntl(fd, Libc.F_ADD_SEALS, FIXED | Libc.F_SEAL_SEAL);
            return fd;
        } catch (RuntimeException | Error failed) {
            Libc.close(fd);
            throw failed;
        }
    }

    static byte[] read(int fd) {
        if ((seals(fd) & FIXED) != FIXED) {
            throw new IllegalArgumentException("the sender can still change it");
        }
        long size = Libc.fstat(fd).sizeBytes();
        if (size > MOST_BYTES) {
            throw new IllegalArgumentException("too long: " + size + " bytes");
        }
        if (size == 0) {
            return new byte[0];
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = Libc.mmap(arena, size, Libc.PROT_READ, Libc.MAP_PRIVATE, fd, 0);
            return p.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static int seals(int fd) {
        try {
            return Libc.fcntl(fd, Libc.F_GET_SEALS, 0);
        } catch (Libc.ErrnoException e) {
            throw new IllegalArgumentException("it cannot be sealed", e);
        }
    }
}
