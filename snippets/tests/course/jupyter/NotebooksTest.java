//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../../../course/grading/Exercise.java ../../../course/jupyter/JupyterEnvironment.java
//SOURCES ../../support/Course.java ../../support/CourseCopy.java
//SOURCES ../../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("notebooks")
@Tag("slow")
@DisplayName("The notebooks, run on a real IJava")
@Timeout(1200)
class NotebooksTest {
    /** The deadline. All notebooks take about one minute on two cores. */
    private static final Duration MINUTES = Duration.ofMinutes(18);

    @TempDir Path dir;

    @BeforeAll
    static void makeEnvironment() throws Exception {
        JupyterEnvironment.prepare();
    }

    @Test
    @DisplayName("run to their end, with every check ✓ and the stored outputs")
    void fresh() {
        ProcessResult result = Course.run(Course.launcher(dir, "notebooks"), MINUTES);
        assertEquals(0, result.exit(), result.out() + result.err());
        long notebooks = Course.ROOT.resolve("notebooks").toFile().list((folder, name) ->
            name.endsWith(".ipynb")).length;
        assertEquals(notebooks, result.lines().stream().filter(line -> line.startsWith("✓ "))
            .count(), result.out());
    }

    @Test
    @DisplayName("are reported as not fresh if a stored output differs from the new one")
    void stale() throws Exception {
        try (var copy = new CourseCopy().withBuilt("lab", "notebooks", "exercises")) {
            Path notebook = copy.withTinyNotebook();
            String stored = Files.readString(notebook);
            String altered = stored.replaceFirst("\"✓ ([a-zA-Z])", "\"✓ Indeed: $1");
            assertTrue(!stored.equals(altered));
            Files.writeString(notebook, altered);
            ProcessResult stale = Course.run(copy.launcher("notebooks", "00"), MINUTES);
            assertEquals(1, stale.exit(), stale.out());
            assertTrue(stale.out().contains("✓ Indeed: "), stale.out());
            assertTrue(stale.err().contains("not fresh: 00_start_here"), stale.err());
            ProcessResult refreshed =
                Course.run(copy.launcher("notebooks", "--refresh", "00"), MINUTES);
            assertEquals(0, refreshed.exit(), refreshed.out());
            assertEquals(stored.replaceAll("(?s).*?\"(✓ [^\"]*).*", "$1"),
                Files.readString(notebook).replaceAll("(?s).*?\"(✓ [^\"]*).*", "$1"));
        }
    }

    @Test
    @DisplayName("are not stored if a cell prints a path of the machine")
    void forbidden() throws Exception {
        try (var copy = new CourseCopy().withBuilt("lab", "notebooks", "exercises")) {
            Path notebook = copy.withTinyNotebook();
            String withPath = insert(notebook,
                "System.out.println(System.getProperty(\"user.home\") + \"/a\");");
            ProcessResult path = Course.run(copy.launcher("notebooks", "--refresh", "00"), MINUTES);
            assertEquals(1, path.exit(), path.out());
            assertTrue(path.out().contains("a path or a warning: "), path.out());
            assertEquals(withPath, Files.readString(notebook));
        }
    }

    @Test
    @DisplayName("are reported by lab and by notebooks if their kernel dies, and are not stored")
    void deadKernel() throws Exception {
        try (var copy = new CourseCopy().withBuilt("lab", "notebooks", "exercises")) {
            Path notebook = copy.withTinyNotebook();
            String deadly = insert(notebook, "Runtime.getRuntime().halt(3);");
            for (String command : List.of("lab --check 00", "notebooks --refresh 00")) {
                ProcessResult result = Course.run(copy.launcher(command.split(" ")), MINUTES);
                assertEquals(1, result.exit(), result.out() + result.err());
                assertTrue(result.out().startsWith("✗ 00_start_here"), result.out() + result.err());
                assertTrue(result.out().contains("Kernel died"), result.out() + result.err());
            }
            assertEquals(deadly, Files.readString(notebook));
        }
    }

    @Test
    @DisplayName("are reported with the compiler's message if a cell does not compile")
    void compilerError() throws Exception {
        try (var copy = new CourseCopy().withBuilt("lab", "notebooks", "exercises")) {
            Path notebook = copy.withTinyNotebook();
            insert(notebook, "int number = \"a\";");
            ProcessResult result = Course.run(copy.launcher("lab", "--check", "00"), MINUTES);
            assertEquals(1, result.exit(), result.out() + result.err());
            assertTrue(result.out().contains(
                "incompatible types: java.lang.String cannot be converted to int\n"), result.out());
        }
    }

