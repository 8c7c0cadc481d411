//SOURCES ../Libc.java ../Proc.java ../support/TemporaryFolder.java

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Counts page faults, and drops files from the page cache. */
final class PageFaults {
    private static final int WARM_UP_PAGES = 16;

    static {
        // The classes and functions of these methods have their own first touches, here.
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = arena.allocate(WARM_UP_PAGES * Libc.pageSize());
            for (int i = 0; i < 200; i++) {
                load(p);
                store(p);
                loadAt(p, new long[] {0, 1});
            }
            during(() -> { });
        }
    }

    private PageFaults() {}

    /** Returns how many page faults this thread has while it does the work. */
    static Libc.Rusage during(Runnable work) {
        Libc.Rusage before = Libc.getrusage(Libc.RUSAGE_THREAD);
        work.run();
        return Libc.getrusage(Libc.RUSAGE_THREAD).since(before);
    }

    /** Loads one byte of each page. */
    static byte load(MemorySegment p) {
        byte sum = 0;
        for (long at = 0; at < p.byteSize(); at += Libc.pageSize()) {
            sum += p.get(ValueLayout.JAVA_BYTE, at);
        }
        return sum;
    }

    /** Loads one byte of each of these pages; 0 is the first one. */
    static byte loadAt(MemorySegment p, long[] pages) {
        byte sum = 0;
        for (long page : pages) {
            sum += p.get(ValueLayout.JAVA_BYTE, page * Libc.pageSize());
        }
        return sum;
    }

    /** Stores one byte into each page. */
    static void store(MemorySegment p) {
        for (long at = 0; at < p.byteSize(); at += Libc.pageSize()) {
            p.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
        }
    }

    /** How many faults there are for each page, in words. */
    static String rate(Libc.Rusage faults, long pages) {
        double each = (faults.minorFaults() + faults.majorFaults()) / (double) pages;
        return each < 0.02 ? "almost none" : each < 0.6 ? "one for several pages"
            : each < 1.6 ? "one for each page" : "two for each page";
    }

    /** Returns a new folder on a disk. The folder /tmp may be in memory, /var/tmp is not. */
    static Path folderOnDisk() throws IOException {
        return TemporaryFolder.in(Path.of("/var/tmp"), "mmap-course").path;
    }

    /**
     * Creates a file without holes. The first byte of each page is the page's number. It is written
     * page by page, because Linux may put a larger write into a large folio.
     */
    static Path file(Path file, long pages) throws IOException {
        byte[] page = new byte[(int) Libc.pageSize()];
        try (var out = Files.newOutputStream(file)) {
            for (long i = 0; i < pages; i++) {
                page[0] = (byte) i;
                out.write(page);
            }
        }
        return file;
    }

    /** Returns how many pages of the file are in the page cache. */
    static long cached(Path file) {
        int fd = Libc.open(file.toString(), Libc.O_RDONLY);
        try {
            return Proc.cachedPages(fd);
        } finally {
            Libc.close(fd);
        }
    }

    /** Writes the file to the disk and drops it from the page cache. Returns whether it is gone. */
    static boolean drop(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        int fd = Libc.open(file.toString(), Libc.O_RDONLY);
        try {
            Libc.posix_fadvise(fd, 0, 0, Libc.POSIX_FADV_DONTNEED);
        } finally {
            Libc.close(fd);
        }
        return cached(file) == 0;
    }

    /** Maps the whole file, shared. The caller unmaps it. */
    static MemorySegment map(Path file) throws IOException {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            return Libc.mmap(Libc.NULL, Files.size(file), Libc.PROT_READ | Libc.PROT_WRITE,
                Libc.MAP_SHARED, fd, 0);
        } finally {
            Libc.close(fd);
        }
    }
}
