//DEPS org.junit.jupiter:junit-jupiter:5.14.4
//SOURCES ../../graders/Graders.java Exercise.java FailureMessage.java GraderFork.java
//SOURCES GraderLauncher.java GraderMain.java GradingProtocol.java SubmissionCheck.java
//SOURCES SubmissionCompiler.java Verdict.java

import module java.base;
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

    private final GraderLauncher launcher;
    private final SubmissionCompiler compiler;
    private final Map<Boolean, GraderFork> standBy = new HashMap<>();

    /** @param cache a folder for what makes the next start faster, or null */
    Grader(Path cache) {
        launcher = new GraderLauncher(cache);
        compiler = new SubmissionCompiler(Exercise.jar());
    }

    /** Has a JVM started and warm for the next run of this exercise, or of one of its kind. */
    synchronized void prepare(Exercise exercise) throws IOException {
        GraderFork ready = standBy.get(exercise.forks());
        if (ready == null || !ready.isAlive()) {
            if (ready != null) {
                ready.close();   // it was killed, or could not start
            }
            standBy.put(exercise.forks(), launcher.start(exercise.forks()));
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
        launcher.train();
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
            int limitMs = exercise.limitSeconds() * 1000;
            jvm.send(new GradingProtocol.Job(exercise.graderName(), limitMs,
                SubmissionCheck.inLoadingOrder(compiled.classes())));
            boolean ended = jvm.await(limitMs + KILL_AFTER_MS)
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
        var report = Report.of(jvm.report());
        boolean late = !ended || report.late() != null;
        String end = late ? late(exercise, report.late())
            : report.complete() && jvm.exitCode() == 0 ? "" : jvm.howItEnded();
        var results = new ArrayList<Verdict.TestResult>();
        for (Planned test : plan(exercise)) {
            results.add(report.result(test, end));
        }
        Verdict.Outcome outcome = late ? Verdict.Outcome.TIMED_OUT
            : !end.isEmpty() ? Verdict.Outcome.ENDED
            : report.outside() == null && results.stream().allMatch(
                result -> result.mark() == Verdict.Mark.PASSED) ? Verdict.Outcome.PASSED
            : Verdict.Outcome.FAILED;
        String headline = !end.isEmpty() ? end
            : report.outside() != null ? report.outside() : headline(results);
        return new Verdict(exercise, outcome, headline, results, List.of(), jvm.output());
    }

    private static String late(Exercise exercise, String where) {
        return "still running after " + exercise.limitSeconds() + " s"
            + (where == null || where.isEmpty() ? "" : ", at " + where);
    }

    private static String headline(List<Verdict.TestResult> results) {
        long passed = results.stream().filter(r -> r.mark() == Verdict.Mark.PASSED).count();
        boolean untouched = results.stream().anyMatch(r -> r.mark() == Verdict.Mark.UNSOLVED);
        return passed == 0 && untouched ? FailureMessage.UNSOLVED
            : passed + " of " + results.size() + " tests passed";
    }

    /**
     * The events that the process reported.
     *
     * @param started the tests that began
     * @param results each Passed and Failed by its test
     * @param late where the code was at the time limit, or null
     * @param outside the failure that belongs to no test, or null
     */
    private record Report(Set<String> started, Map<String, List<GradingProtocol.Event>> results,
            String late, String outside, boolean complete) {

        static Report of(List<GradingProtocol.Event> events) {
            var started = new HashSet<String>();
            var results = new HashMap<String, List<GradingProtocol.Event>>();
            String late = null;
            String outside = null;
            boolean complete = false;
            for (GradingProtocol.Event event : events) {
                switch (event) {
                    case GradingProtocol.Started(String test) -> started.add(test);
                    case GradingProtocol.Passed(String test) -> add(results, test, event);
                    case GradingProtocol.Failed failed -> {
                        add(results, failed.test(), failed);
                        outside = failed.test().isEmpty() ? failed.message() : outside;
                    }
                    case GradingProtocol.Late(String where) -> late = where;
                    case GradingProtocol.End() -> complete = true;
                }
            }
            return new Report(started, results, late, outside, complete);
        }

        private static void add(Map<String, List<GradingProtocol.Event>> results, String test,
                GradingProtocol.Event event) {
            results.computeIfAbsent(test, any -> new ArrayList<>()).add(event);
        }

        /** A test with two results has none: one of them is forged. */
        Verdict.TestResult result(Planned test, String end) {
            List<GradingProtocol.Event> all = results.getOrDefault(test.method(), List.of());
            if (all.size() != 1) {
                boolean running = all.isEmpty() && started.contains(test.method());
                return new Verdict.TestResult(test.title(),
                    running ? Verdict.Mark.FAILED : Verdict.Mark.NOT_RUN,
                    running ? end : "not run", null, null, "");
            }
            if (all.getFirst() instanceof GradingProtocol.Failed failed) {
                return new Verdict.TestResult(test.title(),
                    failed.message().equals(FailureMessage.UNSOLVED) ? Verdict.Mark.UNSOLVED
                        : Verdict.Mark.FAILED,
                    failed.message(), failed.expected(), failed.seen(), failed.where());
            }
            return new Verdict.TestResult(test.title(), Verdict.Mark.PASSED, "", null, null, "");
        }
    }
}
