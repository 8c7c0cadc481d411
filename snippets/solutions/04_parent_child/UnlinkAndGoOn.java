import module java.base;

class UnlinkAndGoOn {
    static MemorySegment mapAndUnlink(Path file) {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            MemorySegment p = Libc.mmap(Libc.NULL, Libc.fstat(fd).sizeBytes(),
                Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
            // From here on, the mapping keeps the file, so it does not need its name.
            Libc.unlink(file.toString());
            return p;
        } finally {
            Libc.close(fd);
        }
    }
}
