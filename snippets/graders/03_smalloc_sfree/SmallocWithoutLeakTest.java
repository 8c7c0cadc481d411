//SOURCES ../../Libc.java ../../exercises/03_smalloc_sfree/SmallocWithoutLeak.java
//SOURCES ../support/LargeFile.java ../support/Mapped.java ../support/NativeMemory.java
//SOURCES ../support/Observe.java ../support/Resources.java ../support/Trouble.java
//FILES exercises/03_smalloc_sfree/SmallocWithoutLeak.java=../../exercises/03_smalloc_sfree/SmallocWithoutLeak.java
//FILES solutions/03_smalloc_sfree/SmallocWithoutLeak.java=../../solutions/03_smalloc_sfree/SmallocWithoutLeak.java
//FILES graders/03_smalloc_sfree/SmallocWithoutLeakTest.java=SmallocWithoutLeakTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallocWithoutLeakTest {
    /** More than any address space, and less than a file in memory may have. */
    private static final long TOO_LONG = 1L << 52;
    private static final int CALLS = 500;

    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("smalloc makes a file of the given length, and a store changes the file")
    void memoryIsAFile() throws Exception {
        Path file = dir.resolve("block");
        MemorySegment p = smalloc(20, file);
        assertEquals(20, Files.size(file), "the file's length");
        assertEquals("rw", Observe.ownerMay(file), "the permissions of the new file's owner");
        assertEquals(List.of("rw-s 1 page"), Mapped.of(file), "what is mapped of the file");
        assertEquals(20, p.byteSize(), "the segment's length");
        MemorySegment.copy("hello".getBytes(), 0, p, ValueLayout.JAVA_BYTE, 15, 5);
        assertEquals("·".repeat(15) + "hello", shown(Observe.readByAnotherProcess(file)),
            "the bytes of the file (· is a zero byte)");
    }

    @Test
    @Order(2)
    @DisplayName("the old content of the file is gone, whether it was longer or shorter")
    void memoryIsZero() throws Exception {
        Path file = dir.resolve("a block ✓");
        Path link = Files.createSymbolicLink(dir.resolve("link"), file);
        for (String old : List.of("x".repeat(9000), "xxx")) {
            Files.writeString(file, old);
            MemorySegment p = smalloc(5000, link);
            assertEquals(5000, Files.size(file),
                "the length of the file, which smalloc got by the name of a symbolic link");
            assertEquals(-1, p.mismatch(MemorySegment.ofArray(new byte[5000])),
                "the first byte that is not zero (-1: none)");
        }
    }

    @Test
    @Order(3)
    @DisplayName("no descriptor is left open, and the mapping exists without it")
    void noDescriptorIsLeft() throws Exception {
        Path file = dir.resolve("block");
        var before = Observe.descriptors();
        smalloc(20, file);
        smalloc(20, file);
        assertEquals(List.of(), Observe.openedSince(before), "descriptors left open");
        assertEquals(List.of("rw-s 1 page", "rw-s 1 page"), Mapped.of(file),
            "what is mapped of the file");
        Observe.collectGarbage();
        assertEquals(List.of("rw-s 1 page", "rw-s 1 page"), Mapped.of(file),
            "what is mapped of the file after a garbage collection, without a munmap");
        assertEquals("nothing", Resources.growth(CALLS, () -> {
            MemorySegment p = smalloc(20, file);
            Libc.munmap(p, p.byteSize());
        }), "memory that each of " + CALLS + " calls leaves mapped, after the caller's munmap");
    }

    @Test
    @Order(4)
    @DisplayName("no descriptor is left open if mmap or ftruncate fails")
    void noDescriptorIsLeftByAFailure() throws Exception {
        // A file in memory may be longer than all addresses; by this name it is opened anew.
        int fd = Libc.memfd_create("too-long", 0);
        try (var fifo = Trouble.fifo(); var unwritable = Trouble.unwritable(20)) {
            Path file = LargeFile.ofDescriptor(fd);
            for (long length : List.of(TOO_LONG, 0L, -1L)) {
                assertFails("", length, file, "length " + length);
            }
            assertFails("EINVAL", 20, fifo.path, "a FIFO, where ftruncate reports EINVAL");
            assertFails("EPERM", 20, unwritable.path, "a file where mmap reports EPERM");
        } finally {
            Libc.close(fd);
        }
        assertEquals("nothing", NativeMemory.leftBy(() -> Trouble.failure(
            () -> SmallocWithoutLeak.smalloc(0, dir.resolve("zero").toString()))),
            "memory that a call with length 0 leaves");
    }

    @Test
    @Order(5)
    @DisplayName("the caller gets the errno of the call that has failed")
    void errno() throws Exception {
        assertFails("ENOENT", 20, dir.resolve("none/block"), "a folder that does not exist");
        assertFails("EISDIR", 20, dir, "a name that is a folder");
    }

    @Test
    @Order(6)
    @DisplayName("the length may be larger than 4 GiB, and takes no space on the disk")
    void largeLength() throws Exception {
        for (long length : List.of(LargeFile.GIB_3, LargeFile.GIB_4_AND_24)) {
            Path file = dir.resolve("large");
            MemorySegment p = smalloc(length, file);
            assertEquals(length, Files.size(file), "the file's length");
            assertEquals(List.of("rw-s " + Math.ceilDiv(length, Libc.pageSize()) + " pages"),
                Mapped.of(file), "what is mapped of the file");
            assertEquals(length, p.byteSize(), "the segment's length");
            p.set(ValueLayout.JAVA_BYTE, length - 1, (byte) 'z');
            assertEquals("z", LargeFile.get(file, length - 1, 1), "the file's last byte");
            Libc.munmap(p, length);
        }
    }

    /** @param errno why it must fail, or an empty text for any reason */
    private static void assertFails(String errno, long length, Path file, String words)
            throws Exception {
        var before = Resources.now();
        Trouble.Work work = () -> SmallocWithoutLeak.smalloc(length, file.toString());
        if (errno.isEmpty()) {
            assertEquals("an exception", Trouble.failure(work).equals("no exception")
                ? "no exception" : "an exception", "the result of smalloc for " + words);
        } else {
            assertEquals(errno, Trouble.reason(errno, work), "why smalloc has failed for " + words);
        }
        assertEquals(List.of(), before.changed(),
            "what is left open or mapped after smalloc failed for " + words);
    }

    private static MemorySegment smalloc(long length, Path file) throws Exception {
        MemorySegment p = SmallocWithoutLeak.smalloc(length, file.toString());
        return Observe.notNull(p, "what smalloc returned");
    }

    private static String shown(String bytes) {
        return bytes.replace('\0', '·');
    }
}
