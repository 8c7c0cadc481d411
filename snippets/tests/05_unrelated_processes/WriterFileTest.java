//SOURCES ../../support/RunningProcess.java WriterReaderFixture.java ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unrelated")
@Tag("slow")
@DisplayName("The script writer and its file")
class WriterFileTest extends WriterReaderFixture {
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    @Test
    @DisplayName("--truncate keeps the same file and makes it 10 bytes long: an int and zeros")
    void truncates() throws Exception {
        Path file = Files.write(dir.resolve("long"), "x".repeat(10_000).getBytes());
        Object inode = Files.getAttribute(file, "unix:ino");
        assertEquals(SILENCE, run("writer", "--file", "long", "--truncate", "--force", "--count",
            "1", "--start", "65"));
        assertArrayEquals("A\0\0\0\0\0\0\0\0\0".getBytes(), Files.readAllBytes(file));
        assertEquals(inode, Files.getAttribute(file, "unix:ino"));
    }

    @Test
    @DisplayName("a reader survives --truncate if it does not look while the file is empty")
    void survivesTruncation() throws Exception {
        mailbox().put(100);
        try (var reader = start("reader", "--interval", "1")) {
            reader.awaitLines(1);
            Course.signal(reader, SIGSTOP);
            assertEquals(SILENCE, run("writer", "--truncate", "--count", "1", "--start", "500"));
            Course.signal(reader, SIGCONT);
            Course.await(reader, "the new value", () -> values(reader).contains(500));
            assertEquals(List.of(100, 500), values(reader).stream().distinct().toList());
        }
    }

    // A writer leaves ten bytes, too, but with zeros after the int.
    @ParameterizedTest(name = "{1} with {0}")
    @DisplayName("a named file with other content is refused, and does not change")
    @CsvSource({"--interval=1, 'precious, more than ten bytes'", "--truncate, precious",
        "--start=7, x", "--interval=0, 0123456789"})
    void refuses(String option, String content) throws Exception {
        Path file = Files.writeString(dir.resolve("notes"), content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        assertEquals(new ProcessResult(1, "", "writer: notes has content that no writer wrote,"
            + " so it is unchanged; use --force to write into it\n"),
            run("writer", "--file", "notes", "--count", "1", option));
        assertEquals(content, Files.readString(file));
        assertEquals(1_000_000_000_000L, Files.getLastModifiedTime(file).toMillis());
    }

    @Test
    @DisplayName("--force overwrites the first four bytes of a longer file, and no others")
    void forces() throws Exception {
        Path file = Files.writeString(dir.resolve("notes"), "0123456789abcdef");
        assertEquals(SILENCE, run("writer", "--file", "notes", "--force", "--count", "1",
            "--start", "" + 0x41424344));
        assertEquals("DCBA456789abcdef", Files.readString(file));
    }

    @Test
    @DisplayName("a symbolic link testmmap is not followed, unless --file names it")
    void link() throws Exception {
        Path file = Files.createFile(dir.resolve("yours"));
        Files.createSymbolicLink(dir.resolve("testmmap"), file);
        ProcessResult refused = run("writer", "--count", "1", "--start", "65");
        assertEquals(1, refused.exit());
        assertEquals("writer: open: Too many levels of symbolic links (ELOOP; path=testmmap, "
            + "flags=RDWR|CREAT|NOFOLLOW)\n", refused.err());
        assertEquals(0, Files.size(file));
        assertEquals(SILENCE, run("writer", "--file", "testmmap", "--count", "1"));
    }

    @Test
    @DisplayName("a named file is accepted if it is empty")
    void acceptsAnEmptyFile() throws Exception {
        Path file = Files.createFile(dir.resolve("empty"));
        assertEquals(SILENCE, run("writer", "--file", "empty", "--count", "1", "--start", "65"));
        assertArrayEquals("A\0\0\0\0\0\0\0\0\0".getBytes(), Files.readAllBytes(file));
    }

    @Test
    @DisplayName("a testmmap with other content is accepted, unless the user names it")
    void acceptsTestmmap() throws Exception {
        Path file = Files.writeString(dir.resolve("testmmap"), "hello\n\0\0\0\0");
        assertEquals(1, run("writer", "--file", "testmmap", "--count", "1").exit());
        assertEquals(SILENCE, run("writer", "--count", "1", "--start", "65"));
        assertEquals("A\0\0\0o\n\0\0\0\0", Files.readString(file));
    }
}
