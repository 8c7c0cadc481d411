//SOURCES ../../../course/grading/Exercise.java ../../support/Course.java
//SOURCES ../../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("exercises")
@Tag("slow")
@DisplayName("jbang exercises")
class ExercisesCommandTest {
    private static final List<Exercise> ALL = Exercise.all();
    private static final Exercise FIRST = ALL.getFirst();
    private static final Exercise SECOND = ALL.get(1);

    @TempDir Path dir;

    private ProcessBuilder command(String... arguments) {
        ProcessBuilder builder = Course.script(dir, "exercises", arguments);
        builder.environment().put("MMAP_COURSE_WORK", dir.resolve("work").toString());
        return builder;
    }

    private ProcessResult exercises(String... arguments) {
        return Course.run(command(arguments));
    }

    private Path file(Exercise exercise) {
        return dir.resolve("work").resolve(exercise.file());
    }

    private void write(Exercise exercise, String text) throws Exception {
        Files.createDirectories(file(exercise).getParent());
        Path part = Files.writeString(dir.resolve("part"), text);
        Files.move(part, file(exercise), StandardCopyOption.ATOMIC_MOVE);
    }

    @Test
    @DisplayName("without arguments lists the exercises, the progress and the next exercise")
    void list() {
        ProcessBuilder builder = Course.launcher(dir, "exercises");
        builder.environment().put("MMAP_COURSE_WORK", dir.resolve("work").toString());
        ProcessResult result = Course.run(builder);
        assertEquals(0, result.exit(), result.err());
        assertTrue(result.out().startsWith("0 of " + ALL.size() + " exercises passed, 0 of "),
            result.out());
        assertTrue(result.out().contains("\n  " + FIRST.id() + " next   " + FIRST.title() + ", "),
            result.out());
        assertTrue(result.lines().getLast().endsWith("exercises run " + FIRST.id()), result.out());
        assertTrue(Files.exists(file(FIRST)), "something to edit");
    }

    @Test
    @DisplayName("run reports that a stub is not solved, exit code 1, without colours in a pipe")
    void runStub() {
        ProcessResult result = exercises("run", FIRST.id());
        assertEquals(1, result.exit(), result.err());
        assertTrue(result.out().contains("\nexercise " + FIRST.id() + ": not solved yet\n"),
            result.out());
        assertTrue(result.lines().getLast().endsWith("hint " + FIRST.id()), result.out());
        assertFalse(result.out().contains("\u001b"));
    }

    @Test
    @DisplayName("run passes a solution, remembers the pass, and names the next exercise")
    void runSolution() throws Exception {
        write(FIRST, FIRST.solution());
        ProcessResult result = exercises("run", FIRST.className());
        assertEquals(0, result.exit(), result.out() + result.err());
        assertTrue(result.out().contains("\nNext: " + SECOND.id() + " "), result.out());
        assertTrue(exercises().out().startsWith("1 of "), "remembered");
    }

    @DisplayName("has colours on a terminal, unless NO_COLOR is set or TERM is dumb")
    @ParameterizedTest(name = "{0}={1}: {2}")
    @CsvSource({"TERM, xterm, true", "NO_COLOR, 1, false", "TERM, dumb, false"})
    void colours(String variable, String value, boolean coloured) {
        String words = command("run", FIRST.id()).command().stream()
            .map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        // script(1) gives it a terminal.
        var builder = new ProcessBuilder("script", "-qec", words, "/dev/null");
        builder.directory(dir.toFile()).environment().putAll(command().environment());
        builder.environment().put("TERM", "xterm");
        builder.environment().remove("NO_COLOR");
        builder.environment().put(variable, value);
        String out = Course.run(builder).out();
        assertTrue(out.contains("unsolved"), out);
        assertEquals(coloured, out.contains("\u001b[33m"), out);
    }

    @Test
    @DisplayName("rejects an unknown exercise with one line and the usage, exit code 2")
    void unknown() {
        ProcessResult result = exercises("run", "9.9");
        assertEquals(2, result.exit());
        assertTrue(result.err().startsWith("There is no exercise 9.9; there are: " + FIRST.id()),
            result.err());
    }

