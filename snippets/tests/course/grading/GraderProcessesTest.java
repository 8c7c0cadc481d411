//DEPS org.awaitility:awaitility:4.3.0
//SOURCES ../../../Libc.java ../../../course/grading/CompilerFork.java
//SOURCES ../../../course/grading/Exercise.java ../../../course/grading/Grader.java
//SOURCES ../../../course/grading/GraderLauncher.java ../../../course/grading/Landlock.java
//SOURCES ../../../course/grading/Verdict.java ../../../support/RunningProcess.java
//SOURCES ../../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("exercises")
@Tag("slow")
@DisplayName("The processes of a grader")
class GraderProcessesTest {
    private static final Exercise EXERCISE = Exercise.all().get(1);

    @TempDir static Path cache;

    @BeforeAll
    static void train() throws Exception {
        new GraderLauncher(cache).train();
    }

    /** Returns the solution with a statement before its first one. */
    private static String first(String statement) {
        return EXERCISE.solution().replace("        int fd", "if (!done) { done = true;\n"
            + statement + "\n}        int fd").replace("    static void write",
                "    private static boolean done;\n    static void write");
    }

    @Test
    @DisplayName("are started again, once, if somebody kills them while they grade")
    void killedFromOutside() throws Exception {
        try (var grader = new Grader(cache)) {
            grader.prepare(EXERCISE);
            int pid = (int) (long) grader.waiting().getFirst();
            var verdict = new FutureTask<>(() -> grader.grade(EXERCISE, first("LockSupport"
                + ".parkNanos(700_000_000L);")));
            Thread.ofPlatform().start(verdict);
            // Its thread that grades has started if it has defined the learner's class.
            Awaitility.await().atMost(Course.patience(30)).until(
                () -> verdict.isDone() || grades(pid));
            Libc.kill(pid, Libc.SIGKILL);
            assertTrue(verdict.get().passed(), verdict.get().toString());
        }
    }

    /** Whether the JVM has written into its report. */
    private static boolean grades(int pid) throws IOException {
        Path work = Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd"));
        return Files.size(work.resolveSibling("report")) > 0;
    }

    @Test
    @DisplayName("are replaced if somebody kills them before they get a submission")
    void killedBefore() throws Exception {
        try (var grader = new Grader(cache)) {
            grader.prepare(EXERCISE);
            Libc.kill((int) (long) grader.waiting().getFirst(), Libc.SIGKILL);
            assertTrue(grader.grade(EXERCISE, EXERCISE.solution()).passed());
        }
    }

    /** Grades an answer that hides a child and then sleeps. A test kills this program meanwhile. */
    static void main(String[] cache) throws Exception {
        try (var grader = new Grader(Path.of(cache[0]))) {
            grader.grade(EXERCISE, first("""
                try {
                    new ProcessBuilder("sh", "-c", "cd / && env -i setsid sleep 4250 &").start();
                    Thread.sleep(60_000);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }"""));
        }
    }

    @Test
    @DisplayName("end with a runner that is killed, also a hidden child, and empty their folder")
    void killedRunner() throws Exception {
        Path tmp = Files.createDirectory(cache.resolve("tmp"));
        try (var runner = RunningProcess.start(new ProcessBuilder(RunningProcess.javaCommand(
                List.of("-Djava.io.tmpdir=" + tmp), "GraderProcessesTest", cache.toString())))) {
            Course.await(runner, "a hidden child", () -> sleeping(4250) > 0);
            runner.process.destroyForcibly().waitFor();
            Awaitility.await().atMost(Course.patience(30)).until(() -> sleeping(4250) == 0);
            Awaitility.await().atMost(Course.patience(30)).until(() -> files(tmp) == 0);
        }
    }

    private static long sleeping(int seconds) {
        return ProcessHandle.allProcesses().filter(process -> process.info().commandLine()
            .orElse("").endsWith("sleep " + seconds)).count();
    }

    /** Returns how many files are in the folders of graders and compilers. */
    private static long files(Path tmp) throws IOException {
        try (var files = Files.walk(tmp)) {
            return files.filter(file -> file.getNameCount() > tmp.getNameCount() + 1).count();
        }
    }

    @DisplayName("grade also where Landlock offers less")
    @ParameterizedTest(name = "version {0}")
    @ValueSource(ints = {0, 1, 4})
    void olderLandlock(int abi) throws Exception {
        assumeTrue(abi <= Landlock.abi());
        try (var grader = new Grader(new GraderLauncher(cache, abi))) {
            Verdict verdict = grader.grade(EXERCISE, first("""
                try {
                    new ProcessBuilder("setsid", "sleep", "424%d").inheritIO().start();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }""".formatted(abi)));
            assertTrue(verdict.passed(), verdict.toString());
        }
        assertEquals(0, sleeping(4240 + abi));
    }

    @Test
    @DisplayName("are killed if they use too much disk space")
    void disk() throws Exception {
        assertEquals("it stored more than 512 MiB in files", headline("""
            try (var large = new RandomAccessFile("large", "rw")) {
                for (int i = 0; i < 600; i++) {
                    large.write(new byte[1 << 20]);
                }
                LockSupport.parkNanos(9_000_000_000L);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }"""));
    }

    @Test
    @DisplayName("are killed if they use too much memory, also of a shared mapping")
    void sharedMemory() throws Exception {
        assertEquals("it used more than 1536 MiB of memory", headline("""
            MemorySegment shared = Libc.mmap(Libc.NULL, 1700L << 20,
                Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
            shared.fill((byte) 1);
            LockSupport.parkNanos(9_000_000_000L);"""));
    }

    @Test
    @DisplayName("grade also in a container, where the runner is the first process")
    void firstProcess() throws Exception {
        var container = List.of("unshare", "--user", "--map-root-user", "--pid", "--fork",
            "--mount-proc");
        var trial = new ArrayList<>(container);
        trial.add("true");
        assumeTrue(Course.run(new ProcessBuilder(trial)).exit() == 0, "no namespaces here");
        Path answer = Files.createDirectories(cache.resolve("work").resolve(EXERCISE.file())
            .getParent()).resolve(EXERCISE.className() + ".java");
        Files.writeString(answer, EXERCISE.solution());
        ProcessBuilder builder = Course.script(cache, "exercises", "run", EXERCISE.id());
        builder.command().addAll(0, container);
        builder.environment().put("MMAP_COURSE_WORK", cache.resolve("work").toString());
        ProcessResult result = Course.run(builder);
        assertEquals(0, result.exit(), result.out() + result.err());
    }

    private static String headline(String statement) throws Exception {
        try (var grader = new Grader(cache)) {
            return grader.grade(EXERCISE, first(statement)).headline();
        }
    }

    @Test
    @DisplayName("stop the compiler if it takes too long")
    void slowCompiler() throws Exception {
        // No text is known for which javac takes minutes, so the limit is a millisecond.
        try (var compiler = new CompilerFork(new GraderLauncher(cache), 1)) {
            assertEquals("the compiler had not finished after 0 s",
                compiler.compile("X.java", "class X {}").problems().getFirst().message());
        }
    }
}
