//SOURCES ../../03_smalloc_sfree/Allocator.java ../../Libc.java ../../Proc.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("smalloc")
@DisplayName("smalloc and sfree")
class AllocatorTest {
    @TempDir Path dir;

    private static long descriptors() throws Exception {
        return Proc.descriptors().size();
    }

    private static long mappingsOf(Path file) throws Exception {
        return Proc.mapsOf("self", file).size();
    }

    @Test
    @DisplayName("leak no descriptor, unlike the tutorial's smalloc")
    void noLeak() throws Exception {
        long before = descriptors();
        var segments = java.util.stream.IntStream.range(0, 20).mapToObj(
            i -> Allocator.smalloc(20, dir.resolve("file" + i).toString())).toList();
        assertEquals(before, descriptors());
        segments.forEach(Allocator::sfree);
    }

    @Test
    @DisplayName("leak no descriptor if mmap fails")
    void noLeakOnFailure() throws Exception {
        long before = descriptors();
        for (long length : List.of(0L, -1L)) {
            assertThrows(Libc.ErrnoException.class,
                () -> Allocator.smalloc(length, dir.resolve("file").toString()));
        }
        assertEquals(before, descriptors());
    }

    @Test
    @DisplayName("share memory through the file, which stays after sfree")
    void share() throws Exception {
        Path file = dir.resolve("file");
        MemorySegment p = Allocator.smalloc(6, file.toString());
        assertEquals(1, mappingsOf(file));
        p.setString(0, "hello");
        assertEquals("hello\0", Files.readString(file));
        Allocator.sfree(p);
        assertEquals(0, mappingsOf(file));
        assertEquals("hello\0", Files.readString(file));
    }
}