    @Test
    @DisplayName("grades a text that is not UTF-8 or has a byte order mark, and reports a folder")
    void oddFiles() throws Exception {
        write(FIRST, FIRST.solution());
        byte[] latin1 = ("// caf\u00e9\n" + FIRST.solution()).getBytes(
            java.nio.charset.StandardCharsets.ISO_8859_1);
        Files.write(file(FIRST), latin1);
        assertEquals(0, exercises("run", FIRST.id()).exit(), "not UTF-8");
        write(FIRST, "\ufeff" + FIRST.solution());
        assertEquals(0, exercises("run", FIRST.id()).exit(), "byte order mark");
        Files.delete(file(FIRST));
        Files.createDirectory(file(FIRST));
        ProcessResult folder = exercises("run", FIRST.id());
        assertEquals(1, folder.exit());
        assertTrue(folder.err().contains("Is a directory"), folder.err());
    }

    @Test
    @DisplayName("hint prints one more hint each time, until all are printed")
    void hints() {
        for (int times = 1; times <= FIRST.hints().size() + 1; times++) {
            long expected = Math.min(times, FIRST.hints().size());
            ProcessResult result = exercises("hint", FIRST.id());
            assertEquals(expected, result.lines().stream().filter(l -> l.startsWith("Hint "))
                .count(), result.out());
        }
    }

    @Test
    @DisplayName("solution prints the solution after a pass or with --yes, and not before")
    void solution() throws Exception {
        ProcessResult before = exercises("solution", FIRST.id());
        assertEquals(1, before.exit());
        assertEquals("", before.out());
        assertEquals(FIRST.solution(), exercises("solution", "--yes", FIRST.id()).out());
        write(FIRST, FIRST.solution());
        assertEquals(0, exercises("run", FIRST.id()).exit());
        assertEquals(FIRST.solution(), exercises("solution", FIRST.id()).out());
    }

    @Test
    @DisplayName("reset does nothing without a yes; with it, it keeps a copy of what it replaces")
    void reset() throws Exception {
        write(FIRST, "mine");
        assertEquals(1, exercises("reset", FIRST.id()).exit());
        assertEquals("mine", Files.readString(file(FIRST)));
        assertEquals(0, exercises("reset", "--yes", FIRST.id()).exit());
        assertEquals(FIRST.stub(), Files.readString(file(FIRST)));
        try (Stream<Path> kept = Files.list(dir.resolve("work/.history"))) {
            assertEquals("mine", Files.readString(kept.findFirst().orElseThrow()));
        }
    }

    @Test
    @DisplayName("init makes a folder that needs no checkout, and replaces nothing in it")
    void init() throws Exception {
        Path folder = dir.resolve("my exercises");
        assertEquals(0, exercises("init", folder.toString()).exit());
        for (Exercise exercise : ALL) {
            assertEquals(exercise.stub(), Files.readString(folder.resolve(exercise.file())));
        }
        Files.writeString(folder.resolve(FIRST.file()), FIRST.solution());
        assertEquals(0, exercises("init", folder.toString()).exit(), "once more");
        ProcessBuilder inside = Course.script(folder.resolve("01_mmap_basics"), "exercises", "run",
            FIRST.id());
        ProcessResult result = Course.run(inside);
        assertEquals(0, result.exit(), result.out() + result.err());
        assertEquals(FIRST.solution(), Files.readString(folder.resolve(FIRST.file())));
    }

