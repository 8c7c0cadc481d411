//SOURCES ../../Libc.java ../../Proc.java ../../exercises/08_page_faults/ReleasePages.java
//SOURCES ../support/LargeFile.java ../support/Resources.java ../support/Trouble.java
//FILES exercises/08_page_faults/ReleasePages.java=../../exercises/08_page_faults/ReleasePages.java
//FILES solutions/08_page_faults/ReleasePages.java=../../solutions/08_page_faults/ReleasePages.java
//FILES graders/08_page_faults/ReleasePagesTest.java=ReleasePagesTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReleasePagesTest {
    private static final long PAGE = Libc.pageSize();
    private static final int PAGES = 300;
    private static final int NOISE = 40;   // page faults of the JVM itself

    @TempDir Path dir;

    @BeforeAll
    static void warmUp() {
        try (Arena arena = Arena.ofConfined()) {
            for (int i = 0; i < 20; i++) {
                faultsOfLoads(arena.allocate(10 * PAGE));
            }
        }
    }

    /** Returns "none" or how many page faults it takes to load from each page. */
    private static String faultsOfLoads(MemorySegment p) {
        Libc.Rusage before = Libc.getrusage(Libc.RUSAGE_THREAD);
        for (long at = 0; at < p.byteSize(); at += PAGE) {
            p.get(ValueLayout.JAVA_BYTE, at);
        }
        Libc.Rusage faults = Libc.getrusage(Libc.RUSAGE_THREAD).since(before);
        long all = faults.minorFaults() + faults.majorFaults();
        return all < NOISE ? "none" : "" + all;
    }

    private Path file(long lengthBytes) throws Exception {
        byte[] bytes = new byte[(int) lengthBytes];
        new Random().nextBytes(bytes);
        return Files.write(dir.resolve("log-" + lengthBytes), bytes);
    }

    /** Maps the file, shared, with all its pages in the page table. */
    private static MemorySegment log(Arena arena, Path file) throws Exception {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            MemorySegment log = Libc.mmap(arena, Files.size(file),
                Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
            if (log.byteSize() <= PAGES * PAGE) {
                Libc.madvise(log, log.byteSize(), Libc.MADV_POPULATE_READ);
            }
            return log;
        } finally {
            Libc.close(fd);
        }
    }

    private static long rssPages(MemorySegment log) throws Exception {
        return Proc.smaps(log).get("Rss") / PAGE;
    }

    /** Releases up to `end`, and expects that this many pages are left. */
    private static void assertLeft(long expected, MemorySegment log, long end) throws Exception {
        ReleasePages.release(log, end);
        assertEquals(expected, rssPages(log), "pages that count in Rss after release of "
            + end / PAGE + " pages and " + end % PAGE + " bytes, of " + log.byteSize());
    }

    @Test
    @Order(1)
    @DisplayName("pages before the end are released, and again after they were read again")
    void released() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment log = log(arena, file(PAGES * PAGE));
            long some = 20 + new Random().nextInt(60);
            assertLeft(PAGES - some, log, some * PAGE);
            assertLeft(PAGES - 200, log, 200 * PAGE);
            assertEquals("none", faultsOfLoads(log.asSlice(200 * PAGE)),
                "page faults of loading from the pages after the end");
            faultsOfLoads(log);
            assertLeft(PAGES - some, log, some * PAGE);   // the program has read them once more
        }
    }

    @Test
    @Order(2)
    @DisplayName("the page that holds byte `end` stays")
    void withinAPage() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment log = log(arena, file(PAGES * PAGE));
            assertLeft(PAGES, log, 0);
            assertLeft(PAGES, log, PAGE - 1);
            assertLeft(PAGES - 1, log, PAGE);
            assertLeft(PAGES - 1, log, 2 * PAGE - 1);
            assertLeft(PAGES - 99, log, 99 * PAGE + 1 + new Random().nextInt(1000));
        }
    }

    @Test
    @Order(3)
    @DisplayName("at the end of the log the last page is released, even if the log ends within it")
    void atTheEnd() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            for (long rest : new long[] {0, 2, PAGE - 1}) {
                MemorySegment log = log(arena, file(10 * PAGE + rest));
                assertLeft(1, log, log.byteSize() - 1);
                assertLeft(0, log, log.byteSize());
            }
        }
    }

    @Test
    @Order(4)
    @DisplayName("every byte can still be loaded, and no store is lost")
    void noByteIsLost() throws Exception {
        Path file = file(20 * PAGE);
        byte[] expected = Files.readAllBytes(file);
        expected[5] = 77;
        expected[(int) (9 * PAGE)] = 78;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment log = log(arena, file);
            log.set(ValueLayout.JAVA_BYTE, 5, (byte) 77);
            log.set(ValueLayout.JAVA_BYTE, 9 * PAGE, (byte) 78);
            Resources before = Resources.now();
            ReleasePages.release(log, 10 * PAGE);
            assertEquals(List.of(), before.changed(), "what is mapped or open now and was not"
                + " before, or the other way round");
            assertEquals(-1, Arrays.mismatch(expected, log.toArray(ValueLayout.JAVA_BYTE)),
                "the offset of the first byte of the mapping that changed (-1: none)");
            log.set(ValueLayout.JAVA_BYTE, 7, (byte) 79);
            expected[7] = 79;
            assertEquals(-1, Arrays.mismatch(expected, Files.readAllBytes(file)),
                "the offset of the first byte of the file that is wrong (-1: none)");
        }
    }

    @Test
    @Order(5)
    @DisplayName("other mappings of the file keep their pages")
    void others() throws Exception {
        Path file = file(PAGES * PAGE);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment log = log(arena, file);
            MemorySegment other = log(arena, file);
            assertLeft(PAGES - 100, log, 100 * PAGE);
            assertEquals(PAGES, rssPages(other), "pages of the other mapping in memory");
        }
    }

    @Test
    @Order(6)
    @DisplayName("a log may be larger than 4 GiB")
    void large() throws Exception {
        for (long length : new long[] {LargeFile.GIB_3, LargeFile.GIB_5}) {
            Path file = LargeFile.create(dir.resolve("large-" + length), length);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment log = log(arena, file);
                Libc.madvise(log, length, Libc.MADV_RANDOM);
                long[] touched = {0, length - 100 * PAGE, length - PAGE};
                for (long at : touched) {
                    // A store maps only its own page.
                    log.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
                }
                assertEquals(3, rssPages(log), "pages that the grader has touched");
                assertLeft(1, log, length - 2 * PAGE);
            }
            Files.delete(file);
        }
    }

    @Test
    @Order(7)
    @DisplayName("an end outside of the log: IndexOutOfBoundsException, and nothing is released")
    void outside() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment log = log(arena, file(10 * PAGE + 10));
            for (long end : new long[] {-1, Long.MIN_VALUE, log.byteSize() + 1, 11 * PAGE,
                    Long.MAX_VALUE}) {
                assertThrows(IndexOutOfBoundsException.class,
                    () -> ReleasePages.release(log, end), "end=" + end);
                assertEquals(11, rssPages(log), "pages in memory after end=" + end);
            }
        }
    }

    @Test
    @Order(8)
    @DisplayName("an error of Linux goes to the caller: a page is locked")
    void error() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment log = log(arena, file(5 * PAGE));
            Libc.mlock(log.asSlice(PAGE), PAGE);
            assertEquals("madvise: EINVAL", Trouble.failure(
                () -> ReleasePages.release(log, 3 * PAGE)), "release of a page that is locked");
        }
    }
}
