//SOURCES ../../../course/exercises/JUnitReport.java ../../../course/grading/Exercise.java
//SOURCES ../../../course/grading/Verdict.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

@Tag("exercises")
@DisplayName("The JUnit report")
class JUnitReportTest {
    private static final Exercise EXERCISE = new Exercise("1.2", "01_mmap_basics/MapOne.java",
        "Map <one> \"page\"", 1, 10, false, List.of());

    @TempDir Path dir;

    private Document written(Verdict verdict) throws Exception {
        Path file = dir.resolve("report.xml");
        JUnitReport.write(List.of(verdict), file);
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static Verdict.TestResult test(Verdict.Mark mark, String message, String seen) {
        return new Verdict.TestResult("maps & reads", mark, message, seen == null ? null : "1",
            seen, "");
    }

    @Test
    @DisplayName("has a suite for an exercise, a case for a test, and a failure if it failed")
    void suite() throws Exception {
        Document xml = written(new Verdict(EXERCISE, Verdict.Outcome.FAILED, "1 of 2",
            List.of(test(Verdict.Mark.PASSED, "", null),
                test(Verdict.Mark.FAILED, "wrong", "2")), List.of(), ""));
        var suite = (Element) xml.getElementsByTagName("testsuite").item(0);
        assertEquals("1.2 Map <one> \"page\"", suite.getAttribute("name"));
        assertEquals("2", suite.getAttribute("tests"));
        assertEquals("1", suite.getAttribute("failures"));
        var cases = xml.getElementsByTagName("testcase");
        assertEquals(2, cases.getLength());
        assertEquals("MapOne", ((Element) cases.item(0)).getAttribute("classname"));
        assertEquals("maps & reads", ((Element) cases.item(0)).getAttribute("name"));
        var failure = (Element) ((Element) cases.item(1)).getElementsByTagName("failure").item(0);
        assertEquals("wrong", failure.getAttribute("message"));
        assertEquals("expected: 1\nseen:     2", failure.getTextContent());
    }

    @Test
    @DisplayName("has one failed case for a text that does not compile")
    void notCompiled() throws Exception {
        Document xml = written(new Verdict(EXERCISE, Verdict.Outcome.NOT_COMPILED, "", List.of(),
            List.of(new Verdict.Problem(1, 1, "';' expected", "int x")), ""));
        var failure = (Element) xml.getElementsByTagName("failure").item(0);
        assertEquals("';' expected", failure.getAttribute("message"));
    }

    @Test
    @DisplayName("is valid XML, whatever characters the messages of the learner's code have")
    void anyCharacters() throws Exception {
        var all = new StringBuilder("]]> <& \uD83D\uDE00 \uD83D ");
        for (char c = 0; c < 0x100; c++) {
            all.append(c);
        }
        all.append("\uFFFE\uFFFF");
        Document xml = written(new Verdict(EXERCISE, Verdict.Outcome.FAILED, "",
            List.of(test(Verdict.Mark.FAILED, all.toString(), all.toString())), List.of(), ""));
        var failure = (Element) xml.getElementsByTagName("failure").item(0);
        String seen = "]]> <& \uD83D\uDE00 \uFFFD " + "\uFFFD".repeat(9) + "\t\n";
        assertEquals("expected: 1\nseen:     " + seen,
            failure.getTextContent().substring(0, ("expected: 1\nseen:     " + seen).length()));
    }
}
