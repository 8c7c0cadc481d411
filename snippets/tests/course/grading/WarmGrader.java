//SOURCES ../../../course/grading/Exercise.java ../../../course/grading/Grader.java
//SOURCES ../../../course/grading/GradingProtocol.java ../../../course/grading/SubmissionCheck.java
//SOURCES ../../../course/grading/SubmissionCompiler.java ../../../course/grading/Verdict.java
//SOURCES ../../../support/RunningProcess.java ../../../support/TemporaryFolder.java
//SOURCES ../../support/Course.java WarmGraderMain.java

import module java.base;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Grades several submissions in one JVM, because the start of a JVM takes longer than most
 * gradings. A submission that gets an unexpected verdict is graded again by a {@link Grader},
 * because descriptors or threads of an earlier one may be the reason. One that is late is not
 * waited for if the tests that have failed so far already say what is expected.
 */
final class WarmGrader implements AutoCloseable {
    private final Grader cold;
    private final SubmissionCompiler compiler = new SubmissionCompiler(Exercise.jar());
    private final Map<Boolean, Jvm> jvms = new HashMap<>();

    /** @param cache as for {@link Grader} */
    WarmGrader(Path cache) {
        cold = new Grader(cache);
    }

    /** Returns a verdict that is as expected, or else that of a {@link Grader}. */
    Verdict grade(Exercise exercise, String text, Predicate<Verdict> expected) throws Exception {
        var compiled = compiler.compile(exercise.className() + ".java", text);
        if (!compiled.problems().isEmpty()
                || !SubmissionCheck.problems(exercise, compiled).isEmpty()) {
            return cold.grade(exercise, text);
        }
        Jvm jvm = jvms.get(exercise.forks());
        if (jvm == null || jvm.jobs == Jvm.MOST_JOBS) {
            if (jvm != null) {
                jvm.close();
            }
            jvms.put(exercise.forks(), jvm = new Jvm(exercise.forks()));
        }
        Verdict verdict = Grader.judge(exercise, jvm.run(exercise.graderName(),
            SubmissionCheck.inLoadingOrder(compiled.classes())));
        boolean isExpected = expected.test(verdict);
        if (!jvm.isIdle() || !isExpected) {
            jvms.remove(exercise.forks()).close();
        }
        return isExpected ? verdict : cold.grade(exercise, text);
    }

    @Override
    public void close() {
        jvms.values().forEach(Jvm::close);
        cold.close();
    }

    private static final class Jvm implements AutoCloseable {
        // Most gradings take a tenth of a second. If one is late, the cold grader has its limit.
        private static final int LIMIT_S = 2;
        // Wrong answers leave descriptors, mappings and threads open.
        private static final int MOST_JOBS = 12;

        private final TemporaryFolder folder = TemporaryFolder.create("mmap-warm");
        private final RunningProcess running;
        private int jobs;
        private boolean isIdle = true;

        Jvm(boolean forks) throws IOException {
            Path work = Files.createDirectory(folder.path.resolve("work"));
            // As in GraderLauncher.
            var options = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xmx64m",
                "-XX:-UsePerfData", "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null",
                "-Djava.io.tmpdir=" + work));
            options.addAll(forks ? List.of("-Xint",
                "-Djava.lang.invoke.MethodHandle.CUSTOMIZE_THRESHOLD=-1")
                : List.of("-XX:TieredStopAtLevel=1"));
            running = new RunningProcess(new ProcessBuilder(RunningProcess.javaCommand(
                options, "WarmGraderMain"))
                .directory(work.toFile()).redirectErrorStream(true).start());
        }

        /** Returns the report, or the part of it that was there when the JVM ended or was late. */
        List<GradingProtocol.Event> run(String grader, Map<String, byte[]> classes)
                throws IOException {
            Path file = Files.createFile(folder.path.resolve("" + jobs++));
            var job = new GradingProtocol.Job(grader, file, UUID.randomUUID(), 0, classes);
            Supplier<List<GradingProtocol.Event>> report =
                () -> GradingProtocol.read(job.report(), job.nonce());
            try {
                GradingProtocol.send(job, running.process.getOutputStream());
                Awaitility.await().atMost(Course.patience(LIMIT_S))
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .until(() -> isComplete(report.get()) || !running.process.isAlive());
            } catch (ConditionTimeoutException | IOException late) {
                isIdle = false;
            }
            isIdle &= isComplete(report.get());
            return report.get();
        }

        /** Whether it waits for the next submission: the last one neither ended it nor was late. */
        boolean isIdle() {
            return isIdle;
        }

        private static boolean isComplete(List<GradingProtocol.Event> report) {
            return report.contains(new GradingProtocol.End());
        }

        @Override
        public void close() {
            running.close();
            folder.close();
        }
    }
}
