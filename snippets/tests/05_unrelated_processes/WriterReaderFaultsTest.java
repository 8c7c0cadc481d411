//SOURCES ../../support/RunningProcess.java WriterReaderFixture.java ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("unrelated")
@Tag("faults")
@Tag("slow")
@DisplayName("writer and reader when something goes wrong")
class WriterReaderFaultsTest extends WriterReaderFixture {
    @Test
    @DisplayName("a reader without a file reports this and asks to start a writer")
    void noFile() {
        assertLine("reader: open: No such file or directory (ENOENT; path=testmmap, "
            + "flags=RDONLY|NONBLOCK): start a writer first", run("reader"));
    }

    @Test
    @DisplayName("a reader of an empty file reports this and asks to start a writer")
    void emptyFile() throws Exception {
        Files.createFile(dir.resolve("testmmap"));
        ProcessResult result = run("reader");
        assertTrue(result.err().contains("mmap: Invalid argument (EINVAL; length=0"), result.err());
        assertTrue(result.err().endsWith(": testmmap is empty, start a writer first\n"));
        assertOneLine("reader", result);
    }

    @Test
    @DisplayName("both distinguish a directory from a file")
    void directory() throws Exception {
        Files.createDirectory(dir.resolve("sub"));
        assertLine("reader: sub is a directory, which cannot be mapped",
            run("reader", "--file", "sub"));
        assertLine("writer: open: Is a directory (EISDIR; path=sub, flags=RDWR|CREAT)",
            run("writer", "--file", "sub", "--force", "--truncate"));
    }

    @DisplayName("a FIFO is refused at once, with one line")
    @ParameterizedTest(name = "by the {0}")
    @ValueSource(strings = {"writer", "reader"})
    void fifo(String alias) throws Exception {
        Course.run(new ProcessBuilder("mkfifo", dir.resolve("fifo").toString()));
        assertOneLine(alias, run(alias, "--file", "fifo"));
    }

    @Test
    @DisplayName("a file of three bytes can be read as a byte, but not as an int")
    void threeBytes() throws Exception {
        Files.writeString(dir.resolve("three"), "ABC");
        assertLine("reader: three has 3 bytes, too few for an int",
            run("reader", "--file", "three"));
        assertEquals(new ProcessResult(0, "65\n", ""),
            run("reader", "--file", "three", "--as", "byte", "--count", "1"));
    }

    @ParameterizedTest(name = "by the {0}")
    @DisplayName("a missing folder is reported in one line, and no file is created")
    @ValueSource(strings = {"writer", "reader"})
    void missingFolder(String alias) throws Exception {
        ProcessResult result = run(alias, "--file", "missing/testmmap", "--count", "1");
        assertOneLine(alias, result);
        assertTrue(result.err().contains("ENOENT; path=missing/testmmap"), result.err());
        assertEquals(List.of(), files());
    }

    @ParameterizedTest(name = "{0}")
    @DisplayName("a wrong argument prints the usage, exits with 2, and creates no file")
    @ValueSource(strings = {
        "writer --interval -1", "writer --interval 9999999999", "writer --interval x",
        "writer --count 0", "writer --count -3", "writer --count 99999999999999999999",
        "writer --start 2147483648", "writer --file", "writer extra",
        "reader --interval -1", "reader --count 0", "reader --count 99999999999999999999",
        "reader --as short", "reader --force", "reader extra"})
    void wrongArguments(String command) throws Exception {
        String[] words = command.split(" ");
        ProcessResult result = run(words[0], List.of(words).subList(1, words.length)
            .toArray(String[]::new));
        assertEquals(2, result.exit(), result.toString());
        assertEquals("", result.out());
        assertTrue(result.err().contains("\nUsage: jbang " + words[0] + " "), result.err());
        assertEquals(List.of(), files());
    }

    @ParameterizedTest(name = "by the {0}")
    @DisplayName("a file that may not be opened is reported in one line")
    @ValueSource(strings = {"writer", "reader"})
    void noPermission(String alias) throws Exception {
        Path file = Files.write(dir.resolve("testmmap"), new byte[10]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        boolean root = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        ProcessBuilder script = root ? asNobody(alias) : Course.script(dir, alias);
        assertLine(alias + ": open: Permission denied (EACCES; path=testmmap, flags="
            + (alias.equals("writer") ? "RDWR|CREAT|NOFOLLOW)" : "RDONLY|NONBLOCK)"),
            Course.run(script));
        assertEquals(10, Files.size(file));
    }

    /** Root may read every file. So the script runs as nobody, from jars that nobody may read. */
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

    private static void assertLine(String line, ProcessResult result) {
        assertEquals(new ProcessResult(1, "", line + "\n"), result);
    }

    private static void assertOneLine(String alias, ProcessResult result) {
        assertEquals(1, result.exit(), result.toString());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith(alias + ": "), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
    }
}
