import module java.base;

class UnlinkAndGoOn {
    static MemorySegment mapAndUnlink(Path file) {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            MemorySegment p = Libc.mmap(Libc.NULL, Libc.fstat(fd).sizeBytes(),
                Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
            // The mapping holds the file from here on, so nothing is lost with the name.
            Libc.unlink(file.toString());
            return p;
        } finally {
            Libc.close(fd);
        }
    }
}
