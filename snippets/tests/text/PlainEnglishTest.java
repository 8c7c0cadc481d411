//SOURCES Prose.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("rules")
@DisplayName("The project's text")
class PlainEnglishTest {
    private static final int LONGEST_SENTENCE = 30;
    private static final int LONG_SENTENCES = 5;

    // Phrases that are hard to read, with the reason. A question may begin with "What is".
    private static final Map<Pattern, String> FORBIDDEN = Map.ofEntries(
        rule("(?:^|[.;:,(] ?|\\b(?:and|that) )(?:who|whoever|what|whichever) "
            + "(?:has|is|are|was|were|looks|finds|does|do|stands|comes|gets|waits|reads|writes|"
            + "needs|wants|takes|calls|starts|opens|touches)\\b(?![^.!]*\\?)",
            "a clause without its subject"),
        rule("\\b(?:is|are) told\\b|\\btells? of\\b|\\bcomes? (?:to a|of)\\b|\\basks? of\\b|"
            + "\\b(?:is|are) good for\\b", "a verb that hides what happens"),
        rule("\\b(?:it|which|that|kernel|Linux|mmap|call|CODE|machine|method|program|process|ring) "
            + "answers\\b", "\"answers\" where something returns or reports"),
        rule("\\bdies? over\\b|\\bgives? back\\b|\\bgiv(?:en|ing) back\\b|\\bmachine's own\\b|"
            + "\\bhouses?\\b(?!keeping)|\\btwins?\\b|\\blearnt\\b", "a private metaphor"),
        rule("\\b(?:process|kernel|writer|reader|producer|consumer|child|parent|program)\\b[^.!?]* "
            + "\\b(?:he|his|him)\\b", "a process is \"it\""),
        rule("\\bbehind\\b", "\"behind\" for \"after\""),
        rule("\\bmend(?:s|ed|ing)?\\b", "\"mend\" for \"fix\""),
        rule("\\bby now\\b", "\"by now\" for \"now\""),
        rule(", say,|\\bsay, ", "\"say\" for \"for example\""),
        rule("\\bthe document\\b|\\bdocument's\\b", "\"the document\" for \"the tutorial\""));

    private static Map.Entry<Pattern, String> rule(String pattern, String why) {
        return Map.entry(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), why);
    }

    private static List<String> findings(Prose prose) {
        var found = new ArrayList<String>();
        for (String sentence : prose.sentences()) {
            FORBIDDEN.forEach((pattern, why) -> {
                if (pattern.matcher(sentence).find()) {
                    found.add(prose + ": " + why + ": " + sentence);
                }
            });
        }
        return found;
    }

    @Test
    @DisplayName("has no phrase that a reader has to decode")
    void plainPhrases() throws Exception {
        List<String> found = Prose.all().stream().flatMap(p -> findings(p).stream()).toList();
        assertTrue(found.isEmpty(), found.size() + " phrases:\n" + String.join("\n", found));
    }

    @Test
    @DisplayName("has few sentences of more than 30 words")
    void shortSentences() throws Exception {
        var found = new ArrayList<String>();
        for (Prose prose : Prose.all()) {
            for (String sentence : prose.sentences()) {
                int words = sentence.split("[\\s/–—]+").length;
                if (words > LONGEST_SENTENCE) {
                    found.add(prose + ": " + words + " words: " + sentence);
                }
            }
        }
        assertTrue(found.size() <= LONG_SENTENCES, found.size() + " sentences:\n"
            + String.join("\n", found));
    }

    @DisplayName("is checked by rules that notice")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"The last one wins, and who reads it then gets nothing.",
        "A child that fails is told by its exit code.", "The call answers EINVAL.",
        "What a producer dies over was never there.", "The process sleeps until he is woken.",
        "The byte behind the end is zero.", "It mends the list.", "The file is gone by now.",
        "Map a length, say, of one page.", "This mirrors section 2.1 of the document."})
    void rulesNotice(String sentence) {
        assertFalse(findings(new Prose("sample", 1, sentence)).isEmpty());
    }

    @DisplayName("may use the same words where they are right")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"What does the call return?", "Wrong answers must not pass.",
        "A process that waits needs no lock.", "The kernel maps whole pages."})
    void rulesAllow(String sentence) {
        assertEquals(List.of(), findings(new Prose("sample", 1, sentence)));
    }
}
