//DEPS org.junit.jupiter:junit-jupiter:5.14.4
//DEPS org.junit.platform:junit-platform-launcher:1.14.4
//SOURCES ../../Fork.java ../../Libc.java ../../Proc.java ../../graders/support/AccessModes.java
//SOURCES ../../graders/support/Mapped.java ../../graders/support/Observe.java
//SOURCES ../../graders/support/ReadWriteCalls.java
//SOURCES ../../support/TemporaryFolder.java CompilerMain.java FailureMessage.java
//SOURCES GraderEnd.java GradingProtocol.java

import module java.base;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The program that {@code Grader} starts: a JVM for one run of one grader on the learner's classes.
 * It warms up, waits for the job on stdin, reports each test into a file, and ends. It may be
 * killed at any moment. The learner's code may damage this process or its report, so {@code Grader}
 * accepts only a complete report.
 */
final class GraderMain implements TestExecutionListener {
    static final int EXIT_NO_REPORT = 97;
    static final int EXIT_LATE = 98;

    private final Path report;
    private final UUID nonce;
    private final int pid = Libc.getpid();
    private final Set<String> learners = new HashSet<>();
    private boolean isStub;
    private volatile String current = "";

    private GraderMain(Path report, UUID nonce) {
        this.report = report;
        this.nonce = nonce;
    }

    /**
     * Waits for a job. With the argument "train", it only warms up and ends, which is how the cache
     * is made.
     */
    static void main(String[] args) throws Exception {
        if (args.length > 0) {
            warmUp();
            CompilerMain.warmUp();
            return;
        }
        var end = new GraderEnd();
        // In a session of its own, this process and the processes that the learner's code starts
        // can be killed together.
        Libc.setsid();
        if (System.in.available() == 0) {
            warmUp();
        }
        InputStream stdin = System.in;
        try {
            GradingProtocol.Job job = GradingProtocol.receive(stdin);
            new GraderMain(job.report(), job.nonce()).grade(job, stdin, end);
        } catch (EOFException runnerEnded) {
            end.endAlone();
        }
        // Not Runtime.halt, because that waits 0.3 s for the thread that is blocked in a read of
        // stdin.
        Libc._exit(0);
    }

    private void grade(GradingProtocol.Job job, InputStream stdin, GraderEnd end)
            throws IOException {
        take(job.classes());
        for (byte[] bytes : job.classes().values()) {
            define(bytes);
        }
        Thread tester = Thread.currentThread();
        daemon(() -> obey(stdin, tester, end));
        daemon(() -> end.endAfter(job.limitMs()));
        System.setIn(InputStream.nullInputStream());
        runGrader(job.grader());
    }

    private void take(Map<String, byte[]> classes) {
        learners.addAll(classes.keySet());
        isStub = classes.values().stream().anyMatch(file -> new String(file,
            StandardCharsets.ISO_8859_1).contains(FailureMessage.UNSOLVED));
        AccessModes.setSubmission(classes);
    }

    private void runGrader(String grader) {
        try {
            load(Class.forName(grader));
            run(grader, this);
        } catch (Throwable thrown) {
            // JUnit rethrows errors such as OutOfMemoryError.
            fail(current, thrown);
        }
        reportOrEnd(new GradingProtocol.End());
    }

    /** Runs a grader without a time limit, on classes that this class's loader already knows. */
    static void runHere(Path report, UUID nonce, Map<String, byte[]> classes, String grader) {
        var process = new GraderMain(report, nonce);
        process.take(classes);
        process.runGrader(grader);
    }

    private void define(byte[] bytes) throws IOException {
        try {
            // The class goes into the loader of all classes, before the stub of the same name is
            // loaded.
            MethodHandles.lookup().defineClass(bytes);
        } catch (NoClassDefFoundError e) {
            // The class is defined. Only its verification failed, because it needs a class that
            // follows.
        } catch (LinkageError | IllegalAccessException e) {
            report(new GradingProtocol.Failed("",
                "the class cannot be loaded: " + e.getMessage(), null, null, ""));
        }
    }

