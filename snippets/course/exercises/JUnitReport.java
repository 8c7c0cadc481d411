//SOURCES ../grading/Exercise.java ../grading/Verdict.java

import module java.base;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes verdicts in the XML format of JUnit, which build servers read. Each exercise is a suite,
 * and each test is a case.
 */
final class JUnitReport {
    private static final String NOT_XML =
        "[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]";

    private final XMLStreamWriter xml;

    private JUnitReport(XMLStreamWriter xml) {
        this.xml = xml;
    }

    static void write(List<Verdict> verdicts, Path file) throws IOException, XMLStreamException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            var report = new JUnitReport(
                XMLOutputFactory.newInstance().createXMLStreamWriter(out, "UTF-8"));
            report.xml.writeStartDocument("UTF-8", "1.0");
            report.start("testsuites");
            for (Verdict verdict : verdicts) {
                report.suite(verdict);
            }
            report.xml.writeEndDocument();
            report.xml.close();
        }
    }

    private void suite(Verdict verdict) throws XMLStreamException {
        List<Verdict.TestResult> tests = verdict.tests().isEmpty()
            ? List.of(compilation(verdict)) : verdict.tests();
        long failures = tests.stream().filter(t -> t.mark() != Verdict.Mark.PASSED).count();
        start("testsuite", "name", verdict.exercise().toString(), "tests", "" + tests.size(),
            "failures", "" + failures);
        for (Verdict.TestResult test : tests) {
            start("testcase", "classname", verdict.exercise().className(), "name", test.title());
            if (test.mark() != Verdict.Mark.PASSED) {
                start("failure", "message", test.message());
                xml.writeCharacters(test.expected() == null ? ""
                    : valid("expected: " + test.expected() + "\nseen:     " + test.seen()));
                xml.writeEndElement();
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static Verdict.TestResult compilation(Verdict verdict) {
        return new Verdict.TestResult("compiles", Verdict.Mark.FAILED, verdict.problems().stream()
            .map(Verdict.Problem::message).collect(Collectors.joining("\n")), null, null, "");
    }

    /** @param attributes each name before its value */
    private void start(String element, String... attributes) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement(element);
        for (int i = 0; i < attributes.length; i += 2) {
            xml.writeAttribute(attributes[i], valid(attributes[i + 1]));
        }
    }

    /** Replaces the characters that XML 1.0 forbids even in escaped form. */
    private static String valid(String text) {
        return text.replaceAll(NOT_XML, "\uFFFD");
    }
}
