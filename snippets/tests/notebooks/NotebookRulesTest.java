//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../../course/bench/TransportRivals.java ../../course/grading/Exercise.java
//SOURCES ../support/Course.java NotebookFile.java

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads the notebooks for what a kernel would not complain about, but do wrong in silence. */
@Tag("rules")
@DisplayName("Every notebook, read")
class NotebookRulesTest {
    private static final int MAX_CODE_LINES = 12;

    static List<NotebookFile> notebooks() throws Exception {
        return NotebookFile.all();
    }

    private static void assertNone(NotebookFile notebook, String fault, Predicate<String> isFault) {
        for (NotebookFile.Cell cell : notebook.kernelCode()) {
            for (String line : cell.source().split("\n")) {
                assertTrue(!isFault.test(line), fault + ": " + line);
            }
        }
    }

    @Test
    @DisplayName("has the name of its chapter's folder, in the order of the chapters")
    void names() throws Exception {
        var expected = new ArrayList<>(List.of("00_start_here"));
        try (Stream<Path> folders = Files.list(Course.ROOT.resolve("snippets"))) {
            expected.addAll(folders.map(f -> f.getFileName().toString())
                .filter(name -> name.matches("\\d\\d_.*")).sorted().toList());
        }
        assertEquals(expected, notebooks().stream().map(NotebookFile::name).toList());
    }

    @DisplayName("imports types one by one, and no static, wildcard or module")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void imports(NotebookFile notebook) {
        // On IJava a wildcard that is not on a cell's first line sets variables to null; a module
        // makes every later cell slow to compile.
        assertNone(notebook, "not a single type", line -> line.strip().startsWith("import ")
            && !line.strip().matches("import [a-z.]+\\.[A-Z]\\w+;"));
    }

    @DisplayName("has no package line and no assert, which the kernel rejects or ignores")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void noPackageNoAssert(NotebookFile notebook) {
        assertNone(notebook, "package", line -> line.matches("\\s*package .*"));
        assertNone(notebook, "assert", line -> line.matches("\\s*assert[ (].*"));
    }

    @DisplayName("has one %load a cell and nothing else in it, of a file that exists")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void magics(NotebookFile notebook) {
        for (NotebookFile.Cell cell : notebook.kernelCode()) {
            if (cell.source().lines().anyMatch(line -> line.startsWith("%"))) {
                assertEquals(1, cell.source().lines().count(), cell.source());
                assertTrue(cell.source().startsWith("%load "), cell.source());
            }
        }
        assertAll(notebook.loaded().stream().map(file -> () ->
            assertTrue(Files.exists(file), file.toString())));
    }

    @DisplayName("defines every method, class and record once")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void noRedefinition(NotebookFile notebook) {
        // A second definition resets in silence what the first one initialised.
        var type = Pattern.compile("^(?:final |sealed |abstract )*(?:class|record|interface|enum)"
            + " (\\w+)", Pattern.MULTILINE);
        var method = Pattern.compile("^(?!return|else|new|throw)[\\w<>\\[\\], .?]+ (\\w+)"
            + "\\([\\w<>\\[\\], .?]*\\)(?: throws [\\w, ]+)? \\{$", Pattern.MULTILINE);
        var seen = new HashSet<String>();
        for (NotebookFile.Cell cell : notebook.kernelCode()) {
            for (Pattern pattern : List.of(type, method)) {
                pattern.matcher(cell.source()).results().forEach(found ->
                    assertTrue(seen.add(found.group(1)), "twice: " + found.group(1)));
            }
        }
    }

    @DisplayName("keeps code cells to 12 lines of 100 columns")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void cellLength(NotebookFile notebook) {
        for (NotebookFile.Cell cell : notebook.kernelCode()) {
            assertTrue(cell.source().lines().count() <= MAX_CODE_LINES, cell.source());
            assertTrue(cell.source().lines().allMatch(line -> line.length() <= 100), cell.source());
        }
    }

