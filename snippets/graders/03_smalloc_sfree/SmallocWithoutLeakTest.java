//SOURCES ../../Libc.java ../../exercises/03_smalloc_sfree/SmallocWithoutLeak.java
//SOURCES ../support/Mapped.java ../support/Observe.java
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
        for (String old : List.of("x".repeat(9000), "xxx")) {
            Path file = Files.writeString(dir.resolve("block"), old);
            MemorySegment p = smalloc(5000, file);
            assertEquals(5000, Files.size(file), "the file's length");
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
    }

    @Test
    @Order(4)
    @DisplayName("no descriptor is left open if mmap or ftruncate fails")
    void noDescriptorIsLeftByAFailure() throws Exception {
        // A file in memory may be longer than all addresses; by this name it is opened anew.
        int fd = Libc.memfd_create("too-long", 0);
        Path file = Path.of("/proc/self/fd/" + fd);
        for (long length : List.of(TOO_LONG, 0L, -1L)) {
            var before = Observe.descriptors();
            String answer = "no exception";
            try {
                SmallocWithoutLeak.smalloc(length, file.toString());
            } catch (UnsupportedOperationException unsolved) {
                throw unsolved;
            } catch (Exception e) {
                answer = "an exception";
            }
            assertEquals("an exception", answer, "the result of smalloc for length " + length);
            assertEquals(List.of(), Observe.openedSince(before),
                "descriptors left open after smalloc failed for length " + length);
        }
        Libc.close(fd);
    }

    private static MemorySegment smalloc(long length, Path file) throws Exception {
        MemorySegment p = SmallocWithoutLeak.smalloc(length, file.toString());
        return Observe.notNull(p, "what smalloc returned");
    }

    private static String shown(String bytes) {
        return bytes.replace('\0', '·');
    }
}
