//DEPS org.junit.jupiter:junit-jupiter:5.14.4
//SOURCES ../../graders/Graders.java Exercise.java FailureMessage.java GraderFork.java
//SOURCES GraderMain.java SubmissionCheck.java SubmissionCompiler.java Verdict.java

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Grades a learner's text: compiles it here, runs the exercise's grader on it in a JVM of its own,
 * and makes the verdict of what that JVM reported. "Passed" needs a report, from a process that
 * ended well, that each of the grader's tests passed; anything else is a failure that says why.
 */
final class Grader implements AutoCloseable {
    private static final long KILL_AFTER_MS = 2000;
    private static final int WARM_UPS = 10;

    private final GraderFork.Launch launch;
    private final SubmissionCompiler compiler;
    private final Map<Boolean, GraderFork> standBy = new HashMap<>();

    /** @param cache a folder for what makes the next start faster, or null */
    Grader(Path cache) {
        launch = new GraderFork.Launch(cache);
        compiler = new SubmissionCompiler(launch.jar());
    }

    /** Has a JVM started and warm for the next run of this exercise, or of one of its kind. */
    synchronized void prepare(Exercise exercise) throws IOException {
        GraderFork ready = standBy.get(exercise.forks());
        if (ready == null || !ready.isAlive()) {
            if (ready != null) {
                ready.close();   // it was killed, or could not start
            }
            standBy.put(exercise.forks(), launch.start(exercise.forks()));
        }
    }

    /** Compiles until the compiler is warm: what the first save would else pay. */
    void warmUp(Exercise exercise) throws InterruptedException {
        for (int i = 0; i < WARM_UPS; i++) {
            compiler.compile(exercise.className() + ".java", exercise.solution());
        }
    }

    /** Makes what speeds up the starts of the next days, if it is not made; takes seconds once. */
    void train() throws IOException, InterruptedException {
        launch.train();
    }

    /** The verdict on {@code text}; takes as long as the exercise's limit at most, and a little. */
    synchronized Verdict grade(Exercise exercise, String text)
            throws IOException, InterruptedException {
        prepare(exercise);   // it starts while the text is compiled
        SubmissionCompiler.Result compiled = compiler.compile(exercise.className() + ".java", text);
        // What stands in the way of all classes comes before what javac says of each line.
        var problems = new ArrayList<>(SubmissionCheck.problems(exercise, compiled));
        if (problems.isEmpty()) {
            problems.addAll(compiled.problems());
        }
        if (!problems.isEmpty()) {
            return new Verdict(exercise, Verdict.Outcome.NOT_COMPILED, "does not compile",
                List.of(), problems, "");
        }
        try (GraderFork jvm = standBy.remove(exercise.forks())) {
            jvm.send(exercise, SubmissionCheck.inLoadingOrder(compiled.classes()));
            boolean ended = jvm.await(exercise.limitSeconds() * 1000L + KILL_AFTER_MS)
                && jvm.exitCode() != GraderMain.EXIT_LATE;
            jvm.killAll();
            return judge(exercise, jvm, ended);
        }
    }

    @Override
    public synchronized void close() {
        standBy.values().forEach(GraderFork::close);
        standBy.clear();
    }

    // --------------------------------------------------------------------------------- verdict

    private record Planned(String method, String title) {}

    /** What has to be in the report: the grader's tests, as its class has them here. */
    private static List<Planned> plan(Exercise exercise) {
        Class<?> grader = Graders.byName(exercise.graderName());
        return List.of(grader.getDeclaredMethods()).stream()
            .filter(method -> method.isAnnotationPresent(Test.class))
            .sorted(Comparator.comparingInt(method -> method.getAnnotation(Order.class).value()))
            .map(method -> new Planned(method.getName(),
                method.getAnnotation(DisplayName.class).value()))
            .toList();
    }

    private static Verdict judge(Exercise exercise, GraderFork jvm, boolean ended)
            throws IOException, InterruptedException {
        var report = new Report(jvm.report());
        String end = end(exercise, jvm, ended, report);
        var results = new ArrayList<Verdict.TestResult>();
        for (Planned test : plan(exercise)) {
            results.add(report.result(test.method(), test.title(), end));
        }
        Verdict.Outcome outcome = !ended || report.late != null ? Verdict.Outcome.TIMED_OUT
            : !end.isEmpty() ? Verdict.Outcome.ENDED
            : report.outside == null && results.stream().allMatch(
                result -> result.mark() == Verdict.Mark.PASSED) ? Verdict.Outcome.PASSED
            : Verdict.Outcome.FAILED;
        String headline = !end.isEmpty() ? end : report.outside != null ? report.outside
            : headline(results);
        return new Verdict(exercise, outcome, headline, results, List.of(), jvm.output());
    }

    private static String headline(List<Verdict.TestResult> results) {
        long passed = results.stream().filter(r -> r.mark() == Verdict.Mark.PASSED).count();
        boolean untouched = results.stream().anyMatch(r -> r.mark() == Verdict.Mark.UNSOLVED);
        return passed == 0 && untouched ? FailureMessage.UNSOLVED
            : passed + " of " + results.size() + " tests passed";
    }

    /** How the process ended, if not as it should; else nothing. */
    private static String end(Exercise exercise, GraderFork jvm, boolean ended, Report report)
            throws IOException {
        if (!ended || report.late != null) {
            String where = report.late == null ? "" : report.late;
            return "still running after " + exercise.limitSeconds() + " s"
                + (where.isEmpty() ? "" : ", at " + where);
        }
        return report.complete && jvm.exitCode() == 0 ? "" : jvm.howItEnded();
    }

    /** The records that the process left behind. */
    private static final class Report {
        private final Map<String, List<String[]>> records = new HashMap<>();
        private final Set<String> started = new TreeSet<>();
        private String late;
        private String outside;
        private boolean complete;

        Report(List<String[]> all) {
            for (String[] fields : all) {
                switch (fields[0]) {
                    case GraderMain.STARTED -> started.add(fields[1]);
                    case GraderMain.END -> complete = true;
                    case GraderMain.LATE -> late = fields[5];
                    default -> {
                        if (fields[1].isEmpty()) {
                            outside = fields[2];
                        }
                        records.computeIfAbsent(fields[1], any -> new ArrayList<>()).add(fields);
                    }
                }
            }
        }

        Verdict.TestResult result(String method, String title, String end) {
            List<String[]> told = records.getOrDefault(method, List.of());
            if (told.size() != 1) {
                boolean running = told.isEmpty() && started.contains(method);
                return new Verdict.TestResult(title,
                    running ? Verdict.Mark.FAILED : Verdict.Mark.NOT_RUN,
                    running ? end : "not run", null, null, "");
            }
            String[] fields = told.getFirst();
            if (fields[0].equals(GraderMain.PASSED)) {
                return new Verdict.TestResult(title, Verdict.Mark.PASSED, "", null, null, "");
            }
            Verdict.Mark mark = fields[2].equals(FailureMessage.UNSOLVED) ? Verdict.Mark.UNSOLVED
                : Verdict.Mark.FAILED;
            return new Verdict.TestResult(title, mark, fields[2], fields[3], fields[4], fields[5]);
        }
    }
}