    @Test
    @DisplayName("init refuses a folder that holds something else")
    void initElsewhere() throws Exception {
        Path folder = Files.createDirectory(dir.resolve("thesis"));
        Files.writeString(folder.resolve("chapter1"), "all mine");
        ProcessResult result = exercises("init", folder.toString());
        assertEquals(1, result.exit());
        assertEquals("exercises: " + folder + " is not empty, and init did not make it;"
            + " name a new folder\n", result.err());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    @DisplayName("init makes a folder with all that an editor needs to compile the stubs")
    void initCompiles() throws Exception {
        Path folder = dir.resolve("all");
        assertEquals(0, exercises("init", folder.toString()).exit());
        var command = new java.util.ArrayList<String>(List.of(
            Path.of(System.getProperty("java.home"), "bin/javac").toString(), "-d",
            dir.resolve("classes").toString()));
        try (Stream<Path> files = Files.walk(folder)) {
            files.map(Path::toString).filter(f -> f.endsWith(".java")).forEach(command::add);
        }
        ProcessResult result = Course.run(new ProcessBuilder(command));
        assertEquals(0, result.exit(), result.out() + result.err());
    }

    @Test
    @Tag("full")
    @DisplayName("verify grades all exercises, even if another one runs at the same time")
    void verify() throws Exception {
        writeAllButOne("on purpose");
        try (var one = Course.start(command("verify")); var two = Course.start(command("verify"))) {
            for (var running : List.of(one, two)) {
                assertEquals(1, running.result(Course.patience(300)).exit(), running.err());
                assertTrue(running.out().contains((ALL.size() - 1) + " of " + ALL.size()
                    + " exercises pass now"), running.out());
            }
        }
    }

    private void writeAllButOne(String message) throws Exception {
        for (Exercise exercise : ALL) {
            write(exercise, exercise.solution());
        }
        write(SECOND, failing(message));
    }

    private static String failing(String message) {
        return SECOND.stub().replace("not solved yet", message);
    }

    @Test
    @DisplayName("report grades all exercises, and writes a page and JUnit XML")
    void report() throws Exception {
        // A text that is not Java takes only a moment. The test of verify grades all solutions.
        for (Exercise exercise : ALL) {
            write(exercise, "not Java");
        }
        write(FIRST, FIRST.solution());
        String wrong = "what < that & \"this\"";
        write(SECOND, failing(wrong.replace("\"", "\\\"")));
        ProcessResult result = exercises("report");
        assertEquals(0, result.exit(), result.err());
        assertTrue(exercises().out().startsWith("1 of "), "remembered");
        var xml = DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(dir.resolve("work/report.xml").toFile());
        assertEquals(ALL.size(), xml.getElementsByTagName("testsuite").getLength());
        var failures = xml.getElementsByTagName("failure");
        assertTrue(failures.getLength() >= ALL.size() - 1 && failures.item(0).getAttributes()
            .getNamedItem("message").getNodeValue().contains(wrong));
        String html = Files.readString(dir.resolve("work/report.html"));
        assertTrue(html.contains("what &lt; that &amp; &quot;this&quot;"), "escaped");
        assertFalse(html.matches("(?s).*(src|href)=\"(?!#).*"), "no link to another file");
    }

    @Test
    @DisplayName("serve keeps a solved file if a cell has only the stub, and counts lines in cells")
    void serve() throws Exception {
        write(FIRST, FIRST.solution());
        Path requests = Files.writeString(dir.resolve("requests"), Stream.of(FIRST.stub(), "oops")
            .map(text -> FIRST.id() + " " + Base64.getEncoder().encodeToString(text.getBytes()))
            .collect(Collectors.joining("\n", "", "\n")));
        List<String> replies = Course.run(command("serve").redirectInput(
            requests.toFile())).lines().stream()
            .map(line -> new String(Base64.getDecoder().decode(line.split(" ")[1]))).toList();
        assertTrue(replies.get(0).contains("The cell holds only the stub"), replies.get(0));
        assertTrue(replies.get(0).contains(FIRST.solution()), replies.get(0));
        assertTrue(replies.get(1).contains(".java:2: "), replies.get(1));
        assertEquals("oops\n", Files.readString(file(FIRST)));
    }

    @Test
    @DisplayName("watch grades a save, reacts to keys, and ends")
    void watch() throws Exception {
        ProcessBuilder builder = command("watch", FIRST.id());
        builder.environment().put("TERM", "dumb");
        Path keys = dir.resolve("keys");
        assertEquals(0, Course.run(new ProcessBuilder("mkfifo", keys.toString())).exit());
        // Opened for reading and writing, because otherwise each side would wait for the other one.
        try (var typed = new java.io.RandomAccessFile(keys.toFile(), "rw");
                var running = Course.start(builder.redirectInput(keys.toFile()))) {
            Course.await(running, "the stub's verdict",
                () -> running.out().contains("not solved yet"));
            write(FIRST, FIRST.solution());
            Course.await(running, "a pass",
                () -> running.out().contains("\nPassed. Press n for the next exercise"));
            typed.write('h');
            Course.await(running, "a hint", () -> running.out().contains("Hint 1 of "));
            typed.write('l');
            Course.await(running, "the list", () -> running.out().contains(" exercises passed, "));
            assertFalse(running.out().contains("  7.1 "), "the list is longer than a chapter");
            typed.write('n');
            Course.await(running, "the next",
                () -> running.out().contains("\n" + SECOND.id() + " "));
            typed.write('q');
            assertEquals(0, running.result().exit(), running.err());
        }
    }
}
