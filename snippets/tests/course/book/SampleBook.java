//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../../../course/book/BookSite.java ../../../course/exercises/VerdictPage.java
//SOURCES ../../../course/grading/Exercise.java ../../../course/grading/Verdict.java
//SOURCES ../../../notebook/Prediction.java ../../../notebook/Svg.java
//SOURCES ../../notebook/SamplePictures.java ../../support/Course.java

import module java.base;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A book of one small chapter, which has every kind of cell and of output. */
final class SampleBook {
    private SampleBook() {}

    /** Makes a folder that is to the book as a checkout: README, a notebook and the style. */
    static Path root(Path folder, String... markdown) throws IOException {
        Files.createDirectories(folder.resolve("notebooks"));
        Path style = Files.createDirectories(folder.resolve("snippets/course/book"));
        for (String file : List.of("book.css", "book.js")) {
            Files.copy(Course.ROOT.resolve("snippets/course/book").resolve(file),
                style.resolve(file));
        }
        Files.writeString(folder.resolve("README.md"), """
            # Course

            Why.

            ## Start

            How.

            ## The chapters

            | a |
            |---|
            | [b](notebooks/00_sample.ipynb) |

            ## More
            """);
        Files.writeString(folder.resolve("snippets/Fork.java"), "final class Fork {}\n");
        var cells = new ArrayList<Object>();
        cells.add(prose("# 0. Sample\n\nText, `code`, and a [source](../snippets/Fork.java).\n"));
        for (String text : markdown) {
            cells.add(prose(text));
        }
        cells.add(code("%load ../snippets/Libc.java"));
        cells.add(code("%load ../snippets/Proc.java"));
        cells.add(prose("""
            ## A part: `mmap`

            ```c
            int fd = open("f", O_RDWR);   // a file
            ```

            | a | b |
            |---|---|
            | 1 | 2 |

            <details><summary>Answers</summary>

            **One.**

            </details>

            See [above](#0.-Sample) and [the part](00_sample.ipynb#A-part:-mmap).
            """));
        cells.add(code("@Deprecated int f() { return 0x1F; }   // a comment\ncheck(\"a < b\");",
            Map.of("output_type", "stream", "name", "stdout", "text",
                List.of("✓ a < b: 1\n", "    your guess:  none yet\n    the machine: SECRET\n")),
            Map.of("output_type", "stream", "name", "stdout", "text", List.of("✓ more\n"))));
        var prediction = new Prediction("How many?", List.of("1", "2"), "?", "2",
            "That is the reason.");
        cells.add(code("predict(\"That is the reason.\")",
            shown(prediction.html(), prediction.words())));
        for (Svg.Picture picture : SamplePictures.all().values()) {
            cells.add(code("show(picture)", Map.of("output_type", "display_data", "metadata",
                Map.of(), "data", Map.of("image/png", "iVBORw0KGgo=", "image/svg+xml",
                    picture.svg(), "text/plain", picture.text()))));
        }
        for (Verdict.Outcome outcome : Verdict.Outcome.values()) {
            cells.add(code("%%exercise 1.2\nclass X {}", shown(VerdictPage.inNotebook(
                verdict(outcome), "a note"), "words")));
        }
        new ObjectMapper().writeValue(folder.resolve("notebooks/00_sample.ipynb").toFile(),
            Map.of("cells", cells, "metadata", Map.of(), "nbformat", 4, "nbformat_minor", 5));
        return folder;
    }

    private static Verdict verdict(Verdict.Outcome outcome) {
        var tests = Stream.of(Verdict.Mark.values()).map(mark ->
            new Verdict.TestResult("maps", mark, "wrong", "1", "2", "X.java:3")).toList();
        return new Verdict(Exercise.all().getFirst(), outcome, "2 of 4 tests passed", tests,
            List.of(new Verdict.Problem(1, 4, "';' expected", "int x")), "printed");
    }

    private static Map<String, Object> prose(String text) {
        return Map.of("cell_type", "markdown", "source", List.of(text));
    }

    @SafeVarargs
    private static Map<String, Object> code(String text, Map<String, Object>... outputs) {
        return Map.of("cell_type", "code", "source", List.of(text), "outputs", outputs);
    }

    private static Map<String, Object> shown(String html, String words) {
        return Map.of("output_type", "display_data", "data",
            Map.of("text/html", List.of(html), "text/plain", List.of(words)));
    }
}