    @DisplayName("checks, predicts, runs its script, and closes with recap, questions, exercises")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void skeleton(NotebookFile notebook) {
        String code = String.join("\n",
            notebook.code().stream().map(NotebookFile.Cell::source).toList());
        String prose = String.join("\n", notebook.cells().stream().filter(cell -> !cell.isCode())
            .map(NotebookFile.Cell::source).toList());
        assertTrue(prose.startsWith("# "), "begins with a title");
        assertAll(Stream.of("check(", "predict(", "%%exercise ")
            .map(call -> () -> assertTrue(code.contains(call), call)));
        if (notebook.isChapter()) {
            assertTrue(Pattern.compile("(jbang|jbangCommand|start)\\(\"").matcher(code).find(),
                "runs its script");
            assertTrue(Pattern.compile("show\\(\\w+\\.draw\\(").matcher(code).find(),
                "draws a picture");
            assertAll(Stream.of("## Recap", "## Questions", "## Exercises")
                .map(heading -> () -> assertTrue(prose.contains(heading), heading)));
        }
    }

    @DisplayName("ends with its chapter's exercises, each cell the stub word for word")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void exercises(NotebookFile notebook) {
        List<String> expected = Exercise.all().stream()
            .filter(exercise -> exercise.file().startsWith(notebook.name() + "/"))
            .map(exercise -> "%%exercise " + exercise.id() + "\n" + exercise.stub().stripTrailing())
            .toList();
        List<String> code = notebook.code().stream().map(NotebookFile.Cell::source).toList();
        assertTrue(!expected.isEmpty());
        assertEquals(expected, code.subList(code.size() - expected.size(), code.size()));
        assertEquals(expected.size(), code.stream().filter(c -> c.startsWith("%%")).count());
        for (NotebookFile.Cell cell : notebook.code()) {
            assertTrue(!cell.source().startsWith("%%") || !cell.outputs().isEmpty(),
                "no verdict is stored below " + cell.source().lines().findFirst().orElse(""));
        }
    }

    @DisplayName("has its outputs stored, none of them an error or a failed check")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void outputs(NotebookFile notebook) {
        long checks = 0;
        for (NotebookFile.Cell cell : notebook.code()) {
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
    @DisplayName("has the number of exercises that README states")
    void readmeCount() throws Exception {
        String readme = Files.readString(Course.ROOT.resolve("README.md"));
        var counts = Pattern.compile("exercises, (\\d+) in all").matcher(readme);
        assertTrue(counts.find(), "README states the number of exercises");
        assertEquals(Exercise.all().size(), Integer.parseInt(counts.group(1)));
    }

    @Test
    @DisplayName("has the headings that the exercises' hints send learners to")
    void hintsQuoteHeadings() throws Exception {
        for (Exercise exercise : Exercise.all()) {
            for (String hint : exercise.hints()) {
                var quoted = Pattern.compile("Notebook (\\d\\d), \"([^\"]+)\"").matcher(hint);
                while (quoted.find()) {
                    String number = quoted.group(1);
                    NotebookFile notebook = notebooks().stream().filter(file ->
                        file.name().startsWith(number)).findFirst().orElseThrow();
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
            notebooks().stream().filter(file -> file.name().startsWith("07")).findFirst()
                .orElseThrow().code().stream().map(NotebookFile.Cell::source).toList());
        List<String> plotted = Pattern.compile("bench\\.part\\(\"([^\"]+)\"\\)").matcher(code)
            .results().map(found -> found.group(1)).toList();
        assertEquals(List.of(TransportRivals.ONE_WAY, TransportRivals.BATCHES,
            TransportRivals.PING_PONG), plotted);
        assertTrue(code.contains("\"" + TransportRivals.manyProducers(1).replace("1", "")));
        for (TransportRivals.Rival rival : TransportRivals.ONE_TO_ONE) {
            assertTrue(code.contains("\"" + rival.name() + "\""), rival.name());
        }
        assertTrue(plotted.stream().allMatch(title -> results.contains("\"" + title + "\"")));
    }
}
