//SOURCES ../../Libc.java ../../exercises/03_smalloc_sfree/Srealloc.java ../support/Mapped.java
//SOURCES ../support/LargeFile.java ../support/Observe.java ../support/PastTheEnd.java
//SOURCES ../support/Trouble.java
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
    private static final long FREE_ADDRESSES = 1L << 30;
    private static final long SLOW_TO_TRUNCATE = 64L << 20;

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
        MemorySegment q = srealloc(srealloc(p, PAGE + 1), 10);
        assertEquals(List.of(), Observe.openedSince(before),
            "files that are still open: close each descriptor");
        MemorySegment same = srealloc(q, 10);
        assertBlock(same, 10, "rw-s 1 page", " after srealloc from 10 to 10 bytes");
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
        assertEquals("ENOENT", Trouble.reason("ENOENT",
            () -> Srealloc.srealloc(p, 30, dir.resolve("none/block").toString())),
            "why srealloc has failed for a file in a folder that does not exist");
    }

    @Test
    @Order(5)
    @DisplayName("a length that only a file can have is an exception, and the file stays as it was")
    void aFailureOfTheMappingChangesNothing() throws Exception {
        MemorySegment p = block(20);
        Trouble.withFreeAddresses(FREE_ADDRESSES,
            () -> assertFails(p, LargeFile.GIB_3, dir.resolve("block")));
        String after = " after srealloc has failed for 3 GiB, because the process could map only"
            + " 1 GiB more";
        assertBlock(p, 20, "rw-s 1 page", after);
        assertEquals("a".repeat(20), text(p, 0, 20), "the old bytes" + after);
        // The file system of a temporary folder may reject this length. That of a memfd does not.
        int memfd = Libc.memfd_create("block", Libc.MFD_CLOEXEC);
        try {
            assertFailsForMemfd(LargeFile.ofDescriptor(memfd), "block", TOO_LONG, "(1L << 60)");
        } finally {
            Libc.close(memfd);
        }
    }

    @Test
    @Order(6)
    @DisplayName("if the file cannot grow, the mapping stays as it was")
    void aFailureOfTheFileChangesNothing() throws Exception {
        try (var file = Trouble.ungrowable(20)) {
            assertFailsForMemfd(file.path, "sealed", 2 * PAGE,
                "of a file that ftruncate cannot make longer");
        }
    }

    @Test
    @Order(7)
    @DisplayName("blocks may have 4 GiB and more")
    void largeBlocks() throws Exception {
        Path file = LargeFile.create(dir.resolve("block"), LargeFile.GIB_3);
        LargeFile.put(file, LargeFile.GIB_3 - 1, "y");
        MemorySegment q = srealloc(Mapped.whole(Libc.NULL, 0, file), LargeFile.GIB_5 + 1);
        String after = " after srealloc from 3 GiB to 5 GiB + 1";
        assertBlock(q, LargeFile.GIB_5 + 1, "rw-s " + (LargeFile.GIB_5 / PAGE + 1) + " pages",
            after);
        assertEquals("y·", text(q, LargeFile.GIB_3 - 1, 2), "the last old byte and the first new"
            + " one" + after);
        after = " after srealloc from 5 GiB + 1 to 4 GiB + 24";
        MemorySegment r = srealloc(q, LargeFile.GIB_4_AND_24);
        assertBlock(r, LargeFile.GIB_4_AND_24, "rw-s " + ((4L << 30) / PAGE + 1) + " pages", after);
        assertEquals("y", text(r, LargeFile.GIB_3 - 1, 1), "byte 3 GiB - 1" + after);
        Libc.munmap(r, r.byteSize());
    }

    @Test
    @Order(8)
    @DisplayName("the mapping never reaches past the end of the file, also not for a moment")
    void neverPastTheEnd() throws Exception {
        int memfd = Libc.memfd_create("large", Libc.MFD_CLOEXEC);
        Path file = LargeFile.ofDescriptor(memfd);
        Libc.ftruncate(memfd, SLOW_TO_TRUNCATE);
        MemorySegment p = Mapped.whole(Libc.NULL, Libc.MAP_POPULATE, file);
        try (var watch = new PastTheEnd(memfd, p)) {
            MemorySegment q = Srealloc.srealloc(p, PAGE, file.toString());
            assertEquals("no moment", watch.seen(), "when an access of another thread to the last"
                + " page would have been a SIGBUS, while the block shrank");
            Libc.munmap(q, q.byteSize());
        } finally {
            Libc.close(memfd);
        }
    }

    private static void assertFailsForMemfd(Path file, String name, long length, String words)
            throws Exception {
        MemorySegment p = Mapped.whole(Libc.NULL, 0, letters(file, 20));
        assertFails(p, length, file);
        String after = " after srealloc has failed for length " + length + " " + words;
        assertEquals(20, Files.size(file), "the file's length" + after);
        assertEquals(List.of("rw-s 1 page, deleted"), Mapped.of(Path.of("/memfd:" + name)),
            "mappings of the file, here a memfd," + after);
        assertEquals("a".repeat(20), text(p, 0, 20), "the old bytes" + after);
        Libc.munmap(p, 20);
    }

    private static void assertFails(MemorySegment p, long newLength, Path file)
            throws Exception {
        var before = Observe.descriptors();
        String result = Trouble.failure(() -> Srealloc.srealloc(p, newLength, file.toString()));
        assertEquals("an exception", result.equals("no exception") ? result : "an exception",
            "the result of srealloc for length " + newLength);
        assertEquals(List.of(), Observe.openedSince(before),
            "files still open after srealloc has failed for length " + newLength);
    }

    /** Writes 'a' into all bytes of a file. */
    private static Path letters(Path file, long length) throws IOException {
        LargeFile.put(file, 0, "a".repeat((int) length));
        return file;
    }

    /** A block full of letters, as smalloc returns it. It cannot grow at its address. */
    private MemorySegment block(long length) throws IOException {
        Path file = Files.writeString(dir.resolve("block"), "a".repeat((int) length));
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
