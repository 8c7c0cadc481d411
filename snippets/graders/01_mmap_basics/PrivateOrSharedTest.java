//SOURCES ../../Libc.java ../../exercises/01_mmap_basics/PrivateOrShared.java
//SOURCES ../support/Observe.java
//FILES exercises/01_mmap_basics/PrivateOrShared.java=../../exercises/01_mmap_basics/PrivateOrShared.java
//FILES solutions/01_mmap_basics/PrivateOrShared.java=../../solutions/01_mmap_basics/PrivateOrShared.java
//FILES graders/01_mmap_basics/PrivateOrSharedTest.java=PrivateOrSharedTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateOrSharedTest {
    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("one mapping is rw-s, one is rw-p, and both are as long as the file")
    void oneOfEach() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), "x".repeat(10_000));
        try (var arena = Arena.ofConfined()) {
            var views = views(arena, file);
            assertEquals(List.of("rw-p", "rw-s"),
                Observe.mappingsOf(file).stream().sorted().toList(),
                "permissions of the mappings of the file");
            assertEquals(10_000, views.shared().byteSize(), "bytes in shared");
            assertEquals(10_000, views.scratch().byteSize(), "bytes in scratch");
        }
    }

    @Test
    @Order(2)
    @DisplayName("a store into scratch changes scratch, but not the file")
    void scratchIsPrivate() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), "hello");
        try (var arena = Arena.ofConfined()) {
            var views = views(arena, file);
            assertEquals("hello", text(views.scratch()),
                "the bytes in scratch before the first store");
            put(views.scratch(), "jelly");
            assertEquals("hello", Observe.readByAnotherProcess(file), "the file's bytes");
            assertEquals("jelly", text(views.scratch()), "the bytes in scratch");
        }
        assertEquals("hello", Observe.readByAnotherProcess(file),
            "the file's bytes after the arena is closed");
    }

    @Test
    @Order(3)
    @DisplayName("a store into shared is in the file at once, and does not change scratch")
    void sharedIsTheFile() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), "hello");
        try (var arena = Arena.ofConfined()) {
            var views = views(arena, file);
            put(views.scratch(), "jelly");
            put(views.shared(), "world");
            assertEquals("world", Observe.readByAnotherProcess(file), "the file's bytes");
            assertEquals("jelly", text(views.scratch()), "the bytes in scratch");
        }
    }

    @Test
    @Order(4)
    @DisplayName("the descriptor is closed, and the arena unmaps both")
    void allIsGivenBack() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), "hello");
        var before = Observe.descriptors();
        try (var arena = Arena.ofConfined()) {
            views(arena, file);
            assertEquals(List.of(), Observe.openedSince(before),
                "files that are still open: close each descriptor");
        }
        assertEquals(List.of(), Observe.mappingsOf(file),
            "mappings of the file after the arena is closed");
    }

    @Test
    @Order(5)
    @DisplayName("the descriptor is closed, too, if the file is empty")
    void closedAfterAFailure() throws Exception {
        Path file = Files.createFile(dir.resolve("empty"));
        var before = Observe.descriptors();
        try (var arena = Arena.ofConfined()) {
            PrivateOrShared.map(arena, file);
        } catch (Libc.ErrnoException | IllegalArgumentException | IOException refused) {
            // mmap fails with EINVAL for length 0. Views without any bytes are correct, too.
        }
        assertEquals(List.of(), Observe.openedSince(before),
            "files that are still open after map of an empty file: close the descriptor");
    }

    /** The learner's views. Both may be written to: a store into PROT_READ would end this JVM. */
    private static PrivateOrShared.Views views(Arena arena, Path file) throws Exception {
        var views = PrivateOrShared.map(arena, file);
        notNull(views, "the result of map");
        notNull(views.shared(), "the view shared");
        notNull(views.scratch(), "the view scratch");
        assertEquals(List.of(), Observe.mappingsOf(file).stream()
            .filter(permissions -> !permissions.startsWith("rw")).toList(),
            "mappings of the file that do not allow reading and writing");
        return views;
    }

    private static void notNull(Object seen, String what) {
        assertEquals("not null", seen == null ? "null" : "not null", what);
    }

    private static void put(MemorySegment view, String text) {
        view.copyFrom(MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The first five bytes as text. There should not be more. */
    private static String text(MemorySegment view) {
        byte[] bytes = view.asSlice(0, Math.min(5, view.byteSize())).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
