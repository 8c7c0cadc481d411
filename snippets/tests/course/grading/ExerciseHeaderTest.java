//SOURCES ../../../course/grading/Exercise.java ../../../course/grading/ExerciseHeader.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("exercises")
@DisplayName("The header of a stub")
class ExerciseHeaderTest {
    private static final String FILE = "01_mmap_basics/MapOne.java";
    private static final String CODE = "class MapOne {}\n";
    private static final String STUB = """
        /*
         * exercise 1.2: Map: one page
         * points: 3
         * limit: 5 s
         * forks: yes
         * hint: A question that is too long
         *   for one line.
         * hint:
         *   | for (;;) {
         *   |     map();
         *   |
         *   | } // and a line that is too long
         *   for one line
         * why: Because it has
         *   two lines.
         */
        """ + CODE;

    @Test
    @DisplayName("gives the exercise all its values, and a hint its line breaks")
    void values() {
        assertEquals(new Exercise("1.2", FILE, "Map: one page", 3, 5, true, List.of(
                "A question that is too long for one line.",
                "for (;;) {\n    map();\n\n} // and a line that is too long for one line")),
            ExerciseHeader.parse(FILE, STUB));
    }

    @Test
    @DisplayName("says why the solution works, which must not be missing")
    void why() {
        assertEquals("Because it has two lines.", ExerciseHeader.why(FILE, STUB));
        String stub = STUB.substring(0, STUB.indexOf(" * why")) + " */\n" + CODE;
        assertTrue(assertThrows(IllegalStateException.class, () -> ExerciseHeader.parse(FILE, stub))
            .getMessage().endsWith("the line with why: is missing"));
    }

    @Test
    @DisplayName("may leave out the limit and the forks")
    void defaults() {
        Exercise exercise = ExerciseHeader.parse(FILE,
            STUB.replace(" * limit: 5 s\n", "").replace(" * forks: yes\n", ""));
        assertEquals(10, exercise.limitSeconds());
        assertEquals(false, exercise.forks());
    }

    @Test
    @DisplayName("is not in the text that a learner gets")
    void textAfter() {
        assertEquals(CODE, ExerciseHeader.textAfter(STUB));
    }

    @DisplayName("with a mistake is rejected in one line with the file and the problem")
    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "/*                     | //                   | it must begin with a block comment that"
            + " describes the exercise",
        "exercise 1.2: Map      | exercise: Map        | its first line must be"
            + " \"exercise ID: TITLE\", not  * exercise: Map: one page",
        "exercise 1.2           | exercise 2.2         | the exercise 2.2 belongs to the folder of"
            + " another chapter",
        "points: 3              | points: many         | points cannot be \"many\"",
        "points: 3              | point: 3             | this line is not known:  * point: 3",
        "` * points: 3\n`       | ``                   | points is missing",
        "limit: 5 s             | points: 5            | points appears twice",
        "limit: 5 s             | limit: 5             | limit cannot be \"5\"",
        "forks: yes             | forks: maybe         | forks cannot be \"maybe\"",
    })
    void mistake(String right, String wrong, String problem) {
        var thrown = assertThrows(IllegalStateException.class,
            () -> ExerciseHeader.parse(FILE, STUB.replace(right, wrong)));
        assertEquals("exercises/" + FILE + ": " + problem, thrown.getMessage());
    }

    @DisplayName("has at least one hint, and no empty one")
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', value = {"''                 | a hint is missing",
        "' * hint:\n'                                       | a hint is empty"})
    void hints(String hint, String problem) {
        String stub = STUB.substring(0, STUB.indexOf(" * hint")) + hint
            + STUB.substring(STUB.indexOf(" * why"));
        var thrown = assertThrows(IllegalStateException.class,
            () -> ExerciseHeader.parse(FILE, stub));
        assertEquals("exercises/" + FILE + ": " + problem, thrown.getMessage());
    }
}
