//SOURCES Libc.java

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads /proc: the mappings of a process, the memory that they use, and its file descriptors. */
final class Proc {
    private Proc() {}

    /**
     * A line of /proc/PID/maps, see proc_pid_maps(5).
     *
     * @param start the first address
     * @param end the first address after the mapping
     * @param perms such as {@code rw-s}: readable, writable, not executable, shared
     * @param offset where in the file the mapping begins, in bytes
     * @param device the file system of the file, such as {@code fe:00}; {@code 00:00} without a
     *     file
     * @param inode the inode number of the file; 0 without a file
     * @param path the file, a name in brackets such as {@code [heap]}, or an empty text
     */
    record Region(long start, long end, String perms, long offset, String device, long inode,
            String path) {
        long sizeBytes() {
            return end - start;
        }

        boolean isShared() {
            return perms.endsWith("s");
        }

        /**
         * Returns the file's name without its folder. Other memory returns its path, such as {@code
         * [heap]}, or "anonymous" if it has none.
         */
        String label() {
            boolean isFile = path.startsWith("/") && !path.startsWith("/dev/")
                && !path.startsWith("/memfd:");
            return path.isEmpty() ? "anonymous"
                : isFile ? path.substring(path.lastIndexOf('/') + 1) : path;
        }

        boolean contains(long address) {
            return Long.compareUnsigned(start, address) <= 0
                && Long.compareUnsigned(address, end) < 0;
        }
    }

    /** Returns all mappings of this process, ordered by address. */
    static List<Region> maps() throws IOException {
        return maps("self");
    }

    /** Returns all mappings of the process {@code pid}, ordered by address. */
    static List<Region> maps(Object pid) throws IOException {
        var regions = new ArrayList<Region>();
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/maps"))) {
            regions.add(parse(line));
        }
        return regions;
    }

    // 7f1c5a000000-7f1c5a001000 rw-s 00000000 fe:00 1234   /some/file
    private static Region parse(String line) {
        String[] fields = line.split(" +", 6);
        int dash = fields[0].indexOf('-');
        return new Region(Long.parseUnsignedLong(fields[0].substring(0, dash), 16),
            Long.parseUnsignedLong(fields[0].substring(dash + 1), 16), fields[1],
            Long.parseLong(fields[2], 16), fields[3], Long.parseLong(fields[4]),
            fields.length < 6 ? "" : fields[5].strip());
    }

    /** Returns the mapping of this process that contains {@code p}. */
    static Region region(MemorySegment p) throws IOException {
        return maps().stream().filter(region -> region.contains(p.address())).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("no mapping contains " + p));
    }

    /** Whether {@code p} lies in a mapping of this process. */
    static boolean isMapped(MemorySegment p) throws IOException {
        return maps().stream().anyMatch(region -> region.contains(p.address()));
    }

    /** Returns the mappings of {@code file} in the process {@code pid}. */
    static List<Region> mapsOf(Object pid, Path file) throws IOException {
        String path = file.toAbsolutePath().normalize().toString();
        return maps(pid).stream().filter(region -> region.path().equals(path)).toList();
    }

    /**
     * Returns the figures of a mapping from /proc/PID/smaps, in bytes. {@code Rss} is how much of
     * the mapping is in memory. {@code Anonymous} is how much of that belongs to no file, for
     * example pages that were copied on write.
     */
    static Map<String, Long> smaps(Object pid, long address) throws IOException {
        var figures = new TreeMap<String, Long>();
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
            String[] words = line.split(" +");
            if (words[0].contains("-") && !words[0].endsWith(":")) {
                inside = parse(line).contains(address);
            } else if (inside && words.length == 3 && words[2].equals("kB")) {
                figures.put(words[0].replace(":", ""), Long.parseLong(words[1]) * 1024);
            }
        }
        return figures;
    }

    /**
     * Returns {@link #smaps(Object, long)} of the mapping in this process that contains {@code p}.
     */
    static Map<String, Long> smaps(MemorySegment p) throws IOException {
        return smaps("self", p.address());
    }

    /** Returns, for each page of a mapping, whether it is in memory. It calls mincore(2). */
    static List<Boolean> residentPages(MemorySegment p) {
        long pages = Math.ceilDiv(p.byteSize(), Libc.pageSize());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment vec = arena.allocate(pages);
            Libc.mincore(p, p.byteSize(), vec);
            var resident = new ArrayList<Boolean>();
            for (long i = 0; i < pages; i++) {
                resident.add((vec.get(ValueLayout.JAVA_BYTE, i) & 1) == 1);
            }
            return resident;
        }
    }

    /**
     * Returns how many pages of a file are in the page cache. It calls cachestat(2). It calls
     * mincore(2) if Linux is older than 6.5, or if a container does not allow cachestat.
     */
    static long cachedPages(int fd) {
        if (isCachestatAllowed()) {
            return Libc.cachestat(fd, 0, 0).cached();
        }
        long lengthBytes = Libc.fstat(fd).sizeBytes();
        if (lengthBytes == 0) {
            return 0;   // because Linux maps no empty file
        }
        try (Arena arena = Arena.ofConfined()) {
            return residentPages(Libc.mmap(arena, lengthBytes, Libc.PROT_READ, Libc.MAP_SHARED,
                fd, 0)).stream().filter(isResident -> isResident).count();
        }
    }

    /** Whether Linux has cachestat. Then the call fails because of the descriptor, with EBADF. */
    private static boolean isCachestatAllowed() {
        try {
            Libc.cachestat(-1, 0, 0);
            return true;
        } catch (Libc.ErrnoException e) {
            return e.errno == Libc.EBADF;
        }
    }

    /** Returns the open file descriptors of this process and the files that they refer to. */
    static Map<Integer, Path> descriptors() throws IOException {
        var files = new TreeMap<Integer, Path>();
        try (var links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : links) {
                try {
                    files.put(Integer.valueOf(link.getFileName().toString()),
                        Files.readSymbolicLink(link));
                } catch (NoSuchFileException closed) {
                    // It was closed after the folder was listed. That may be the descriptor of the
                    // listing itself.
                }
            }
        }
        return files;
    }

    /** Returns the open file descriptors of this process that refer to {@code file}. */
    static List<Integer> descriptorsOf(Path file) throws IOException {
        Path path = file.toAbsolutePath().normalize();
        return descriptors().entrySet().stream().filter(open -> open.getValue().equals(path))
            .map(Map.Entry::getKey).toList();
    }
}
