//SOURCES ../../Libc.java ../support/Course.java Mailbox.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unrelated")
@Tag("faults")
@DisplayName("writer and reader when something goes wrong")
class WriterReaderFaultsTest {
    private static final String SIGBUS = "SIGBUS: a mapped page has nothing behind it:"
        + " the file was cut, or its file system is full\n";

    @TempDir Path dir;

    private Mailbox mailbox() {
        return new Mailbox(dir.resolve("testmmap"));
    }

    // ------------------------------------------------------------------------------- signals

    // HotSpot tells of a SIGBUS in its own way from interpreted code and from each compiler's.

    @ParameterizedTest(name = "{0}, after {1} lines")
    @DisplayName("the file cut under a reader that does not sleep: a line about SIGBUS")
    @CsvSource({"-Xint, 100", "-XX:TieredStopAtLevel=1, 30000", "-XX:-TieredCompilation, 100000"})
    void cutUnderTheReader(String jvmOption, int lines) throws Exception {
        mailbox().put(1234567);
        try (var reader = startWith(jvmOption, "reader", "--interval", "0")) {
            reader.awaitLines(lines);
            cut();
            assertSigbus("reader", reader);
            // The read that failed brought nothing, so nothing is printed of it.
            assertEquals(List.of("1234567"), reader.out().lines().distinct().toList());
        }
    }

    @Test
    @DisplayName("the file cut under a sleeping reader: a line about SIGBUS when it wakes")
    void cutUnderASleepingReader() throws Exception {
        mailbox().put(100);
        try (var reader = start("reader", "--interval", "300", "--as", "byte")) {
            reader.awaitLines(1);
            cut();
            assertSigbus("reader", reader);
            assertEquals("100\n", reader.out());
        }
    }

    @ParameterizedTest(name = "{0}, after {1} values")
    @DisplayName("the file cut under a writer: a line about SIGBUS")
    @CsvSource({"-Xint, 100", "-XX:TieredStopAtLevel=1, 200000", "-XX:-TieredCompilation, 200000"})
    void cutUnderTheWriter(String jvmOption, int values) throws Exception {
        try (var writer = startWith(jvmOption, "writer", "--interval", "0", "--start", "1")) {
            writer.await(values + " values", () -> mailbox().counter() > values);
            cut();
            assertSigbus("writer", writer);
            assertEquals("", writer.out());
        }
    }

    @Test
    @DisplayName("the document's O_TRUNC cuts the file under a reader, who dies if he looks then")
    void cutByAnotherWriter() throws Exception {
        mailbox().put(100);
        try (var reader = start("reader", "--interval", "5")) {
            reader.awaitLines(1);
            // Without a byte of file allowed, the writer gets no further than the cut: what is a
            // moment otherwise, stays. HotSpot's own files and our files for output are none of it.
            var cutter = new ArrayList<String>(List.of(
                "sh", "-c", "(ulimit -f 0; exec \"$@\" 2>&1) | cat", "sh"));
            List<String> writer = Course.script(dir, "writer", "--truncate").command();
            writer.add(1, "-XX:-UsePerfData");
            cutter.addAll(writer);
            Course.Result cut = Course.run(new ProcessBuilder(cutter).directory(dir.toFile()));
            assertTrue(cut.out().matches("writer: ftruncate: File too large \\(EFBIG; .*\n"),
                cut.toString());
            assertSigbus("reader", reader);
        }
    }

    @ParameterizedTest(name = "that writes every {0} ms")
    @DisplayName("Ctrl-C ends a writer with 130 and without a word")
    @ValueSource(strings = {"0", "600000"})
    void interruptedWriter(String intervalMs) {
        try (var writer = start("writer", "--interval", intervalMs)) {
            writer.await("a value in the file", () -> mailbox().counter() != 0);
            writer.signal(Libc.SIGINT);
            assertEquals(new Course.Result(130, "", ""), writer.result());
        }
    }

