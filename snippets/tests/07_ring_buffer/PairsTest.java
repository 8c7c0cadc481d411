//SOURCES ../support/Course.java
//SOURCES ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("beyond")
@Tag("slow")
@DisplayName("The pairs of a broken and a fixed version in chapter 7")
class PairsTest {
    private static final int RUNS = 2;
    private static final String SECONDS = "2";
    private static final int MOST_CHANGED_LINES = 8;

    @TempDir Path dir;

    // No timing is asserted: false sharing is slow, not wrong, and on one core it is not even slow.
    @DisplayName("print the transcript that is above their code, in every run")
    @ParameterizedTest(name = "{0}, exit code {1}")
    @CsvSource({"no-release, 1", "no-release-fixed, 0", "false-sharing, 0",
        "false-sharing-fixed, 0", "lost-wake-up, 1", "lost-wake-up-fixed, 0"})
    void transcript(String alias, int exit) throws Exception {
        // One after the other, because a fixed version needs enough processor time.
        for (int i = 0; i < RUNS; i++) {
            ProcessResult result = Course.run(Course.script(dir, alias, "--seconds", SECONDS));
            assertEquals(exit, result.exit(), result.out() + result.err());
            assertEquals(promised(alias), withoutNumbers(result.out() + result.err()));
            assertEquals(exit == 0 ? 0 : 1, result.err().lines().count(), result.err());
        }
    }

    @DisplayName("differ in at most eight lines of code, out of at most seventy")
    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({"no-release, no-release-fixed", "false-sharing, false-sharing-fixed",
        "lost-wake-up, lost-wake-up-fixed"})
    void differences(String broken, String fixed) throws Exception {
        List<String> one = code(broken);
        List<String> other = code(fixed);
        int changed = one.size() + other.size() - 2 * linesInCommon(one, other);
        assertTrue(changed > 0 && changed <= MOST_CHANGED_LINES, changed + " lines");
        assertTrue(Files.readAllLines(file(broken)).size() <= 70, broken);
        assertTrue(Files.readAllLines(file(fixed)).size() <= 70, fixed);
    }

    @DisplayName("have a --help text of 80 columns, and refuse to run for 0 seconds")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"no-release", "no-release-fixed", "false-sharing",
        "false-sharing-fixed", "lost-wake-up", "lost-wake-up-fixed"})
    void help(String alias) {
        ProcessResult help = Course.run(Course.script(dir, alias, "--help"));
        assertEquals(0, help.exit(), help.err());
        assertTrue(help.out().contains("--seconds=N"), help.out());
        help.out().lines().forEach(line -> assertTrue(line.length() <= 80, line));
        ProcessResult refused = Course.run(Course.script(dir, alias, "--seconds", "0"));
        assertEquals(2, refused.exit(), refused.out());
        assertTrue(refused.err().startsWith("--seconds from 1.\n"), refused.err());
    }

    /** The lines after {@code $ jbang ALIAS} in the comment, with N for each number. */
    private static String promised(String alias) throws Exception {
        String intro = " *     ";
        List<String> lines = Files.readAllLines(file(alias));
        return withoutNumbers(lines.stream().skip(lines.indexOf(intro + "$ jbang " + alias) + 1)
            .takeWhile(line -> line.startsWith(intro)).map(line -> line.substring(intro.length()))
            .peek(line -> assertTrue(line.length() <= 80, line))
            .collect(Collectors.joining("\n", "", "\n")));
    }

    private static String withoutNumbers(String text) {
        return text.replaceAll("[0-9]+", "N");
    }

    private static Path file(String alias) throws Exception {
        String json = Files.readString(Course.ROOT.resolve("jbang-catalog.json"));
        String entry = json.substring(json.indexOf("\"" + alias + "\": {"));
        return Course.ROOT.resolve(entry.split("\"script-ref\": \"")[1].split("\"")[0]);
    }

    /** The lines of code without comments and blank lines, and with ALIAS for the alias. */
    private static List<String> code(String alias) throws Exception {
        String source = Files.readString(file(alias)).replaceAll("(?s)/\\*.*?\\*/", "");
        return source.replace("\"" + alias + "\"", "\"ALIAS\"").lines().map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("//")).toList();
    }

    /** The length of the longest common subsequence, as diff(1) finds it. */
    private static int linesInCommon(List<String> one, List<String> other) {
        var best = new int[one.size() + 1][other.size() + 1];
        IntStream.range(0, one.size()).forEach(i -> IntStream.range(0, other.size()).forEach(j ->
            best[i + 1][j + 1] = one.get(i).equals(other.get(j)) ? best[i][j] + 1
                : Math.max(best[i][j + 1], best[i + 1][j])));
        return best[one.size()][other.size()];
    }
}
