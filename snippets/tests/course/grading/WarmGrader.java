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
 * gradings. A submission that ends this JVM, is late or gets an unexpected verdict is graded again
 * by a {@link Grader}. Descriptors or threads of an earlier submission may be the reason.
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
        var report = jvm.run(exercise.graderName(),
            SubmissionCheck.inLoadingOrder(compiled.classes()));
        if (report.isPresent()) {
            Verdict verdict = Grader.judge(exercise, report.get());
            if (expected.test(verdict)) {
                return verdict;
            }
        }
        jvms.remove(exercise.forks()).close();
        return cold.grade(exercise, text);
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

        /** Returns the whole report, or nothing if the JVM ended before that or is late. */
        Optional<List<GradingProtocol.Event>> run(String grader, Map<String, byte[]> classes)
                throws IOException {
            Path report = Files.createFile(folder.path.resolve("" + jobs++));
            var job = new GradingProtocol.Job(grader, report, UUID.randomUUID(), 0, classes);
            try {
                GradingProtocol.send(job, running.process.getOutputStream());
                Awaitility.await().atMost(Course.patience(LIMIT_S))
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .until(() -> isComplete(job) || !running.process.isAlive());
            } catch (ConditionTimeoutException | IOException late) {
                return Optional.empty();
            }
            return isComplete(job) ? Optional.of(read(job)) : Optional.empty();
        }

        private static List<GradingProtocol.Event> read(GradingProtocol.Job job) {
            return GradingProtocol.read(job.report(), job.nonce());
        }

        private static boolean isComplete(GradingProtocol.Job job) {
            return read(job).contains(new GradingProtocol.End());
        }

        @Override
        public void close() {
            running.close();
            folder.close();
        }
    }
}