    /** Puts a statement at the beginning of the cell. Returns the notebook's text. */
    private static String insert(Path notebook, String statement) throws IOException {
        String stored = Files.readString(notebook);
        String line = new ObjectMapper().writeValueAsString(statement + "\n");
        String text = stored.replaceFirst("\"System.out",
            Matcher.quoteReplacement(line + ",\n    \"System.out"));
        assertTrue(!stored.equals(text));
        Files.writeString(notebook, text);
        return text;
    }

    @Test
    @Tag("full")
    @DisplayName("pass all checks if every cell is run twice, also where they start processes")
    void twice() throws Exception {
        try (var copy = new CourseCopy().withBuilt("lab", "notebooks", "exercises")) {
            for (String name : List.of("04_parent_child", "05_unrelated_processes",
                    "07_ring_buffer")) {
                doubleCells(copy.root.resolve("notebooks/" + name + ".ipynb"));
            }
            ProcessResult result =
                Course.run(copy.launcher("lab", "--check", "04", "05", "07"), MINUTES);
            assertEquals(0, result.exit(), result.out() + result.err());
        }
    }

    @Test
    @Tag("full")
    @DisplayName("show every exercise as passed with the solutions in the cells")
    void solved() throws Exception {
        try (var copy = new CourseCopy().withBuilt("lab", "notebooks", "exercises")) {
            Path notebook = copy.root.resolve("notebooks/00_start_here.ipynb");
            int count = onlySolvedExercises(copy.root.resolve("notebooks"), notebook);
            ProcessResult result =
                Course.run(copy.launcher("notebooks", "--refresh", "00"), MINUTES);
            assertEquals(0, result.exit(), result.out() + result.err());
            List<String> verdicts = new ObjectMapper().readTree(notebook.toFile())
                .findValues("text/html").stream().map(JsonNode::toString).toList();
            assertEquals(Exercise.all().size(), count);
            assertEquals(count, verdicts.size());
            for (String verdict : verdicts) {
                assertTrue(verdict.contains("✓ passed</span>"), verdict);
            }
        }
    }

    /**
     * Makes one notebook from the set-up cells and all notebooks' exercise cells, with their
     * solutions. An exercise cell is graded in a process of its own, so it needs no other cell.
     */
    private static int onlySolvedExercises(Path folder, Path target) throws Exception {
        var json = new ObjectMapper();
        var cells = json.createArrayNode();
        JsonNode all = json.readTree(target.toFile());
        all.get("cells").forEach(cell -> {
            if (cell.get("source").path(0).asText().startsWith("%load ")) {
                cells.add(cell);
            }
        });
        int count = 0;
        try (Stream<Path> notebooks = Files.list(folder)) {
            for (Path notebook : notebooks.filter(f -> f.toString().endsWith(".ipynb")).sorted()
                    .toList()) {
                for (JsonNode cell : json.readTree(notebook.toFile()).get("cells")) {
                    String first = cell.get("source").path(0).asText();
                    if (first.startsWith("%%exercise ")) {
                        cells.add(solved((ObjectNode) cell, first).put("id", "e" + count++));
                    }
                }
            }
        }
        json.writeValue(target.toFile(), ((ObjectNode) all).set("cells", cells));
        return count;
    }

    private static ObjectNode solved(ObjectNode cell, String magic) {
        String id = magic.strip().split(" ")[1];
        return cell.put("source", magic + Exercise.all().stream().filter(e -> e.id().equals(id))
            .findFirst().orElseThrow().solution());
    }

    /** Repeats every code cell, except magics, directly after itself. */
    private static void doubleCells(Path notebook) throws Exception {
        var json = new ObjectMapper();
        JsonNode all = json.readTree(notebook.toFile());
        var cells = (ArrayNode) all.get("cells");
        for (int i = cells.size() - 1; i >= 0; i--) {
            boolean isMagic = cells.get(i).get("source").path(0).asText().startsWith("%");
            if (cells.get(i).get("cell_type").asText().equals("code") && !isMagic) {
                ObjectNode again = cells.get(i).deepCopy();
                cells.insert(i + 1, again.put("id", "again" + i));
            }
        }
        json.writeValue(notebook.toFile(), all);
    }
}
