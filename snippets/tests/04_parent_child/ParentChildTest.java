//SOURCES ../../Libc.java ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("parent-child")
@DisplayName("parent-child, chapter three, and anonymous, chapter five")
class ParentChildTest {
    private static final String SEES_20 = "child ,*p=20,var=1000\nparent,*p=20,var = 100\n";
    private static final String SEES_0 = "child ,*p=20,var=1000\nparent,*p=0,var = 100\n";

    @TempDir Path dir;

    private Course.Result run(String command) {
        var words = new ArrayList<>(List.of(command.split(" ")));
        return Course.run(Course.script(dir, words.removeFirst(),
            words.toArray(String[]::new)));
    }

    @DisplayName("as one-liners")
    @ParameterizedTest(name = "{0} prints what the document''s program prints")
    @CsvSource({"parent-child", "anonymous"})
    void oneLiner(String alias) {
        assertEquals(new Course.Result(0, SEES_20, ""), Course.run(Course.launcher(dir, alias)));
    }

    @DisplayName("shares")
    @ParameterizedTest(name = "{0} lets the parent see the child''s 20")
    @CsvSource({"parent-child --unlink", "parent-child --spawn", "anonymous --memfd"})
    void shared(String command) {
        assertEquals(new Course.Result(0, SEES_20, ""), run(command));
    }

    @DisplayName("does not share")
    @ParameterizedTest(name = "{0} lets the parent see 0")
    @CsvSource({"parent-child --private", "parent-child --private --unlink",
        "parent-child --private --spawn"})
    void isPrivate(String command) {
        assertEquals(new Course.Result(0, SEES_0, ""), run(command));
    }

    @Test
    @DisplayName("leaves the 20 in the file; --private leaves 0, --unlink leaves no file")
    void theFile() throws Exception {
        Path file = dir.resolve("testmmap");
        run("parent-child");
        assertEquals(20, Files.readAllBytes(file)[0]);
        assertEquals(10, Files.size(file));
        run("parent-child --private");
        assertEquals(0, Files.readAllBytes(file)[0]);
        run("parent-child --unlink");
        assertFalse(Files.exists(file));
    }

    @Test
    @DisplayName("anonymous leaves no file, not even with --memfd")
    void noFile() throws Exception {
        run("anonymous");
        run("anonymous --memfd");
        try (var files = Files.list(dir)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    @DisplayName("prints the same into a pipe, with stdout closed late by its reader")
    void pipe() {
        var builder = new ProcessBuilder("sh", "-c", "\"$@\" | cat", "sh");
        builder.command().addAll(Course.script(dir, "parent-child").command());
        assertEquals(SEES_20, Course.run(builder.directory(dir.toFile())).out());
    }

    @Test
    @DisplayName("really forks: the child is a process of its own, without a second JVM's start")
    void forks() throws Exception {
        Course.Result result = run("parent-child -v");
        var pids = java.util.regex.Pattern.compile("PID (\\d+)").matcher(result.err()).results()
            .map(found -> found.group(1)).distinct().toList();
        assertEquals(2, pids.size(), result.err());
        assertEquals(SEES_20, result.out());
    }

    @Test
    @DisplayName("refuses --spawn with --unlink: usage, exit code 2, nothing written")
    void spawnUnlink() {
        Course.Result result = run("parent-child --spawn --unlink");
        assertEquals(2, result.exit());
        assertTrue(result.err().contains("Usage: jbang parent-child"), result.err());
        assertFalse(Files.exists(dir.resolve("testmmap")));
    }

    @Test
    @DisplayName("anonymous memory of one process is in nobody else's reach without a descriptor")
    void strangers() {
        Course.Result result = run("anonymous --attach /proc/self/fd/999");
        assertEquals(1, result.exit());
        assertTrue(result.err().startsWith("anonymous: open: No such file or directory (ENOENT"),
            result.err());
    }

    @Test
    @DisplayName("a process started by somebody else gets at the memory behind a memfd")
    void unrelated() {
        // This test's JVM owns the memory; the script knows nothing but the path.
        int fd = Libc.memfd_create("test", Libc.MFD_CLOEXEC);
        Libc.ftruncate(fd, 40);
        var p = Libc.mmap(Libc.NULL, 40, Libc.PROT_READ, Libc.MAP_SHARED, fd, 0);
        Course.Result result = run("anonymous --attach /proc/" + Libc.getpid() + "/fd/" + fd);
        assertEquals("child ,*p=20,var=1000\n", result.out(), result.err());
        assertEquals(20, p.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0));
        Libc.munmap(p, 40);
        Libc.close(fd);
    }
}
