//SOURCES ../../../course/exercises/VerdictText.java ../../../course/grading/Exercise.java
//SOURCES ../../../course/grading/Grader.java ../../../course/grading/Mutant.java
//SOURCES ../../../course/grading/Verdict.java ../../support/Course.java WarmGrader.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Help.Ansi;

@Tag("exercises")
@Tag("slow")
@DisplayName("The exercises")
@Timeout(900)
@Execution(ExecutionMode.CONCURRENT)
class ExercisesTest {
    private static final int TIMES = Course.size(20, 1);
    // Every day one wrong answer in six is graded. All of them are if the exercise was named.
    private static final int STEP = System.getProperty(Course.EXERCISES, "").isEmpty()
        ? Course.size(1, 6) : 1;
    private static final Queue<WarmGrader> IDLE = new ConcurrentLinkedQueue<>();

    @TempDir static Path cache;

    @BeforeAll
    static void train() throws Exception {
        try (var grader = new Grader(cache)) {
            grader.train();
        }
    }

    @AfterAll
    static void close() {
        IDLE.forEach(WarmGrader::close);
        IDLE.clear();
    }

    /** All exercises, or those that the caller of the test command named. */
    static List<Exercise> exercises() {
        List<String> ids = List.of(System.getProperty(Course.EXERCISES, "").split(" "));
        return Exercise.all().stream()
            .filter(exercise -> ids.equals(List.of("")) || ids.contains(exercise.id())).toList();
    }

    /** Returns a verdict that is as expected, or else the one that a learner would get. */
    private static Verdict grade(Exercise exercise, String text, Predicate<Verdict> expected)
            throws Exception {
        WarmGrader idle = IDLE.poll();
        WarmGrader grader = idle == null ? new WarmGrader(cache) : idle;
        try {
            return grader.grade(exercise, text, expected);
        } finally {
            IDLE.add(grader);
        }
    }

    private static String words(Verdict verdict) {
        return VerdictText.of(verdict, Ansi.OFF);
    }

    @Test
    @DisplayName("are at least twenty, at least three a chapter, each with points and three hints")
    void catalogue() {
        List<Exercise> all = Exercise.all();
        assertTrue(all.size() >= 20, all.size() + " exercises");
        var perChapter = all.stream().collect(Collectors.groupingBy(
            e -> e.file().replaceFirst("/.*", ""), Collectors.counting()));
        for (String chapter : chapters()) {
            assertTrue(perChapter.getOrDefault(chapter, 0L) >= 3, chapter + " of " + perChapter);
        }
        for (Exercise exercise : all) {
            assertTrue(exercise.points() >= 1 && exercise.hints().size() >= 3, exercise.id());
            assertTrue(exercise.file().matches("%02d_\\w+/\\w+\\.java".formatted(
                exercise.chapter())), exercise.file());
        }
        assertEquals(all.size(), all.stream().map(Exercise::id).distinct().count());
        assertEquals(all.size(), all.stream().map(Exercise::className).distinct().count());
    }

    private static List<String> chapters() {
        try (Stream<Path> folders = Files.list(Course.ROOT.resolve("snippets"))) {
            return folders.map(folder -> folder.getFileName().toString())
                .filter(name -> name.matches("\\d\\d_.*")).sorted().toList();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @DisplayName("have stub, solution, grader and wrong answers at the same path, and no other"
        + " file")
    @ParameterizedTest(name = "{0}")
    @org.junit.jupiter.params.provider.CsvSource({"exercises, .java", "solutions, .java",
        "graders, Test.java", "graders, .mutants"})
    void files(String folder, String ending) throws Exception {
        Path root = Course.ROOT.resolve("snippets").resolve(folder);
        try (Stream<Path> files = Files.walk(root, 2)) {
            List<String> found = files.filter(file -> file.getParent().getParent().equals(root))
                .map(file -> root.relativize(file).toString())
                .filter(name -> name.endsWith(ending)).sorted().toList();
            assertEquals(Exercise.all().stream()
                .map(e -> e.file().replace(".java", ending)).sorted().toList(), found);
        }
    }

    @DisplayName("have a short stub that compiles and is not solved yet")
    @ParameterizedTest(name = "{0}")
    @MethodSource("exercises")
    void stub(Exercise exercise) throws Exception {
        // Each test says so, and thus the verdict in a notebook is the same each time.
        Verdict verdict = grade(exercise, exercise.stub(), given -> given.isUnsolved()
            && given.tests().stream().allMatch(t -> t.mark() == Verdict.Mark.UNSOLVED));
        assertEquals(Verdict.Outcome.FAILED, verdict.outcome(), words(verdict));
        assertEquals("not solved yet", verdict.headline(), words(verdict));
        assertTrue(verdict.tests().stream().allMatch(t -> t.mark() == Verdict.Mark.UNSOLVED),
            words(verdict));
        assertTrue(exercise.stub().lines().count() <= 34, "lines");
        assertTrue(exercise.stub().lines().allMatch(line -> line.length() <= 100), "columns");
        assertEquals(1, exercise.stub().split("TODO", -1).length - 1, "one TODO");
    }

    @DisplayName("have a solution that passes each time")
    @ParameterizedTest(name = "{0}")
    @MethodSource("exercises")
    void solution(Exercise exercise) throws Exception {
        // Each in a JVM of its own, as learners run it, because the first use of a call is special.
        try (var grader = new Grader(cache)) {
            for (int i = 0; i < TIMES; i++) {
                Verdict verdict = grader.grade(exercise, exercise.solution());
                assertEquals(Verdict.Outcome.PASSED, verdict.outcome(), words(verdict));
            }
        }
    }

    @DisplayName("reject each wrong answer with the expected words")
    @ParameterizedTest(name = "{0}")
    @MethodSource("exercises")
    void wrongAnswers(Exercise exercise) throws Exception {
        List<Mutant> wrong = Mutant.read(Course.ROOT.resolve("snippets/graders")
            .resolve(exercise.file().replace(".java", ".mutants")), exercise.solution());
        assertTrue(wrong.size() >= 8, wrong.size() + " wrong answers");
        for (int i = exercise.number() % STEP; i < wrong.size(); i += STEP) {
            Mutant mutant = wrong.get(i);
            assertTrue(!mutant.verdictSays().isEmpty(), mutant.mistake());
            Verdict verdict = grade(exercise, mutant.text(), given -> isExpected(mutant, given));
            assertTrue(isExpected(mutant, verdict), () -> mutant.mistake() + " does not say: "
                + mutant.verdictSays() + "\n" + words(verdict));
        }
    }

    private static boolean isExpected(Mutant mutant, Verdict verdict) {
        String words = words(verdict);
        return verdict.outcome() != Verdict.Outcome.PASSED
            && verdict.outcome() != Verdict.Outcome.NOT_COMPILED
            && mutant.verdictSays().stream().allMatch(words::contains);
    }
}
