//SOURCES ../../Libc.java ../../Proc.java
//SOURCES ../../exercises/06_anonymous_mapping/PopulateBefore.java ../support/PatchedCopy.java
//SOURCES ../support/Resources.java ../support/UnusedLoads.java
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
    private static final int READ_WRITE = Libc.PROT_READ | Libc.PROT_WRITE;
    private static final int CALLS = 400;
    private static final int JIT_BYTES = 1500;
    private static final int PIECE_BYTES = 16 << 20;
    private static final long LARGE_BYTES = (1L << 31) + PIECE_BYTES;   // as an int, negative

    private static MemorySegment page;
    private static byte stored;

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

    @Test
    @Order(4)
    @DisplayName("no byte is changed that another process stores at the same time")
    void anotherProcessWrites() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            page = map(arena, Libc.pageSize());
            stored = 0;
            PatchedCopy.callingBeforeChanges(PopulateBefore.class, getClass(), "store")
                .call("populate", page);
            assertEquals(stored, page.get(ValueLayout.JAVA_BYTE, 0),
                "the first byte, in which another process has stored while populate ran");
        }
    }

    @Test
    @Order(5)
    @DisplayName("a mapping of more than 2 GiB is populated")
    void moreThanTwoGib() throws Exception {
        // It maps one small piece of memory again and again, so it does not need so much memory.
        int fd = Libc.memfd_create("piece", Libc.MFD_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            Libc.ftruncate(fd, PIECE_BYTES);
            MemorySegment p = Libc.mmap(arena, LARGE_BYTES, Libc.PROT_NONE,
                Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE, -1, 0);
            for (long at = 0; at < LARGE_BYTES; at += PIECE_BYTES) {
                Libc.mmap(p.asSlice(at), PIECE_BYTES, READ_WRITE, Libc.MAP_SHARED | Libc.MAP_FIXED,
                    fd, 0);
            }
            // The copy touches one page in each piece, which takes less time.
            PatchedCopy.replacing(PopulateBefore.class, Libc.class, "pageSize", getClass())
                .call("populate", p);
            assertEquals(true, Proc.smaps(p.asSlice(LARGE_BYTES - PIECE_BYTES)).get("Rss") > 0,
                "the last pages of a mapping of 2 GiB + 16 MiB are in memory");
        } finally {
            Libc.close(fd);
        }
    }

    @Test
    @Order(6)
    @DisplayName("no load can be dropped: its value is used, or it is volatile or opaque")
    void noLoadIsDropped() {
        try (Arena arena = Arena.ofConfined()) {
            PopulateBefore.populate(map(arena, 1));
        }
        assertEquals(List.of(), UnusedLoads.in(PopulateBefore.class),
            "methods in your class file with a plain load whose value nobody uses");
    }

    @Test
    @Order(7)
    @DisplayName("nothing is left open or mapped")
    void nothingIsLeft() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, 2048 * Libc.pageSize());
            var before = Resources.now();
            String growth = Resources.growth(CALLS, () -> PopulateBefore.populate(p));
            // The JVM also takes some memory while it compiles.
            boolean little = growth.equals("nothing")
                || Long.parseLong(growth.replace(" bytes", "")) < JIT_BYTES;
            assertEquals("nothing", little ? "nothing" : growth,
                "memory that is left after each call");
            assertEquals(List.of(), before.changed(), "what is left open and mapped");
        }
    }

    static long pageSize() {
        return PIECE_BYTES;
    }

    static void store() {
        page.set(ValueLayout.JAVA_BYTE, 0, ++stored);
    }

    private static MemorySegment map(Arena arena, long lengthBytes) {
        MemorySegment p = Libc.mmap(arena, lengthBytes, READ_WRITE,
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
