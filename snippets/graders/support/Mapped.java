//SOURCES ../../Libc.java ../../Proc.java

import module java.base;

/** Shows how much of a file this process has mapped, and how. The file may have been deleted. */
final class Mapped {
    private Mapped() {}

    /**
     * Returns a text for each mapping, such as {@code [rw-s 3 pages]} or {@code [rw-s 1 page,
     * deleted]}.
     */
    static List<String> of(Path file) throws IOException {
        String path = file.getParent().toRealPath().resolve(file.getFileName()).toString();
        String deleted = path + " (deleted)";
        return Proc.maps().stream()
            .filter(region -> List.of(path, deleted).contains(region.path()))
            .map(region -> region.perms() + " " + pages(region)
                + (region.path().equals(path) ? "" : ", deleted"))
            .toList();
    }

    private static String pages(Proc.Region region) {
        long pages = region.sizeBytes() / Libc.pageSize();
        return pages == 1 ? "1 page" : pages + " pages";
    }

    /** Maps the whole {@code file} shared, for reading and writing. */
    static MemorySegment whole(MemorySegment addr, int flags, Path file) throws IOException {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            return Libc.mmap(addr, Files.size(file), Libc.PROT_READ | Libc.PROT_WRITE,
                Libc.MAP_SHARED | flags, fd, 0);
        } finally {
            Libc.close(fd);
        }
    }
}
