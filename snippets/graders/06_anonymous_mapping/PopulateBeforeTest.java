//SOURCES ../../Libc.java ../../exercises/06_anonymous_mapping/PopulateBefore.java
//FILES exercises/06_anonymous_mapping/PopulateBefore.java=../../exercises/06_anonymous_mapping/PopulateBefore.java
//FILES solutions/06_anonymous_mapping/PopulateBefore.java=../../solutions/06_anonymous_mapping/PopulateBefore.java
//FILES graders/06_anonymous_mapping/PopulateBeforeTest.java=PopulateBeforeTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

class PopulateBeforeTest {
    private static final int MADV_NOHUGEPAGE = 15;   // <asm-generic/mman-common.h>

    @Test
    @Order(1)
    @DisplayName("every page is in memory after populate")
    void everyPage() {
        try (Arena arena = Arena.ofConfined()) {
            for (int pages : List.of(1, 16, 17 + (int) (Math.random() * 100))) {
                MemorySegment p = map(arena, pages * Libc.pageSize());
                assertEquals(List.of(), missing(p, false), "pages in memory before populate");
                PopulateBefore.populate(p);
                assertEquals(List.of(), missing(p, true), "pages not in memory, of " + pages);
            }
        }
    }

    @Test
    @Order(2)
    @DisplayName("the last page is in memory, even if the mapping ends within it")
    void theLastPage() {
        try (Arena arena = Arena.ofConfined()) {
            for (long rest : new long[] {1, 40, Libc.pageSize() - 1}) {
                MemorySegment p = map(arena, 3 * Libc.pageSize() + rest);
                PopulateBefore.populate(p);
                assertEquals(List.of(), missing(p, true),
                    "pages not in memory, of 3 pages and " + rest + " bytes");
            }
        }
    }

    @Test
    @Order(3)
    @DisplayName("no byte is changed")
    void noByteIsChanged() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, 8 * Libc.pageSize());
            for (long page : new long[] {0, 3, 7}) {
                p.asSlice(page * Libc.pageSize(), Libc.pageSize())
                    .fill((byte) (1 + Math.random() * 100));
            }
            byte[] before = p.toArray(ValueLayout.JAVA_BYTE);
            // Reading all has brought in all; away with them, so that there is work to do.
            Libc.madvise(p, p.byteSize(), Libc.MADV_DONTNEED);
            PopulateBefore.populate(p);
            byte[] after = p.toArray(ValueLayout.JAVA_BYTE);
            assertEquals(-1, Arrays.mismatch(before, after),
                "the offset of the first byte that changed (-1: none)");
        }
    }

    private static MemorySegment map(Arena arena, long lengthBytes) {
        MemorySegment p = Libc.mmap(arena, lengthBytes, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
        // With huge pages one touch would bring in 512.
        Libc.madvise(p, lengthBytes, MADV_NOHUGEPAGE);
        return p;
    }

    /** The pages that are not in memory; or those that are. */
    private static List<Integer> missing(MemorySegment p, boolean missing) {
        try (Arena arena = Arena.ofConfined()) {
            int pages = (int) Math.ceilDiv(p.byteSize(), Libc.pageSize());
            MemorySegment in = arena.allocate(pages);
            Libc.mincore(p, p.byteSize(), in);
            return IntStream.range(0, pages)
                .filter(page -> (in.get(ValueLayout.JAVA_BYTE, page) & 1) == (missing ? 0 : 1))
                .boxed().toList();
        }
    }
}
