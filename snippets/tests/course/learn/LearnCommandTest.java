//SOURCES ../../../course/grading/Exercise.java ../../support/Course.java
//SOURCES ../../support/CourseCopy.java ../../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("learn")
@Tag("slow")
@DisplayName("jbang learn")
@Timeout(900)
class LearnCommandTest {
    private static final Exercise FIRST = Exercise.all().getFirst();

    @TempDir Path dir;

    private ProcessBuilder learn(Path root, String... arguments) {
        ProcessBuilder builder = Course.script(root, "learn", arguments);
        // The launcher's variable would lead to the checkout of the tests.
        builder.environment().put("JBANG_LAUNCH_CMD", root.resolve("jbang").toString());
        builder.environment().put("MMAP_COURSE_WORK", dir.resolve("work").toString());
        return builder;
    }

    /** Runs the player with these lines as its input. */
    private ProcessResult play(String chapter, String... lines) throws Exception {
        Path input = Files.write(dir.resolve("input"), List.of(lines));
        return Course.run(learn(Course.ROOT, chapter).redirectInput(input.toFile()));
    }

    @Test
    @DisplayName("--check runs every cell, and every check holds")
    void check() {
        String[] arguments = Boolean.getBoolean(Course.FULL) ? new String[] {"--check"}
            : new String[] {"--check", "06"};
        ProcessResult result = Course.run(learn(Course.ROOT, arguments), Duration.ofMinutes(10));
        assertEquals(0, result.exit(), result.out() + result.err());
        String good = "✓ \\d\\d_\\w+: \\d+ ✓, 0 ✗, \\S+ s";
        assertEquals(Boolean.getBoolean(Course.FULL) ? chapters() : 1,
            result.lines().stream().filter(line -> line.matches(good)).count(), result.out());
    }

    private static long chapters() {
        return Course.ROOT.resolve("notebooks").toFile().list((folder, name) ->
            name.endsWith(".ipynb")).length;
    }

    @Test
    @DisplayName("--check ends with exit code 1 at a check that does not hold")
    void broken() throws Exception {
        try (var copy = new CourseCopy()) {
            Path notebook = copy.keepCells("00", source -> source.startsWith("String jdk")
                || source.contains("new enough"));
            Files.writeString(notebook, Files.readString(notebook).replace("✓ This", "✗ This"));
            ProcessResult result = Course.run(learn(copy.root, "--check", "00"));
            assertEquals(1, result.exit(), result.out() + result.err());
            assertTrue(result.out().startsWith("✗ 00_start_here: 0 ✓, 1 ✗"), result.out());
            assertTrue(result.out().contains("cell 1: ✗ This is Linux"), result.out());
            assertEquals("learn: 00_start_here failed\n", result.err());
        }
    }

    @Test
    @DisplayName("grades an exercise from its stub to its pass, and gives a hint between them")
    void exercise() throws Exception {
        ProcessResult unsolved = play("00", "/goto 99", "/goto 0.1", "/hint", "", "/quit");
        assertTrue(unsolved.out().contains("There is no cell 99"), unsolved.out());
        assertTrue(unsolved.out().contains("exercise 0.1: not solved yet"), unsolved.out());
        assertTrue(unsolved.out().contains("Hint 1 of "), unsolved.out());
        Path file = dir.resolve("work").resolve(FIRST.file());
        Files.writeString(file, FIRST.solution() + "// \u00e9 in an editor without UTF-8\n",
            StandardCharsets.ISO_8859_1);
        ProcessResult solved = play("00", "/goto 0.1", "", "/progress");
        assertEquals(0, solved.exit(), solved.err());
        assertTrue(solved.out().contains("Passed."), solved.out());
        assertTrue(solved.out().contains("\n1 of "), solved.out());
        assertTrue(solved.out().contains("This is the end of the chapter."), solved.out());
    }

    @Test
    @DisplayName("has no colours in a pipe, and only ASCII with --ascii")
    void plain() throws Exception {
        Path input = Files.write(dir.resolve("input"), List.of("", "/pictures"));
        ProcessResult result = Course.run(
            learn(Course.ROOT, "00", "--ascii").redirectInput(input.toFile()));
        assertEquals(0, result.exit(), result.err());
        assertTrue(result.out().contains("[ok] This is Linux"), result.out());
        assertFalse(result.out().contains("\u001b"), result.out());
        assertTrue(result.out().chars().allMatch(character -> character < 128), result.out());
        assertEquals("", result.err());
    }

    @Test
    @DisplayName("rejects a chapter that does not exist with the names of those that do")
    void unknown() {
        ProcessResult result = Course.run(learn(Course.ROOT, "99"));
        assertEquals(2, result.exit());
        assertTrue(result.err().startsWith("No such chapter; there are: 00_start_here "),
            result.err());
    }
}