    /**
     * Loads a class and its nested classes. A child that the learner's code forked shares the file
     * offset of the jars with its parent. If both read a jar at the same time, a class may not be
     * found.
     */
    private static void load(Class<?> type) throws ClassNotFoundException {
        Class.forName(type.getName());
        for (Class<?> member : type.getDeclaredClasses()) {
            load(member);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends this process if the runner says that the time is over, or if the runner is gone. */
    private void obey(InputStream stdin, Thread tester, GraderEnd end) {
        try {
            if (stdin.read() == GradingProtocol.LATE) {
                report(new GradingProtocol.Late(where(tester.getStackTrace())));
                Libc._exit(EXIT_LATE);
            }
            end.endAlone();
        } catch (IOException e) {
            // The learner's code closed descriptor 0. The runner kills this process soon.
        }
    }

    // ----------------------------------------------------------------------------------- JUnit

    private static final Launcher LAUNCHER = LauncherFactory.create(LauncherConfig.builder()
        .enableTestEngineAutoRegistration(false)
        .enableLauncherDiscoveryListenerAutoRegistration(false)
        .enableLauncherSessionListenerAutoRegistration(false)
        .enablePostDiscoveryFilterAutoRegistration(false)
        .enableTestExecutionListenerAutoRegistration(false)
        .addTestEngines(new JupiterTestEngine()).build());

    // JUnit logs a warning for each temporary folder that it does not delete.
    private static final Logger QUIET = Logger.getLogger("org.junit");

    private static void run(String grader, TestExecutionListener listener) {
        QUIET.setLevel(Level.OFF);
        LAUNCHER.execute(LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(grader))
            .configurationParameter("junit.jupiter.testmethod.order.default",
                "org.junit.jupiter.api.MethodOrderer$OrderAnnotation")
            // The runner removes the whole folder.
            .configurationParameter("junit.jupiter.tempdir.cleanup.mode.default", "NEVER")
            .build(), listener);
    }

    @Override
    public void executionStarted(TestIdentifier id) {
        if (id.isTest()) {
            Thread.interrupted();   // clears a flag that the test before may have left
            current = method(id);
            reportOrEnd(new GradingProtocol.Started(current));
        }
    }

    @Override
    public void executionFinished(TestIdentifier id, TestExecutionResult result) {
        Throwable thrown = result.getThrowable().orElse(null);
        if (thrown != null) {
            fail(method(id), thrown);
        } else if (id.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            reportOrEnd(new GradingProtocol.Passed(method(id)));
        }
    }

    private static String method(TestIdentifier id) {
        return id.getSource().map(source ->
            source instanceof MethodSource test ? test.getMethodName() : "").orElse("");
    }

    private void fail(String test, Throwable thrown) {
        FailureMessage failure = FailureMessage.of(thrown, isStub);
        reportOrEnd(new GradingProtocol.Failed(test, failure.message(), failure.expected(),
            failure.seen(), where(failure.stack())));
    }

    /** Returns the innermost line of the learner's code, or an empty text. */
    private String where(StackTraceElement[] stack) {
        for (var frame : stack) {
            if (learners.contains(frame.getClassName())) {
                return frame.getFileName() + ":" + frame.getLineNumber();
            }
        }
        return "";
    }

    // ---------------------------------------------------------------------------------- report

    private void reportOrEnd(GradingProtocol.Event event) {
        try {
            report(event);
        } catch (IOException e) {
            // The report is gone, so no later event could be reported either.
            Libc._exit(EXIT_NO_REPORT);
        }
    }

    private synchronized void report(GradingProtocol.Event event) throws IOException {
        if (Libc.getpid() != pid) {
            Libc._exit(0);   // a child that the learner's code forked has returned into JUnit
        }
        GradingProtocol.append(report, nonce, event);
    }

    // --------------------------------------------------------------------------------- warm-up

    /** Uses once what a run needs: JUnit, a failure, the calls of {@code Libc}. */
    private static void warmUp() throws ClassNotFoundException, IOException {
        for (Class<?> helper : List.of(Libc.class, Fork.class, Observe.class, Mapped.class,
                Proc.class, ReadWriteCalls.class, AccessModes.class)) {
            load(helper);
        }
        try (InputStream sample = GraderMain.class.getResourceAsStream("GraderEnd.class")) {
            new AccessModes(Map.of("GraderEnd", sample.readAllBytes())).names();
        }
        run(Sample.class.getName(), new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier id, TestExecutionResult result) {
                result.getThrowable().ifPresent(t -> FailureMessage.of(t, false));
            }
        });
    }

    static class Sample {
        @TempDir Path dir;

        @Test
        void calls() {
            int fd = Libc.memfd_create("warm-up", 0);
            Libc.ftruncate(fd, 1);
            MemorySegment p = Libc.mmap(Libc.NULL, 1, Libc.PROT_READ | Libc.PROT_WRITE,
                Libc.MAP_SHARED, fd, 0);
            p.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
            Libc.munmap(p, 1);
            Libc.close(fd);
        }

        @Test
        void fails() {
            Assertions.assertNotNull("");
            Assertions.assertEquals("one", "two", "on purpose");
        }
    }
}
