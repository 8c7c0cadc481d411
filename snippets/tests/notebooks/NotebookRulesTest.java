//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../../03_smalloc_sfree/Allocator.java ../../Libc.java ../../Proc.java
//SOURCES ../../course/bench/TransportRivals.java ../../course/grading/Exercise.java
//SOURCES ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads the notebooks for what a kernel would not complain about, but do wrong in silence. */
@Tag("rules")
@DisplayName("Every notebook, read")
class NotebookRulesTest {
    private static final int MAX_CODE_LINES = 12;

    /** A notebook: its name and its cells, in order. */
    private record Notebook(String name, List<Cell> cells) {
        List<Cell> code() {
            return cells.stream().filter(Cell::isCode).toList();
        }

        /** Without the exercises, which the kernel never compiles. */
        List<Cell> kernelCode() {
            return code().stream().filter(cell -> !cell.source().startsWith("%%exercise ")).toList();
        }

        boolean isChapter() {
            return !name.startsWith("00");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private record Cell(boolean isCode, String source, JsonNode outputs) {}

    private static Path folder() {
        return Course.ROOT.resolve("notebooks");
    }

    static List<Notebook> notebooks() throws Exception {
        var notebooks = new ArrayList<Notebook>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList()) {
                var cells = new ArrayList<Cell>();
                for (JsonNode cell : new ObjectMapper().readTree(file.toFile()).get("cells")) {
                    var source = new StringBuilder();
                    cell.get("source").forEach(line -> source.append(line.asText()));
                    cells.add(new Cell(cell.get("cell_type").asText().equals("code"),
                        source.toString(), cell.path("outputs")));
                }
                notebooks.add(new Notebook(
                    file.getFileName().toString().replace(".ipynb", ""), cells));
            }
        }
        return notebooks;
    }

    private static void assertNone(Notebook notebook, String fault, Predicate<String> isFault) {
        for (Cell cell : notebook.kernelCode()) {
            for (String line : cell.source().split("\n")) {
                assertTrue(!isFault.test(line), fault + ": " + line);
            }
        }
    }

    @Test
    @DisplayName("has the name of its chapter's folder, from 00 to 07")
    void names() throws Exception {
        var expected = new ArrayList<>(List.of("00_start_here"));
        try (Stream<Path> folders = Files.list(Course.ROOT.resolve("snippets"))) {
            expected.addAll(folders.map(f -> f.getFileName().toString())
                .filter(name -> name.matches("0\\d_.*")).sorted().toList());
        }
        assertEquals(expected, notebooks().stream().map(Notebook::name).toList());
        assertEquals(8, expected.size());
    }

    @DisplayName("imports types one by one, and no static, wildcard or module")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void imports(Notebook notebook) {
        // On IJava a wildcard that is not on a cell's first line sets variables to null; a module
        // makes every later cell slow to compile.
        assertNone(notebook, "not a single type", line -> line.strip().startsWith("import ")
            && !line.strip().matches("import [a-z.]+\\.[A-Z]\\w+;"));
    }

    @DisplayName("has no package line and no assert, which the kernel rejects or ignores")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void noPackageNoAssert(Notebook notebook) {
        assertNone(notebook, "package", line -> line.matches("\\s*package .*"));
        assertNone(notebook, "assert", line -> line.matches("\\s*assert[ (].*"));
    }

    @DisplayName("has one %load a cell and nothing else in it, of a file that exists")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void magics(Notebook notebook) {
        for (Cell cell : notebook.kernelCode()) {
            if (cell.source().lines().anyMatch(line -> line.startsWith("%"))) {
                assertEquals(1, cell.source().lines().count(), cell.source());
                assertTrue(cell.source().startsWith("%load "), cell.source());
                Path file = folder().resolve(cell.source().substring("%load ".length()).strip());
                assertTrue(Files.exists(file), cell.source());
            }
        }
    }

    @DisplayName("defines every method, class and record once")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void noRedefinition(Notebook notebook) {
        // A second definition resets in silence what the first one initialised.
        var type = Pattern.compile("^(?:final |sealed |abstract )*(?:class|record|interface|enum)"
            + " (\\w+)", Pattern.MULTILINE);
        var method = Pattern.compile("^(?!return|else|new|throw)[\\w<>\\[\\], .?]+ (\\w+)"
            + "\\([\\w<>\\[\\], .?]*\\)(?: throws [\\w, ]+)? \\{$", Pattern.MULTILINE);
        var seen = new HashSet<String>();
        for (Cell cell : notebook.kernelCode()) {
            for (Pattern pattern : List.of(type, method)) {
                pattern.matcher(cell.source()).results().forEach(found ->
                    assertTrue(seen.add(found.group(1)), "twice: " + found.group(1)));
            }
        }
    }

    @DisplayName("keeps code cells to 12 lines of 100 columns")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void cellLength(Notebook notebook) {
        for (Cell cell : notebook.kernelCode()) {
            assertTrue(cell.source().lines().count() <= MAX_CODE_LINES, cell.source());
            assertTrue(cell.source().lines().allMatch(line -> line.length() <= 100), cell.source());
        }
    }

    @DisplayName("checks, predicts, runs its script, and closes with recap, questions, exercises")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void skeleton(Notebook notebook) {
        String code = String.join("\n", notebook.code().stream().map(Cell::source).toList());
        String prose = String.join("\n", notebook.cells().stream().filter(cell -> !cell.isCode())
            .map(Cell::source).toList());
        assertTrue(prose.startsWith("# "), "begins with a title");
        assertAll(Stream.of("check(", "predict(", "%%exercise ")
            .map(call -> () -> assertTrue(code.contains(call), call)));
        if (notebook.isChapter()) {
            assertTrue(Pattern.compile("(jbang|jbangCommand|start)\\(\"").matcher(code).find(),
                "runs its script");
            assertTrue(code.contains("show(Picture."), "draws a picture");
            assertAll(Stream.of("## Recap", "## Questions", "## Exercises")
                .map(heading -> () -> assertTrue(prose.contains(heading), heading)));
        }
    }

