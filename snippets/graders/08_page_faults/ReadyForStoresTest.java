//SOURCES ../../Libc.java ../../exercises/08_page_faults/ReadyForStores.java ../../Proc.java
//FILES exercises/08_page_faults/ReadyForStores.java=../../exercises/08_page_faults/ReadyForStores.java
//FILES solutions/08_page_faults/ReadyForStores.java=../../solutions/08_page_faults/ReadyForStores.java
//FILES graders/08_page_faults/ReadyForStoresTest.java=ReadyForStoresTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadyForStoresTest {
    private static final long PAGE = Libc.pageSize();
    private static final int PAGES = 400;
    private static final int NOISE = 40;   // page faults of the JVM itself
    private static final int RW = Libc.PROT_READ | Libc.PROT_WRITE;

    @TempDir Path dir;

    /** Touches the grader's own code once, so that its first touches are not counted later. */
    @BeforeAll
    static void warmUp() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = arena.allocate(100 * PAGE);
            for (int i = 0; i < 20; i++) {
                store(p);
            }
            faultsOfStores(p);
        }
    }

    private static void store(MemorySegment p) {
        for (long at = 0; at < p.byteSize(); at += PAGE) {
            p.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
        }
        p.set(ValueLayout.JAVA_BYTE, p.byteSize() - 1, (byte) 1);
    }

    /** Returns "none" or how many page faults it takes to store into each page. */
    private static String faultsOfStores(MemorySegment p) {
        Libc.Rusage before = Libc.getrusage(Libc.RUSAGE_THREAD);
        store(p);
        Libc.Rusage faults = Libc.getrusage(Libc.RUSAGE_THREAD).since(before);
        long all = faults.minorFaults() + faults.majorFaults();
        return all < NOISE ? "none" : all + " for " + p.byteSize() / PAGE + " pages";
    }

    private MemorySegment map(Arena arena, Path file, long lengthBytes, int prot)
            throws Exception {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            return Libc.mmap(arena, lengthBytes, prot, Libc.MAP_SHARED, fd, 0);
        } finally {
            Libc.close(fd);
        }
    }

    private static MemorySegment anonymous(Arena arena, long lengthBytes) {
        MemorySegment p = Libc.mmap(arena, lengthBytes, RW, Libc.MAP_SHARED | Libc.MAP_ANONYMOUS,
            -1, 0);
        Libc.madvise(p, lengthBytes, Libc.MADV_NOHUGEPAGE);
        return p;
    }

    private Path file(String name, long lengthBytes) throws Exception {
        byte[] bytes = new byte[(int) lengthBytes];
        new Random().nextBytes(bytes);
        return Files.write(dir.resolve(name), bytes);
    }

    @Test
    @Order(1)
    @DisplayName("stores into a mapped file raise no page fault")
    void file() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, file("file", PAGES * PAGE), PAGES * PAGE, RW);
            assertEquals(true, ReadyForStores.prepare(p), "the result of prepare");
            assertEquals("none", faultsOfStores(p), "page faults of the stores");
        }
    }

    @Test
    @Order(2)
    @DisplayName("stores into memory without a file raise no page fault")
    void anonymousMemory() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = anonymous(arena, PAGES * PAGE);
            assertEquals(true, ReadyForStores.prepare(p), "the result of prepare");
            assertEquals("none", faultsOfStores(p), "page faults of the stores");
        }
    }

    @Test
    @Order(3)
    @DisplayName("no byte changes, no page is locked, and no page is unlocked")
    void noByteChanges() throws Exception {
        Path file = file("file", 20 * PAGE);
        byte[] before = Files.readAllBytes(file);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, file, 20 * PAGE, RW);
            Libc.mlock(p.asSlice(PAGE), PAGE);
            ReadyForStores.prepare(p);
            assertEquals(-1, Arrays.mismatch(before, p.toArray(ValueLayout.JAVA_BYTE)),
                "the offset of the first byte that changed (-1: none)");
            assertEquals(List.of(0L, PAGE, 0L), Stream.of(p, p.asSlice(PAGE), p.asSlice(2 * PAGE))
                .map(ReadyForStoresTest::locked).toList(), "bytes of the mapping that are locked:"
                + " before the page that the grader has locked, there, and after it");
        }
    }

    private static long locked(MemorySegment p) {
        try {
            return Proc.smaps(p).get("Locked");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Order(4)
    @DisplayName("a read-only view of a writable mapping is enough")
    void readOnlyView() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = anonymous(arena, PAGES * PAGE);
            assertEquals("true", prepared(p.asReadOnly()), "the result for a read-only view");
            assertEquals("none", faultsOfStores(p), "page faults of the stores");
        }
    }

    @Test
    @Order(5)
    @DisplayName("p may begin and end within a page, at the end of what is mapped")
    void withinPages() throws Exception {
        MemorySegment all = Libc.mmap(Libc.NULL, (PAGES + 1) * PAGE, RW,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
        Libc.madvise(all, all.byteSize(), Libc.MADV_NOHUGEPAGE);
        Libc.munmap(all.asSlice(PAGES * PAGE), PAGE);
        try {
            for (long within : new long[] {PAGE - 1, 1, PAGE / 2}) {
                // Two bytes on two pages first, and then many pages.
                MemorySegment two = all.asSlice(PAGE - 1, 2);
                assertEquals("true", prepared(two), "two bytes on two pages");
                assertEquals(2 * PAGE, Proc.smaps(all).get("Rss"),
                    "bytes in memory after two bytes on two pages were prepared");
                MemorySegment p = all.asSlice(within, (PAGES - 1) * PAGE);
                assertEquals("true", prepared(p), "a part that begins at byte " + within);
                assertEquals("none", faultsOfStores(p), "page faults of the stores");
                assertEquals("true", prepared(all.asSlice(PAGES * PAGE - 1, 1)), "the last byte");
                Libc.madvise(all, PAGES * PAGE, 9);   // MADV_REMOVE: as if never touched
            }
            assertEquals("true", prepared(all.asSlice(PAGES * PAGE, 0)), "no bytes at all");
            assertEquals("true", prepared(all.asSlice(5, 0)), "no bytes at all, within a page");
            assertEquals(0L, Proc.smaps(all).get("Rss"), "bytes in memory after no bytes at all");
        } finally {
            Libc.munmap(all, PAGES * PAGE);
        }
    }

    private static String prepared(MemorySegment p) {
        try {
            return "" + ReadyForStores.prepare(p);
        } catch (Libc.ErrnoException e) {
            return e.call + ": " + e.name;
        } catch (InternalError e) {
            return "SIGBUS";
        } catch (IllegalArgumentException e) {
            return e.toString();
        }
    }

    @Test
    @Order(6)
    @DisplayName("a page past the end of the file: false, and no signal")
    void pastTheEnd() throws Exception {
        Path file = file("short", 3 * PAGE + 1);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, file, 6 * PAGE, RW);
            assertEquals("true", prepared(p.asSlice(0, 4 * PAGE)), "the four pages of the file");
            assertEquals("false", prepared(p), "six pages of a file that has four");
            assertEquals("false", prepared(p.asSlice(4 * PAGE, 1)), "the page after the last one");
            assertEquals(3 * PAGE + 1, Files.size(file), "the size of the file");
            // As an int, the second length is one page.
            for (long length : new long[] {3L << 30, (4L << 30) + PAGE}) {
                assertEquals("false", prepared(map(arena, file, length, RW)),
                    length / PAGE + " pages of a file that has four");
            }
        }
    }

    @Test
    @Order(7)
    @DisplayName("every other failure is an ErrnoException: a read-only mapping, nothing mapped")
    void otherFailures() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment readOnly = map(arena, file("file", PAGE), PAGE, Libc.PROT_READ);
            assertTrue(prepared(readOnly).matches("\\w+: (EINVAL|EACCES|EPERM)"),
                "a read-only mapping\nexpected: an ErrnoException\nseen:     "
                    + prepared(readOnly));
        }
        for (int missing : new int[] {1, 0, 2}) {
            MemorySegment hole = Libc.mmap(Libc.NULL, 3 * PAGE, RW,
                Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
            Libc.munmap(hole.asSlice(missing * PAGE, PAGE), PAGE);
            String seen = prepared(hole);
            Libc.munmap(hole, 3 * PAGE);
            assertTrue(seen.endsWith(": ENOMEM"), "page " + missing + " of 3 is not mapped\n"
                + "expected: an ErrnoException with ENOMEM\nseen:     " + seen);
        }
    }
}
