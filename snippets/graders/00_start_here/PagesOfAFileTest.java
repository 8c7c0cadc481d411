//SOURCES ../../Libc.java ../../Proc.java ../../exercises/00_start_here/PagesOfAFile.java
//SOURCES ../support/AccessModes.java ../support/Resources.java
//FILES exercises/00_start_here/PagesOfAFile.java=../../exercises/00_start_here/PagesOfAFile.java
//FILES solutions/00_start_here/PagesOfAFile.java=../../solutions/00_start_here/PagesOfAFile.java
//FILES graders/00_start_here/PagesOfAFileTest.java=PagesOfAFileTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

class PagesOfAFileTest {
    private static final long PAGE = Libc.pageSize();

    private final int seed = new Random().nextInt(1_000_000);
    private final Random random = new Random(seed);

    @Test
    @Order(1)
    @DisplayName("returns as many pages as Linux maps, for files of many lengths")
    void asLinuxMaps() throws Exception {
        for (long length : random.longs(20, 1, 1_000_000).toArray()) {
            assertPages(mapped(length), length);
        }
    }

    @Test
    @Order(2)
    @DisplayName("is right for lengths next to a page boundary")
    void atTheEdges() throws Exception {
        for (long length : List.of(1L, PAGE - 1, PAGE, PAGE + 1, 7 * PAGE, 7 * PAGE + 1)) {
            assertPages(mapped(length), length);
        }
    }

    @Test
    @Order(3)
    @DisplayName("returns 0 for an empty file")
    void emptyFile() {
        assertPages(0, 0);
    }

    @Test
    @Order(4)
    @DisplayName("is right for files with more bytes or pages than an int can count")
    void large() {
        assertPages(1L << 30, (1L << 30) * PAGE);
        // More pages than an int can count, and one byte that a float cannot represent.
        assertPages((1L << 33) + 1, (1L << 33) * PAGE + 1);
        for (long pages : random.longs(20, 1L << 31, Long.MAX_VALUE / PAGE).toArray()) {
            assertPages(pages, pages * PAGE - 1);
            assertPages(pages, pages * PAGE);
            assertPages(pages + 1, pages * PAGE + 1);
        }
    }

    @Test
    @Order(5)
    @DisplayName("is right up to the largest long")
    void largest() {
        long pages = Long.MAX_VALUE / PAGE + 1;   // the last of them is not full
        for (long length : List.of(Long.MAX_VALUE, Long.MAX_VALUE - 1, (pages - 1) * PAGE + 1)) {
            assertPages(pages, length);
        }
        assertPages(pages - 1, (pages - 1) * PAGE);
    }

    @Test
    @Order(6)
    @DisplayName("asks Libc.pageSize() for the page size, and leaves nothing mapped or open")
    void asksLinux() throws Exception {
        PagesOfAFile.pages(1);
        assertEquals(true, AccessModes.ofSubmission().names().contains("Libc.pageSize"),
            "whether your code calls Libc.pageSize()");
        assertEquals(Set.of(), AccessModes.ofSubmission().numbers(
            Set.of(PAGE, PAGE - 1, 1L * Long.numberOfTrailingZeros(PAGE))),
            "numbers in your code that are right only on machines with pages of " + PAGE
                + " bytes");
        var before = Resources.now();
        assertEquals("nothing", Resources.growth(2000, () -> PagesOfAFile.pages(PAGE + 1)),
            "memory that each call does not free");
        assertEquals(List.of(), before.changed(), "what the calls left mapped or open");
    }

    private void assertPages(long expected, long length) {
        assertEquals(expected, PagesOfAFile.pages(length),
            "pages of " + length + " bytes (seed " + seed + ")");
    }

    /** How many pages Linux maps for a file of this length, from /proc/self/maps. */
    private static long mapped(long length) throws Exception {
        String name = "pages-" + length;
        int fd = Libc.memfd_create(name, 0);
        Libc.ftruncate(fd, length);
        MemorySegment p = Libc.mmap(Libc.NULL, length, Libc.PROT_READ, Libc.MAP_SHARED, fd, 0);
        try {
            return Proc.region(p).sizeBytes() / PAGE;
        } finally {
            Libc.munmap(p, length);
            Libc.close(fd);
        }
    }
}
