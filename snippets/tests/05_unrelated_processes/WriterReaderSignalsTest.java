//SOURCES ../../Libc.java ../../support/RunningProcess.java WriterReaderFixture.java
//SOURCES ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unrelated")
@Tag("faults")
@Tag("slow")
@DisplayName("writer and reader when something goes wrong")
class WriterReaderSignalsTest extends WriterReaderFixture {
    private static final String SIGBUS = "SIGBUS: a mapped page cannot be accessed:"
        + " the file was truncated, or its file system is full\n";

    // HotSpot reports a SIGBUS differently in interpreted code and in code of each compiler.

    @ParameterizedTest(name = "{0}, after {1} lines")
    @DisplayName("a reader that does not sleep reports SIGBUS when its file is truncated")
    @CsvSource({"-Xint, 100", "-XX:TieredStopAtLevel=1, 30000", "-XX:TieredStopAtLevel=4, 100000"})
    void truncatedUnderTheReader(String jvmOption, int lines) throws Exception {
        mailbox().put(1234567);
        try (var reader = startWith(jvmOption, "reader", "--interval", "0")) {
            reader.awaitLines(lines);
            truncate();
            assertSigbus("reader", reader);
            // The read that failed has no value, so the reader prints none for it.
            assertEquals(List.of("1234567"), reader.out().lines().distinct().toList());
        }
    }

    @Test
    @DisplayName("a sleeping reader reports SIGBUS when it wakes after its file was truncated")
    void truncatedUnderASleepingReader() throws Exception {
        mailbox().put(100);
        try (var reader = start("reader", "--interval", "300", "--as", "byte")) {
            reader.awaitLines(1);
            truncate();
            assertSigbus("reader", reader);
            assertEquals("100\n", reader.out());
        }
    }

    @ParameterizedTest(name = "{0}, after {1} values")
    @DisplayName("a writer reports SIGBUS when its file is truncated")
    @CsvSource({"-Xint, 100", "-XX:TieredStopAtLevel=1, 200000", "-XX:TieredStopAtLevel=4, 200000"})
    void truncatedUnderTheWriter(String jvmOption, int values) throws Exception {
        try (var writer = startWith(jvmOption, "writer", "--interval", "0", "--start", "1")) {
            Course.await(writer, values + " values", () -> mailbox().counter() > values);
            truncate();
            assertSigbus("writer", writer);
            assertEquals("", writer.out());
        }
    }

    @Test
    @DisplayName("a second writer with O_TRUNC ends a reader with SIGBUS, as in the tutorial")
    void truncatedByAnotherWriter() throws Exception {
        mailbox().put(100);
        try (var reader = start("reader", "--interval", "5")) {
            reader.awaitLines(1);
            // With ulimit -f 0, the writer can truncate the file but not extend it. So the file
            // stays empty. HotSpot must not write a file then, and the output goes through cat.
            var truncating = new ArrayList<String>(List.of(
                "sh", "-c", "(ulimit -f 0; exec \"$@\" 2>&1) | cat", "sh"));
            List<String> writer = Course.script(dir, "writer", "--truncate").command();
            writer.add(1, "-XX:-UsePerfData");
            truncating.addAll(writer);
            ProcessResult result = Course.run(
                new ProcessBuilder(truncating).directory(dir.toFile()));
            assertTrue(result.out().matches("writer: ftruncate: File too large \\(EFBIG; .*\n"),
                result.toString());
            assertSigbus("reader", reader);
        }
    }

    @ParameterizedTest(name = "that writes every {0} ms")
    @DisplayName("Ctrl-C ends a writer with exit code 130 and without output")
    @ValueSource(strings = {"0", "600000"})
    void interruptedWriter(String intervalMs) throws Exception {
        try (var writer = start("writer", "--interval", intervalMs)) {
            Course.await(writer, "a value in the file", () -> mailbox().counter() != 0);
            Course.signal(writer, Libc.SIGINT);
            assertEquals(new ProcessResult(130, "", ""), writer.result());
        }
    }

    @ParameterizedTest(name = "that reads every {0} ms")
    @DisplayName("Ctrl-C ends a reader with exit code 130 and without a message")
    @ValueSource(strings = {"0", "600000"})
    void interruptedReader(String intervalMs) throws Exception {
        mailbox().put(100);
        try (var reader = start("reader", "--interval", intervalMs)) {
            reader.awaitLines(1);
            Course.signal(reader, Libc.SIGINT);
            ProcessResult result = reader.result();
            assertEquals("130 ", result.exit() + " " + result.err());
            assertTrue(result.out().matches("(100\n)++"), "more than values on stdout");
        }
    }

    @Test
    @DisplayName("a writer reports SIGBUS if the file system is full")
    void fullFileSystem() {
        // A small file system in a mount namespace, which ends with the process.
        String mount = "mount -t tmpfs -o size=64k course . && cd \"$PWD\" || exit 99;"
            + " dd if=/dev/zero of=fill bs=1k 2>/dev/null; \"$@\"; echo exit $?; ls";
        List<String> unshare = Stream.of(List.of("unshare", "-m"), List.of("unshare", "-rm"))
            .filter(words -> works(shell(words, "mount -t tmpfs course .", List.of())))
            .findFirst().orElse(List.of());
        assumeTrue(!unshare.isEmpty(), "a small tmpfs may not be mounted here");
        for (String count : List.of("1", "100000")) {
            List<String> writer = Course.script(dir, "writer", "-v", "--interval", "0",
                "--count", count).command();
            assertEquals(new ProcessResult(0, "exit 1\nfill\ntestmmap\n",
                "testmmap: 0 bytes found, 10 bytes mapped shared\nwriter: " + SIGBUS),
                Course.run(shell(unshare, mount, writer)));
        }
    }

    private ProcessBuilder shell(List<String> prefix, String script, List<String> arguments) {
        var command = new ArrayList<String>(prefix);
        command.addAll(List.of("sh", "-c", script, "sh"));
        command.addAll(arguments);
        return new ProcessBuilder(command).directory(dir.toFile());
    }

    /** Truncates the file to 0 bytes while others have it mapped. */
    private void truncate() {
        int fd = Libc.open(dir.resolve("testmmap").toString(), Libc.O_RDWR);
        try {
            Libc.ftruncate(fd, 0);
        } finally {
            Libc.close(fd);
        }
    }

    private void assertSigbus(String alias, RunningProcess running) throws Exception {
        ProcessResult result = running.result();
        assertEquals(alias + ": " + SIGBUS, result.err());
        assertEquals(1, result.exit());
        assertEquals(List.of("testmmap"), files(),
            "the files in the folder; a crash would have left hs_err");
    }
}
