//SOURCES ../../Libc.java ../../exercises/03_smalloc_sfree/Srealloc.java ../support/Mapped.java
//SOURCES ../support/Observe.java
//FILES exercises/03_smalloc_sfree/Srealloc.java=../../exercises/03_smalloc_sfree/Srealloc.java
//FILES solutions/03_smalloc_sfree/Srealloc.java=../../solutions/03_smalloc_sfree/Srealloc.java
//FILES graders/03_smalloc_sfree/SreallocTest.java=SreallocTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SreallocTest {
    private static final long PAGE = Libc.pageSize();
    private static final int RESERVED_PAGES = 8;
    private static final long TOO_LONG = 1L << 60;

    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("a block grows: its bytes are kept, and the new bytes are 0 and in the file")
    void grows() throws Exception {
        MemorySegment q = srealloc(block(20), 2 * PAGE + 5);
        String after = " after srealloc from 20 to " + (2 * PAGE + 5) + " bytes";
        assertBlock(q, 2 * PAGE + 5, "rw-s 3 pages", after);
        assertEquals("a".repeat(20), text(q, 0, 20), "the old bytes" + after);
        MemorySegment fresh = q.asSlice(20);
        assertEquals(-1, fresh.mismatch(MemorySegment.ofArray(new byte[(int) fresh.byteSize()])),
            "the first new byte that is not 0 (-1: all are 0)" + after);
        q.set(ValueLayout.JAVA_BYTE, 2 * PAGE + 4, (byte) 'z');
        String file = Observe.readByAnotherProcess(dir.resolve("block"));
        assertEquals("z", file.substring(file.length() - 1),
            "the file's last byte after a store into the new memory");
    }

    @Test
    @Order(2)
    @DisplayName("a block shrinks: its first bytes are kept, the file and the mapping end there")
    void shrinks() throws Exception {
        MemorySegment q = srealloc(block(3 * PAGE), 10);
        String after = " after srealloc from " + 3 * PAGE + " to 10 bytes";
        assertBlock(q, 10, "rw-s 1 page", after);
        assertEquals("a".repeat(10), text(q, 0, 10), "the old bytes" + after);
        MemorySegment again = srealloc(q, 20);
        after = " after srealloc from 10 to 20 bytes";
        assertBlock(again, 20, "rw-s 1 page", after);
        assertEquals("a".repeat(10) + "·".repeat(10), text(again, 0, 20),
            "the bytes (· is a zero byte)" + after);
    }

    @Test
    @Order(3)
    @DisplayName("srealloc leaves no descriptor open")
    void noDescriptorIsLeft() throws Exception {
        MemorySegment p = block(20);
        var before = Observe.descriptors();
        srealloc(srealloc(p, PAGE + 1), 10);
        assertEquals(List.of(), Observe.openedSince(before),
            "files that are still open: close each descriptor");
    }

    @Test
    @Order(4)
    @DisplayName("an impossible length is an exception, and the block stays as it was")
    void aFailureChangesNothing() throws Exception {
        MemorySegment p = block(20);
        for (long length : new long[] {-1, 0}) {
            assertFails(p, length, dir.resolve("block"));
            String after = " after srealloc has failed for length " + length;
            assertBlock(p, 20, "rw-s 1 page", after);
            assertEquals("a".repeat(20), text(p, 0, 20), "the old bytes" + after);
        }
    }

    @Test
    @Order(5)
    @DisplayName("a length that only a file can have is an exception, and the file stays as it was")
    void aFailureOfTheMappingChangesNothing() throws Exception {
        // The file system of a temporary folder may reject this length. That of a memfd does not.
        int memfd = Libc.memfd_create("block", Libc.MFD_CLOEXEC);
        try {
            Path file = Path.of("/proc/self/fd/" + memfd);
            MemorySegment p = block(file, 20);
            assertFails(p, TOO_LONG, file);
            String after = " after srealloc has failed for length " + TOO_LONG + " (1L << 60)";
            assertEquals(20, Files.size(file), "the file's length" + after);
            assertEquals(List.of("rw-s 1 page, deleted"), Mapped.of(Path.of("/memfd:block")),
                "mappings of the file, here a memfd," + after);
            assertEquals("a".repeat(20), text(p, 0, 20), "the old bytes" + after);
        } finally {
            Libc.close(memfd);
        }
    }

    private static void assertFails(MemorySegment p, long newLength, Path file)
            throws Exception {
        var before = Observe.descriptors();
        String result = "no exception";
        try {
            Srealloc.srealloc(p, newLength, file.toString());
        } catch (UnsupportedOperationException unsolved) {
            throw unsolved;
        } catch (Exception e) {
            result = "an exception";
        }
        assertEquals("an exception", result, "the result of srealloc for length " + newLength);
        assertEquals(List.of(), Observe.openedSince(before),
            "files still open after srealloc has failed for length " + newLength);
    }

    private MemorySegment block(long length) throws IOException {
        return block(dir.resolve("block"), length);
    }

    /** A block full of letters, as smalloc returns it. It cannot grow at its address. */
    private static MemorySegment block(Path file, long length) throws IOException {
        Files.writeString(file, "a".repeat((int) length));
        MemorySegment reserved = Libc.mmap(Libc.NULL, RESERVED_PAGES * PAGE, Libc.PROT_NONE,
            Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
        return Mapped.whole(reserved, Libc.MAP_FIXED, file);
    }

    private MemorySegment srealloc(MemorySegment p, long newLength) throws Exception {
        MemorySegment q = Srealloc.srealloc(p, newLength, dir.resolve("block").toString());
        assertNotNull(q, "the result of srealloc");
        return q;
    }

    /** The order matters: these checks find a mistake before it causes a SIGBUS or a SIGSEGV. */
    private void assertBlock(MemorySegment p, long length, String mapped, String after)
            throws IOException {
        Path file = dir.resolve("block");
        assertEquals(length, Files.size(file), "the file's length" + after);
        assertEquals(List.of(mapped), Mapped.of(file), "mappings of the file" + after);
        assertEquals(length, p.byteSize(), "the segment's length" + after);
    }

    private static String text(MemorySegment p, long from, long length) {
        byte[] bytes = p.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes).replace('\0', '·');
    }
}
