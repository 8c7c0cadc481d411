//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../../notebook/Prediction.java NotebookFile.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("rules")
@DisplayName("A prediction")
class PredictionTest {
    /** The part of HTML that a reader sees only after a click. Its summary is visible. */
    private static final Pattern FOLDED =
        Pattern.compile("(?s)<details><summary>(.*?)</summary>(.*?)</details>");
    private static final Pattern ANSWER = Pattern.compile("<code>(.*?)</code>");

    private static final Prediction MAPS = new Prediction("What does mmap return?",
        List.of("maps", "EINVAL", "EACCES"), "?", "EINVAL", "The length is 0.");

    private static String visible(String html) {
        return FOLDED.matcher(html).replaceAll(found ->
            Matcher.quoteReplacement("\n" + found.group(1) + "\n"));
    }

    @Test
    @DisplayName("folds the answer below each option, which says whether the machine agrees")
    void options() {
        List<String> folded = FOLDED.matcher(MAPS.html()).results().map(found -> found.group(2))
            .toList();
        assertEquals(3, folded.size());
        assertTrue(folded.get(0).contains("No, this machine answered: <code>EINVAL</code>."
            + " The length is 0."));
        assertTrue(folded.get(1).contains("Yes, this machine agrees: <code>EINVAL</code>."));
        assertFalse(visible(MAPS.html()).contains("machine"), MAPS.html());
        assertEquals(List.of("Your guess. What does mmap return?", "  ( ) maps", "  ( ) EINVAL",
            "  ( ) EACCES", "The next cell has the answer."), MAPS.words().lines().toList());
    }

    @Test
    @DisplayName("waits for a typed guess, and folds the answer then too")
    void typed() {
        var waiting = new Prediction("How many?", List.of(), "?", "4", "Five were written.");
        assertFalse(waiting.html().contains("4"), waiting.html());
        assertFalse(waiting.words().contains("4"), waiting.words());
        var guessed = new Prediction("How many?", List.of(), "5", "4", "Five were written.");
        assertTrue(guessed.html().contains("No, this machine answered: <code>4</code>."));
        assertFalse(visible(guessed.html()).contains("4"), guessed.html());
    }

    @DisplayName("compares a guess with the answer as text, without regard to case and blanks")
    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({"0, ' 0 ', true", "H, h, true", "einval, EINVAL, true", "0, 1, false"})
    void same(String one, String other, boolean same) {
        assertEquals(same, Prediction.same(one, other));
        assertTrue(Prediction.same(0, "0") && Prediction.same('h', "h"));
    }

    @Test
    @DisplayName("is fair only if the machine's answer is one of the options")
    void fair() {
        assertTrue(MAPS.isFair());
        assertFalse(new Prediction("?", List.of("a", "b"), "?", "c", "").isFair());
        assertTrue(new Prediction("?", List.of(), "?", "c", "").isFair());
    }

    static List<NotebookFile> notebooks() throws Exception {
        return NotebookFile.all();
    }

    @DisplayName("does not show its answer in the stored outputs")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void stored(NotebookFile notebook) {
        int predictions = 0;
        for (NotebookFile.Cell cell : notebook.kernelCode()) {
            assertFalse(cell.outputs().toString().contains("the machine: "), cell.source());
            if (cell.source().matches("(?s).*\\bpredict\\(.*")) {
                predictions++;
                assertEquals(1, cell.outputs().size(), cell.source());
                JsonNode data = cell.outputs().get(0).path("data");
                assertFolded(joined(data.path("text/html")), joined(data.path("text/plain")));
            }
        }
        assertTrue(predictions > 0);
    }

    private static void assertFolded(String html, String words) {
        List<String> options = FOLDED.matcher(html).results().map(found -> found.group(1)).toList();
        Matcher folded = ANSWER.matcher(html);
        if (!folded.find()) {
            assertEquals(List.of(), options, html);   // it waits for a typed guess
            return;
        }
        String answer = folded.group(1);
        assertTrue(options.stream().anyMatch(option -> Prediction.same(option, answer)), html);
        for (String seen : List.of(visible(html), words)) {
            // The question may contain the answer as part of something else, such as a 0.
            String besideTheOptions = seen.replaceFirst(
                "(?s)<p>.*?</p>|^Your guess\\..*?\\n(?=  \\( \\) )", "");
            for (String option : options) {
                besideTheOptions = besideTheOptions.replace(option, "");
            }
            assertFalse(besideTheOptions.contains(answer), seen);
        }
    }

    private static String joined(JsonNode text) {
        return !text.isArray() ? text.asText() : StreamSupport.stream(text.spliterator(), false)
            .map(JsonNode::asText).collect(Collectors.joining());
    }
}