    @ParameterizedTest(name = "that reads every {0} ms")
    @DisplayName("Ctrl-C ends a reader with 130 and without a word")
    @ValueSource(strings = {"0", "600000"})
    void interruptedReader(String intervalMs) throws Exception {
        mailbox().put(100);
        try (var reader = start("reader", "--interval", intervalMs)) {
            reader.awaitLines(1);
            reader.signal(Libc.SIGINT);
            Course.Result result = reader.result();
            assertEquals("130 ", result.exit() + " " + result.err());
            assertTrue(result.out().matches("(100\n)++"), "more than values on stdout");
        }
    }

    // --------------------------------------------------------------------------------- files

    @Test
    @DisplayName("a reader before any writer says that the file is not there, and to start one")
    void noFile() {
        assertLine("reader: open: No such file or directory (ENOENT; path=testmmap, "
            + "flags=RDONLY|NONBLOCK): start a writer first", run("reader"));
    }

    @Test
    @DisplayName("a reader of an empty file says that it is empty, and to start a writer")
    void emptyFile() throws Exception {
        Files.createFile(dir.resolve("testmmap"));
        Course.Result result = run("reader");
        assertTrue(result.err().contains("mmap: Invalid argument (EINVAL; length=0"), result.err());
        assertTrue(result.err().endsWith(": testmmap is empty, start a writer first\n"));
        assertOneLine("reader", result);
    }

    @Test
    @DisplayName("a directory is told from a file, by both")
    void directory() throws Exception {
        Files.createDirectory(dir.resolve("sub"));
        assertLine("reader: sub is a directory, which cannot be mapped",
            run("reader", "--file", "sub"));
        assertLine("writer: open: Is a directory (EISDIR; path=sub, flags=RDWR|CREAT)",
            run("writer", "--file", "sub", "--force", "--truncate"));
    }

    @DisplayName("a FIFO is answered with a line, at once")
    @ParameterizedTest(name = "by the {0}")
    @ValueSource(strings = {"writer", "reader"})
    void fifo(String alias) throws Exception {
        Course.run(new ProcessBuilder("mkfifo", dir.resolve("fifo").toString()));
        assertOneLine(alias, run(alias, "--file", "fifo"));
    }

    @Test
    @DisplayName("three bytes are no int, and three bytes all the same")
    void threeBytes() throws Exception {
        Files.writeString(dir.resolve("three"), "ABC");
        assertLine("reader: three has 3 bytes, too few for an int",
            run("reader", "--file", "three"));
        assertEquals(new Course.Result(0, "65\n", ""),
            run("reader", "--file", "three", "--as", "byte", "--count", "1"));
    }

