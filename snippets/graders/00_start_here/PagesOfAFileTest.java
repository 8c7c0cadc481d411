//SOURCES ../../Libc.java ../../Proc.java ../../exercises/00_start_here/PagesOfAFile.java
//FILES exercises/00_start_here/PagesOfAFile.java=../../exercises/00_start_here/PagesOfAFile.java
//FILES solutions/00_start_here/PagesOfAFile.java=../../solutions/00_start_here/PagesOfAFile.java
//FILES graders/00_start_here/PagesOfAFileTest.java=PagesOfAFileTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

class PagesOfAFileTest {
    @Test
    @Order(1)
    @DisplayName("returns as many pages as Linux maps, for files of many lengths")
    void asLinuxMaps() throws Exception {
        for (long length : new Random().longs(20, 1, 1_000_000).toArray()) {
            assertEquals(mapped(length), PagesOfAFile.pages(length),
                "pages of " + length + " bytes");
        }
    }

    @Test
    @Order(2)
    @DisplayName("is right for lengths next to a page boundary")
    void atTheEdges() throws Exception {
        long page = Libc.pageSize();
        for (long length : List.of(1L, page - 1, page, page + 1, 7 * page, 7 * page + 1)) {
            assertEquals(mapped(length), PagesOfAFile.pages(length),
                "pages of " + length + " bytes");
        }
    }

    @Test
    @Order(3)
    @DisplayName("returns 0 for an empty file")
    void emptyFile() {
        assertEquals(0, PagesOfAFile.pages(0), "pages of 0 bytes");
    }

    @Test
    @Order(4)
    @DisplayName("is right for files with more bytes or pages than an int can count")
    void large() {
        long page = Libc.pageSize();
        assertEquals(1L << 30, PagesOfAFile.pages((1L << 30) * page),
            "pages of a file of 2^30 whole pages");
        // More pages than an int can count, and one byte that a float cannot represent.
        assertEquals((1L << 33) + 1, PagesOfAFile.pages((1L << 33) * page + 1),
            "pages of a file of 2^33 whole pages and one byte");
    }

    /** How many pages Linux maps for a file of this length, from /proc/self/maps. */
    private static long mapped(long length) throws Exception {
        String name = "pages-" + length;
        int fd = Libc.memfd_create(name, 0);
        Libc.ftruncate(fd, length);
        MemorySegment p = Libc.mmap(Libc.NULL, length, Libc.PROT_READ, Libc.MAP_SHARED, fd, 0);
        try {
            return Proc.region(p).sizeBytes() / Libc.pageSize();
        } finally {
            Libc.munmap(p, length);
            Libc.close(fd);
        }
    }
}
