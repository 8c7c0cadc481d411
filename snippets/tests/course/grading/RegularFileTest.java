//SOURCES ../../../course/grading/RegularFile.java ../../support/Course.java

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import module java.base;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("exercises")
@DisplayName("A file that somebody else made")
class RegularFileTest {
    @TempDir Path dir;

    @BeforeEach
    void make() throws Exception {
        Files.writeString(dir.resolve("file"), "text");
        Files.createSymbolicLink(dir.resolve("link"), dir.resolve("file"));
        Files.createDirectory(dir.resolve("folder"));
        assertEquals(0, Course.run(new ProcessBuilder("mkfifo", dir + "/fifo")).exit());
        try (var sparse = FileChannel.open(dir.resolve("large"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.allocate(1), 3L << 30);
        }
    }

    @Test
    @DisplayName("is read if it is a regular file and not too large")
    void regular() throws Exception {
        assertArrayEquals("text".getBytes(), RegularFile.read(dir.resolve("file"), 4));
        Files.writeString(dir.resolve("file"), "");
        assertEquals(0, RegularFile.read(dir.resolve("file"), 4).length);
        assertThrows(NoSuchFileException.class, () -> RegularFile.read(dir.resolve("none"), 4));
    }

    @DisplayName("is refused at once, and the reason is named")
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"link, it is a symbolic link", "folder, Is a directory",
        "fifo, it is not a regular file",
        "large, 'it has 3,221,225,473 bytes; the limit is 1,000'"})
    void refused(String name, String reason) {
        var refusal = assertThrows(FileSystemException.class,
            () -> RegularFile.read(dir.resolve(name), 1000));
        assertEquals(reason, refusal.getReason());
    }

    @DisplayName("is replaced, not followed, when something is written in its place")
    @ParameterizedTest(name = "{0}")
    @CsvSource({"link", "fifo", "large", "new"})
    void replaced(String name) throws Exception {
        RegularFile.write(dir.resolve(name), "new".getBytes());
        assertEquals("new", Files.readString(dir.resolve(name)));
        assertFalse(Files.isSymbolicLink(dir.resolve(name)));
        assertEquals("text", Files.readString(dir.resolve("file")));
        try (var files = Files.list(dir)) {
            assertEquals(List.of(), files.map(file -> file.getFileName().toString())
                .filter(file -> file.startsWith(".")).toList());
        }
    }
}
