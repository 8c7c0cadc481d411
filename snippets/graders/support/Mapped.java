//SOURCES ../../Libc.java

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How much of a file this process has mapped, and how; also of a file whose name is gone. */
final class Mapped {
    private Mapped() {}

    /** One for each mapping, such as {@code [rw-s 3 pages]} or {@code [rw-s 1 page, deleted]}. */
    static List<String> of(Path file) throws IOException {
        String path = file.getParent().toRealPath().resolve(file.getFileName()).toString();
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            // 7f1c5a000000-7f1c5a001000 rw-s 00000000 fe:00 1234   /some/file (deleted)
            return lines.map(line -> line.split(" +", 6))
                .filter(fields -> fields.length == 6)
                .filter(fields -> fields[5].equals(path) || fields[5].equals(path + " (deleted)"))
                .map(fields -> fields[1] + " " + pages(fields[0])
                    + (fields[5].equals(path) ? "" : ", deleted"))
                .toList();
        }
    }

    private static String pages(String range) {
        String[] ends = range.split("-");
        long bytes = Long.parseUnsignedLong(ends[1], 16) - Long.parseUnsignedLong(ends[0], 16);
        long pages = bytes / Libc.pageSize();
        return pages == 1 ? "1 page" : pages + " pages";
    }

    /** A shared mapping of the whole {@code file}, as its owner would make it. */
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
