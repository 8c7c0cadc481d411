//SOURCES ../grading/Exercise.java ../grading/RegularFile.java ../grading/Verdict.java

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
        write(Map.of("", verdicts), file);
    }

    /** @param students the verdicts by the name of the student, which may be empty */
    static void write(Map<String, List<Verdict>> students, Path file)
            throws IOException, XMLStreamException {
        var out = new ByteArrayOutputStream();
        var report = new JUnitReport(
            XMLOutputFactory.newInstance().createXMLStreamWriter(out, "UTF-8"));
        report.xml.writeStartDocument("UTF-8", "1.0");
        report.start("testsuites");
        for (var student : students.entrySet()) {
            for (Verdict verdict : student.getValue()) {
                report.suite(student.getKey(), verdict);
            }
        }
        report.xml.writeEndDocument();
        report.xml.close();
        RegularFile.write(file, out.toByteArray());
    }

    private void suite(String student, Verdict verdict) throws XMLStreamException {
        List<Verdict.TestResult> tests = verdict.tests().isEmpty()
            ? List.of(compilation(verdict)) : verdict.tests();
        long failures = tests.stream().filter(t -> t.mark() != Verdict.Mark.PASSED).count();
        start("testsuite", "name", verdict.exercise().toString(), "tests", "" + tests.size(),
            "failures", "" + failures);
        start("properties");
        property("points", verdict.points() + " of " + verdict.exercise().points());
        if (!student.isEmpty()) {
            property("student", student);
        }
        xml.writeEndElement();
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

    private void property(String name, String value) throws XMLStreamException {
        start("property", "name", name, "value", value);
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
