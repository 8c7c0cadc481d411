//SOURCES ../../support/RunningProcess.java ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("parent-child")
@Tag("slow")
@DisplayName("The script parent-child")
class ParentChildTest {
    private static final String SEES_20 = "child ,*p=20,var=1000\nparent,*p=20,var = 100\n";
    private static final String SEES_0 = "child ,*p=20,var=1000\nparent,*p=0,var = 100\n";

    @TempDir Path dir;

    private ProcessResult run(String command) {
        var words = new ArrayList<>(List.of(command.split(" ")));
        return Course.run(Course.script(dir, words.removeFirst(),
            words.toArray(String[]::new)));
    }

    @Test
    @DisplayName("prints what the tutorial's program prints, when it is started as a one-liner")
    void oneLiner() {
        assertEquals(new ProcessResult(0, SEES_20, ""),
            Course.run(Course.launcher(dir, "parent-child")));
    }

    @DisplayName("shares the mapping")
    @ParameterizedTest(name = "{0}: the parent sees the child''s 20")
    @CsvSource({"parent-child --unlink", "parent-child --spawn"})
    void shared(String command) {
        assertEquals(new ProcessResult(0, SEES_20, ""), run(command));
    }

    @DisplayName("does not share a private mapping")
    @ParameterizedTest(name = "{0}: the parent sees 0")
    @CsvSource({"parent-child --private", "parent-child --private --unlink",
        "parent-child --private --spawn"})
    void isPrivate(String command) {
        assertEquals(new ProcessResult(0, SEES_0, ""), run(command));
    }

    @Test
    @DisplayName("leaves 20 in the file, 0 with --private, and no file with --unlink")
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
    @DisplayName("prints the same if stdout is a pipe")
    void pipe() {
        var builder = new ProcessBuilder("sh", "-c", "\"$@\" | cat", "sh");
        builder.command().addAll(Course.script(dir, "parent-child").command());
        assertEquals(SEES_20, Course.run(builder.directory(dir.toFile())).out());
    }

    @Test
    @DisplayName("really forks: parent and child have different process IDs")
    void forks() throws Exception {
        ProcessResult result = run("parent-child -v");
        var pids = java.util.regex.Pattern.compile("PID (\\d+)").matcher(result.err()).results()
            .map(found -> found.group(1)).distinct().toList();
        assertEquals(2, pids.size(), result.err());
        assertEquals(SEES_20, result.out());
    }

    @Test
    @DisplayName("refuses --spawn with --unlink: it prints the usage, exits with 2, writes no file")
    void spawnUnlink() {
        ProcessResult result = run("parent-child --spawn --unlink");
        assertEquals(2, result.exit());
        assertTrue(result.err().contains("Usage: jbang parent-child"), result.err());
        assertFalse(Files.exists(dir.resolve("testmmap")));
    }
}
