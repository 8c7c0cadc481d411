//SOURCES ../../../course/learn/ChapterCheck.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("learn")
@Tag("slow")
@DisplayName("A chapter that is run in JShell without a learner")
@Timeout(300)
class ChapterCheckTest {
    private static final String GOOD = "System.out.println(\"✓ good\");";

    @TempDir Path dir;

    private ChapterCheck.Result run(String... cells) throws Exception {
        var list = Stream.of(cells).map(cell -> Map.of("cell_type", "code", "id",
            "c" + cell.hashCode(), "source", List.of(cell))).toList();
        new ObjectMapper().writeValue(dir.resolve("00_small.ipynb").toFile(),
            Map.of("cells", list));
        return ChapterCheck.run(dir, "00_small", Map.of(), (id, text) -> {
            throw new IllegalStateException("no exercise " + id);
        });
    }

    @DisplayName("fails at the first cell that is wrong, and says why")
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
        "System.out.println(\"✗ five is four\");          | ✗ five is four",
        "throw new AssertionError(\"✗ five is four\");    | ✗ five is four",
        "throw new IllegalStateException(\"on purpose\"); | IllegalStateException: on purpose",
        "int text = \"a\";                 | java.lang.String cannot be converted to int",
        "Runtime.getRuntime().halt(3);     | with exit code 3",
        "%matplotlib inline                | does not know the magic %matplotlib",
        "%load ../no/such/File.java        | cannot read ../no/such/File.java",
        "%%exercise 9.9                    | no exercise 9.9"})
    void wrong(String cell, String reason) throws Exception {
        ChapterCheck.Result result = run(GOOD, cell, GOOD);
        assertEquals(1, result.holds());
        assertTrue(!result.isGood() && result.fails() > 0, result.toString());
        assertTrue(result.toString().startsWith("✗ 00_small: 1 ✓, 1 ✗, "), result.toString());
        assertTrue(result.failure().startsWith("cell 2: "), result.failure());
        assertTrue(result.failure().contains(reason), result.failure());
    }

    @Test
    @DisplayName("runs all cells in one thread and in the order of the output")
    void good() throws Exception {
        ChapterCheck.Result result = run(
            "var arena = java.lang.foreign.Arena.ofConfined();\nvar p = arena.allocate(8);",
            "p.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 0, (byte) 1);\n" + GOOD,
            "new ProcessBuilder(\"echo\", \"✓ raw\").inheritIO().start().waitFor();");
        assertTrue(result.isGood(), result.toString());
        assertEquals(2, result.holds());
    }
}