    @DisplayName("ends with its chapter's exercises, each cell the stub word for word")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void exercises(Notebook notebook) {
        List<String> expected = Exercise.all().stream()
            .filter(exercise -> exercise.file().startsWith(notebook.name() + "/"))
            .map(exercise -> "%%exercise " + exercise.id() + "\n" + exercise.stub().stripTrailing())
            .toList();
        List<String> code = notebook.code().stream().map(Cell::source).toList();
        assertTrue(!expected.isEmpty());
        assertEquals(expected, code.subList(code.size() - expected.size(), code.size()));
        assertEquals(expected.size(), code.stream().filter(c -> c.startsWith("%%")).count());
    }

    @DisplayName("has its outputs stored, none of them an error or a failed check")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void outputs(Notebook notebook) {
        long checks = 0;
        for (Cell cell : notebook.code()) {
            for (JsonNode output : cell.outputs()) {
                assertTrue(!output.get("output_type").asText().equals("error"), cell.source());
                String text = output.path("text").toString();
                assertTrue(!text.contains("✗ ") || notebook.name().startsWith("00"), text);
                checks += text.contains("✓ ") ? 1 : 0;
            }
        }
        assertTrue(checks >= (notebook.isChapter() ? 10 : 2), checks + " cells with a ✓");
    }

    @Test
    @DisplayName("has the headings that the exercises' hints send learners to")
    void hintsQuoteHeadings() throws Exception {
        for (Exercise exercise : Exercise.all()) {
            for (String hint : exercise.hints()) {
                var quoted = Pattern.compile("Notebook (0\\d), \"([^\"]+)\"").matcher(hint);
                while (quoted.find()) {
                    Notebook notebook = notebooks().get(Integer.parseInt(quoted.group(1)));
                    String heading = quoted.group(2);
                    assertTrue(notebook.cells().stream().filter(cell -> !cell.isCode())
                        .flatMap(cell -> cell.source().lines()).anyMatch(line ->
                            line.startsWith("#") && line.contains(heading)),
                        exercise + ": no heading \"" + heading + "\" in " + notebook);
                }
            }
        }
    }

    @Test
    @DisplayName("plots what the bench measures, and has results of it that come with the course")
    void benchTitles() throws Exception {
        String results = Files.readString(
            Course.ROOT.resolve("snippets/course/bench/bench-results.json"));
        String code = String.join("\n",
            notebooks().getLast().code().stream().map(Cell::source).toList());
        List<String> plotted = Pattern.compile("bench\\.part\\(\"([^\"]+)\"\\)").matcher(code)
            .results().map(found -> found.group(1)).toList();
        assertEquals(List.of(TransportRivals.ONE_WAY, TransportRivals.BATCHES,
            TransportRivals.PING_PONG), plotted);
        for (TransportRivals.Rival rival : TransportRivals.ONE_TO_ONE) {
            assertTrue(code.contains("\"" + rival.name() + "\""), rival.name());
        }
        assertTrue(plotted.stream().allMatch(title -> results.contains("\"" + title + "\"")));
    }

    @Test
    @DisplayName("loads helpers that import types one by one, too")
    void helperImports() throws Exception {
        try (Stream<Path> helpers = Files.list(Course.ROOT.resolve("snippets/notebook"))) {
            for (Path helper : helpers.toList()) {
                for (String line : Files.readAllLines(helper)) {
                    assertTrue(!line.startsWith("import ")
                        || line.matches("import [a-z.]+\\.[A-Z]\\w+;"), line);
                    // It is loaded after declarations, which an import would build anew.
                    assertTrue(!line.startsWith("import ") || !helper.endsWith("ExerciseMagic.java"), line);
                }
            }
        }
    }

    @Test
    @DisplayName("loads helpers that compile: the kernel would tell only when a method is called")
    void helpersCompile(@TempDir Path dir) throws Exception {
        var files = new ArrayList<Path>(List.of(Course.ROOT.resolve("snippets/Libc.java"),
            Course.ROOT.resolve("snippets/03_smalloc_sfree/Allocator.java")));
        Path folder = Course.ROOT.resolve("snippets/notebook");
        files.addAll(List.of(folder.resolveSibling("Proc.java"), folder.resolve("Picture.java"),
            folder.resolve("BenchFigures.java")));
        // The kernel sees the two as one: what ExerciseMagic.java calls stands in Notebook.java.
        files.add(Files.writeString(dir.resolve("Both.java"),
            Files.readString(folder.resolve("Notebook.java"))
                .replaceFirst("(?s)\nvoid main\\(\\).*", "\n")
            + Files.readString(folder.resolve("ExerciseMagic.java"))));
        try (Stream<Path> helpers = Files.list(folder)) {
            assertEquals(4, helpers.count(), "every helper is compiled here");
        }
        var compiler = ToolProvider.getSystemJavaCompiler();
        var messages = new StringWriter();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            boolean good = compiler.getTask(messages, manager, null,
                List.of("-d", dir.toString(), "-Xlint:all,-restricted", "-Werror"), null,
                manager.getJavaFileObjectsFromPaths(files)).call();
            assertTrue(good, messages.toString());
        }
    }
}
