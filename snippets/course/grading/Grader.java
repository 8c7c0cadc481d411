//DEPS org.junit.jupiter:junit-jupiter:5.14.4
//SOURCES ../../graders/Graders.java CompilerFork.java Exercise.java FailureMessage.java
//SOURCES GraderFork.java GraderLauncher.java GraderMain.java GradingProtocol.java
//SOURCES SubmissionCheck.java SubmissionCompiler.java SuspiciousUses.java Verdict.java

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Grades a submission. It compiles the text in one confined JVM, runs the grader of the exercise in
 * another one, and makes a verdict from the report of that JVM. The verdict is "passed" only if
 * every test is reported as passed and the JVM ended normally. Everything else is a failure, and
 * the verdict says why.
 */
final class Grader implements AutoCloseable {
    private static final int WARM_UPS = 10;

    private final GraderLauncher launcher;
    private final CompilerFork compiler;
    private final Map<Boolean, GraderFork> standBy = new HashMap<>();

    /** @param cache a folder for files that make the next start faster, or null */
    Grader(Path cache) {
        this(new GraderLauncher(cache));
    }

    Grader(GraderLauncher launcher) {
        this.launcher = launcher;
        compiler = new CompilerFork(launcher);
    }

    /**
     * Starts a JVM and warms it up for the next run of this exercise, or of one of the same kind.
     */
    synchronized void prepare(Exercise exercise) throws IOException {
        GraderFork ready = standBy.get(exercise.forks());
        if (ready == null || !ready.isAlive()) {
            if (ready != null) {
                ready.close();   // it was killed, or could not start
            }
            standBy.put(exercise.forks(), launcher.start(exercise.forks()));
        }
        compiler.prepare();
    }

    /**
     * Compiles the solution several times. Otherwise the first save would wait for a cold compiler.
     */
    void warmUp(Exercise exercise) throws IOException, InterruptedException {
        for (int i = 0; i < WARM_UPS; i++) {
            compiler.compile(exercise.className() + ".java", exercise.solution());
        }
    }

    /**
     * Makes the cache for faster starts, if it does not exist. That takes seconds, but only once.
     */
    void train() throws IOException, InterruptedException {
        launcher.train();
    }

    /**
     * Returns the verdict on {@code text}, a little later than the exercise's time limit at most.
     * The limit is longer on a busy machine.
     */
    synchronized Verdict grade(Exercise exercise, String text)
            throws IOException, InterruptedException {
        prepare(exercise);   // it starts while the text is compiled
        SubmissionCompiler.Result compiled = compiler.compile(exercise.className() + ".java", text);
        // If there is a problem with the whole text, only that is reported, not what javac says.
        var problems = new ArrayList<>(SubmissionCheck.problems(exercise, compiled));
        if (problems.isEmpty()) {
            problems.addAll(compiled.problems());
        }
        if (!problems.isEmpty()) {
            return new Verdict(exercise, Verdict.Outcome.NOT_COMPILED, "does not compile",
                List.of(), problems, "");
        }
        Map<String, byte[]> classes = SubmissionCheck.inLoadingOrder(compiled.classes());
        // If the JVM is killed from outside, that is not the learner's fault, so there is a second.
        Optional<Verdict> verdict = run(exercise, classes, false);
        return verdict.isPresent() ? verdict.get() : run(exercise, classes, true).orElseThrow();
    }

    /** Returns no verdict if the JVM was killed before it ended, and this was not the last try. */
    private Optional<Verdict> run(Exercise exercise, Map<String, byte[]> classes, boolean last)
            throws IOException, InterruptedException {
        prepare(exercise);
        try (GraderFork jvm = standBy.remove(exercise.forks())) {
            int limitMs = 1000 * exercise.limitSeconds();
            try {
                jvm.send(exercise.graderName(), limitMs, classes);
            } catch (IOException ended) {
                if (!last) {
                    return Optional.empty();
                }
            }
            boolean ended = jvm.await(limitMs);
            if (ended && jvm.wasKilled() && !last) {
                return Optional.empty();
            }
            jvm.killAll();
            return Optional.of(judge(exercise, jvm, ended, SuspiciousUses.of(classes.values())));
        }
    }

    /** The IDs of the JVMs that wait for a submission. */
    synchronized List<Long> waiting() {
        return standBy.values().stream().map(GraderFork::pid).toList();
    }

    @Override
    public synchronized void close() {
        standBy.values().forEach(GraderFork::close);
        standBy.clear();
        compiler.close();
    }

    // --------------------------------------------------------------------------------- verdict

    private record Planned(String method, String title) {}

    /** Returns the tests that the report must contain, from the grader's class in this process. */
    private static List<Planned> plan(Exercise exercise) {
        Class<?> grader = Graders.byName(exercise.graderName());
        return List.of(grader.getDeclaredMethods()).stream()
            .filter(method -> method.isAnnotationPresent(Test.class))
            .sorted(Comparator.comparingInt(method -> method.getAnnotation(Order.class).value()))
            .map(method -> new Planned(method.getName(),
                method.getAnnotation(DisplayName.class).value()))
            .toList();
    }

    private static Verdict judge(Exercise exercise, GraderFork jvm, boolean ended,
            List<String> flags) throws InterruptedException {
        var report = Report.of(jvm.report());
        boolean late = !ended || report.late() != null;
        String end = late ? late(exercise, report.late())
            : report.complete() && jvm.exitCode() == 0 ? "" : jvm.howItEnded();
        return verdict(exercise, report, late, end, jvm.output(), flags);
    }

    /** Returns the verdict on a run of which the whole report is known. */
    static Verdict judge(Exercise exercise, List<GradingProtocol.Event> report) {
        return verdict(exercise, Report.of(report), false, "", "", List.of());
    }

    private static Verdict verdict(Exercise exercise, Report report, boolean late, String end,
            String output, List<String> flags) {
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
        return new Verdict(exercise, outcome, headline, results, List.of(), output, flags);
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
     * @param results the events Passed and Failed, by test
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

        /** Returns the result of a test. Two results of one test count as none: one is forged. */
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
