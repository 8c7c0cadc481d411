//SOURCES ../../Libc.java ../../exercises/08_page_faults/PagesInCache.java
//SOURCES ../../Proc.java ../support/AccessModes.java ../support/LargeFile.java
//SOURCES ../support/NativeMemory.java ../support/Resources.java
//FILES exercises/08_page_faults/PagesInCache.java=../../exercises/08_page_faults/PagesInCache.java
//FILES solutions/08_page_faults/PagesInCache.java=../../solutions/08_page_faults/PagesInCache.java
//FILES graders/08_page_faults/PagesInCacheTest.java=PagesInCacheTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesInCacheTest {
    private static final long PAGE = Libc.pageSize();
    private static final long MANY_PAGES = 50_000;
    private static final int CALLS = 150;

    @TempDir Path dir;

    /** A sparse file. Only the pages that hold a marker are in the page cache. */
    private Path sparse(String name, long lengthBytes, long... pages) throws Exception {
        Path file = LargeFile.create(dir.resolve(name), lengthBytes);
        for (long page : pages) {
            LargeFile.put(file, page * PAGE, "x");
        }
        return file;
    }

    private static BitSet bits(long... pages) {
        var bits = new BitSet();
        LongStream.of(pages).forEach(page -> bits.set((int) page));
        return bits;
    }

    @Test
    @Order(1)
    @DisplayName("exactly the pages in the page cache have their bit set, and stay the only ones")
    void exactly() throws Exception {
        int any = 20 + new Random().nextInt(100);
        Path file = sparse("file", 200 * PAGE, 0, 7, any, 199);
        BitSet expected = loadFromHole(file, 150);
        assertTrue(expected.get(any) && expected.get(150) && !expected.get(1), "" + expected);
        for (String when : List.of("in the first call", "in the second call")) {
            assertEquals(expected, PagesInCache.cached(file),
                "the pages in the page cache, " + when);
        }
        LargeFile.put(file, 33 * PAGE, "x");
        expected.set(33);
        assertEquals(expected, PagesInCache.cached(file),
            "the pages in the page cache, after one more page was written");
    }

    /** Brings a page of a hole into the page cache. Returns all pages that are there now. */
    private static BitSet loadFromHole(Path file, int page) throws Exception {
        int fd = Libc.open(file.toString(), Libc.O_RDONLY);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = Libc.mmap(arena, Files.size(file), Libc.PROT_READ, Libc.MAP_SHARED,
                fd, 0);
            Libc.madvise(p, p.byteSize(), Libc.MADV_RANDOM);
            p.get(ValueLayout.JAVA_BYTE, page * PAGE);
            List<Boolean> resident = Proc.residentPages(p);
            return bits(LongStream.range(0, resident.size())
                .filter(n -> resident.get((int) n)).toArray());
        } finally {
            Libc.close(fd);
        }
    }

    @Test
    @Order(2)
    @DisplayName("the last page counts, even if the file ends within it")
    void lastPage() throws Exception {
        for (long rest : new long[] {1, PAGE / 2, PAGE - 1}) {
            Path file = sparse("ends-after-" + rest, 3 * PAGE + rest, 1, 3);
            assertEquals(bits(1, 3), PagesInCache.cached(file),
                "the pages of a file of 3 pages and " + rest + " bytes");
        }
    }

    @Test
    @Order(3)
    @DisplayName("an empty file has no pages, and a hole has none in memory")
    void empty() throws Exception {
        assertEquals(bits(), PagesInCache.cached(sparse("empty", 0)), "an empty file");
        assertEquals(bits(), PagesInCache.cached(sparse("hole", 10 * PAGE)), "a file of one hole");
    }

    @Test
    @Order(4)
    @DisplayName("a file may be larger than 4 GiB")
    void large() throws Exception {
        for (long length : new long[] {LargeFile.GIB_3, LargeFile.GIB_5}) {
            long last = length / PAGE - 1;
            Path file = sparse("large-" + length, length, 2, last);
            assertEquals(bits(2, last), PagesInCache.cached(file),
                "the pages of a file of " + (length >> 30) + " GiB");
            Files.delete(file);
        }
    }

    @Test
    @Order(5)
    @DisplayName("no right to write to the file is needed")
    void readOnly() throws Exception {
        // Nobody may write to a program while it runs, not even root.
        Path java = Path.of(System.getProperty("java.home"), "bin", "java").toRealPath();
        String seen = cachedOrFailure(java);
        assertTrue(seen.startsWith("pages {"), "a file that may not be written\nexpected: its pages"
            + "\nseen:     " + seen);
    }

    private static String cachedOrFailure(Path file) throws Exception {
        try {
            return "pages " + PagesInCache.cached(file);
        } catch (Libc.ErrnoException e) {
            return e.call + ": " + e.name;
        }
    }

    @Test
    @Order(6)
    @DisplayName("nothing stays mapped, open or allocated")
    void noLeak() throws Exception {
        Path file = sparse("file", MANY_PAGES * PAGE, 1);
        PagesInCache.cached(file);
        Resources before = Resources.now();
        PagesInCache.cached(file);
        PagesInCache.cached(sparse("empty", 0));
        assertEquals(List.of(), before.changed(), "what a call has left open or mapped");
        assertEquals("nothing", Resources.growth(CALLS, () -> PagesInCache.cached(file)),
            "memory that a call does not free, for a file of " + MANY_PAGES + " pages");
        Path small = sparse("small", PAGE);
        assertEquals("nothing", NativeMemory.leftBy(() -> PagesInCache.cached(small)),
            "native memory that a call does not free, for a file of one page");
        assertEquals(false, AccessModes.ofSubmission().names().contains("Arena.ofAuto"),
            "whether native memory is left to the garbage collector (Arena.ofAuto)");
    }

    @Test
    @Order(7)
    @DisplayName("a file that cannot be mapped: the ErrnoException of mmap, and nothing stays open")
    void cannotBeMapped() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("folder"));
        Files.createFile(folder.resolve("file"));   // in some file systems, empty ones have 0 bytes
        assertEquals("mmap: ENODEV", cachedOrFailure(folder), "a directory");
        Resources before = Resources.now();
        for (int i = 0; i < 5; i++) {
            assertThrows(Libc.ErrnoException.class, () -> PagesInCache.cached(folder));
        }
        assertEquals(List.of(), before.changed(), "what failed calls have left open or mapped");
        assertEquals("nothing", NativeMemory.leftBy(() -> cachedOrFailure(folder)),
            "native memory that a call for a directory does not free");
        assertTrue(cachedOrFailure(dir.resolve("none")).startsWith("open: ENOENT"), "no file");
    }
}