    @ParameterizedTest(name = "by the {0}")
    @DisplayName("a missing folder is answered with a line, and nothing is made")
    @ValueSource(strings = {"writer", "reader"})
    void missingFolder(String alias) throws Exception {
        Course.Result result = run(alias, "--file", "missing/testmmap", "--count", "1");
        assertOneLine(alias, result);
        assertTrue(result.err().contains("ENOENT; path=missing/testmmap"), result.err());
        assertEquals(List.of(), files());
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("a wrong argument is answered with the usage and 2, and nothing is made")
    @ValueSource(strings = {
        "writer --interval -1", "writer --interval 9999999999", "writer --interval x",
        "writer --count 0", "writer --count -3", "writer --count 99999999999999999999",
        "writer --start 2147483648", "writer --file", "writer extra",
        "reader --interval -1", "reader --count 0", "reader --count 99999999999999999999",
        "reader --as short", "reader --force", "reader extra"})
    void wrongArguments(String command) throws Exception {
        String[] words = command.split(" ");
        Course.Result result = run(words[0], List.of(words).subList(1, words.length)
            .toArray(String[]::new));
        assertEquals(2, result.exit(), result.toString());
        assertEquals("", result.out());
        assertTrue(result.err().contains("\nUsage: jbang " + words[0] + " "), result.err());
        assertEquals(List.of(), files());
    }

    // ---------------------------------------------------------------- permissions, full disks

    @ParameterizedTest(name = "by the {0}")
    @DisplayName("a file without the permission is answered with a line")
    @ValueSource(strings = {"writer", "reader"})
    void noPermission(String alias) throws Exception {
        Path file = Files.write(dir.resolve("testmmap"), new byte[10]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        ProcessBuilder script = root ? asNobody(alias) : Course.script(dir, alias);
        assertLine(alias + ": open: Permission denied (EACCES; path=testmmap, flags="
            + (alias.equals("writer") ? "RDWR|CREAT)" : "RDONLY|NONBLOCK)"), Course.run(script));
        assertEquals(10, Files.size(file));
    }

    /** Root may read everything; so the script runs as nobody, from jars that nobody may read. */
    private ProcessBuilder asNobody(String alias) throws Exception {
        ProcessBuilder script = Course.script(dir, alias);
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> command = script.command();
        int classPath = command.indexOf("-cp") + 1;
        var jars = new ArrayList<String>();
        for (String jar : command.get(classPath).split(":")) {
            Path copy = dir.resolve(Path.of(jar).getFileName());
            if (Files.notExists(copy)) {
                Files.copy(Path.of(jar), copy);
            }
            Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
            jars.add(copy.toString());
        }
        command.set(classPath, String.join(":", jars));
        command.addAll(0, List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        var probe = new ProcessBuilder(new ArrayList<>(command)).directory(dir.toFile());
        probe.command().add("--help");
        assumeTrue(works(probe), "root reads every file, and cannot run Java as nobody here");
        return script;
    }

    @Test
    @DisplayName("a writer on a full file system: a line about SIGBUS")
    void fullFileSystem() {
        // A file system of its own, in a namespace of its own, which ends with the process.
        String mount = "mount -t tmpfs -o size=64k course . && cd \"$PWD\" || exit 99;"
            + " dd if=/dev/zero of=fill bs=1k 2>/dev/null; \"$@\"; echo exit $?; ls";
        List<String> unshare = Stream.of(List.of("unshare", "-m"), List.of("unshare", "-rm"))
            .filter(words -> works(shell(words, "mount -t tmpfs course .", List.of())))
            .findFirst().orElse(List.of());
        assumeTrue(!unshare.isEmpty(), "a small tmpfs may not be mounted here");
        for (String count : List.of("1", "100000")) {
            List<String> writer = Course.script(dir, "writer", "-v", "--interval", "0",
                "--count", count).command();
            assertEquals(new Course.Result(0, "exit 1\nfill\ntestmmap\n",
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

    /** Whether this machine has the command and lets us run it. */
    private static boolean works(ProcessBuilder command) {
        try {
            return Course.run(command).exit() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    // ----------------------------------------------------------------------------- processes

    private Course.Running start(String alias, String... options) {
        return new Course.Running(Course.script(dir, alias, options));
    }

    private Course.Running startWith(String jvmOption, String alias, String... options) {
        ProcessBuilder script = Course.script(dir, alias, options);
        script.command().add(1, jvmOption);
        return new Course.Running(script);
    }

    private Course.Result run(String alias, String... options) {
        return Course.run(Course.script(dir, alias, options));
    }

    /** Takes the page away under everyone who has it mapped. */
    private void cut() {
        int fd = Libc.open(dir.resolve("testmmap").toString(), Libc.O_RDWR);
        try {
            Libc.ftruncate(fd, 0);
        } finally {
            Libc.close(fd);
        }
    }

    private void assertSigbus(String alias, Course.Running running) throws IOException {
        Course.Result result = running.result();
        assertEquals(alias + ": " + SIGBUS, result.err());
        assertEquals(1, result.exit());
        assertEquals(List.of("testmmap"), files(), "a crash would have left hs_err here");
    }

    private static void assertLine(String line, Course.Result result) {
        assertEquals(new Course.Result(1, "", line + "\n"), result);
    }

    private static void assertOneLine(String alias, Course.Result result) {
        assertEquals(1, result.exit(), result.toString());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith(alias + ": "), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
