//SOURCES ../../support/AtExit.java ../../support/Load.java CompilerMain.java GraderLauncher.java
//SOURCES SubmissionCompiler.java Verdict.java

import module java.base;

/**
 * The JVM that compiles submissions. It is confined and has a small heap. If a text takes too long
 * or too much memory, that JVM is lost, and the next text gets a new one.
 */
final class CompilerFork implements AutoCloseable {
    // javac's time for a text can grow with the square of its length.
    private static final int LENGTH_LIMIT = 50_000;
    private static final int DEADLINE_S = 20;
    /** How a problem begins that is not in the text, or not for sure. */
    static final String LOST = "the compiler ";

    private final GraderLauncher launcher;
    private final int deadlineMs;
    private GraderLauncher.Started jvm;

    CompilerFork(GraderLauncher launcher) {
        this(launcher, 1000 * DEADLINE_S);
    }

    CompilerFork(GraderLauncher launcher, int deadlineMs) {
        this.launcher = launcher;
        this.deadlineMs = deadlineMs;
        AtExit.close(this);
    }

    /** Starts the JVM, if none is waiting. */
    synchronized void prepare() throws IOException {
        if (jvm == null || !jvm.process().isAlive()) {
            stop();
            jvm = launcher.startCompiler();
        }
    }

    /** If the JVM is lost, another one tries again, because somebody else may have ended it. */
    synchronized SubmissionCompiler.Result compile(String fileName, String text)
            throws IOException, InterruptedException {
        if (text.length() > LENGTH_LIMIT) {
            return SubmissionCompiler.problem("the text is %,d characters long; the limit is %,d"
                .formatted(text.length(), LENGTH_LIMIT));
        }
        Optional<SubmissionCompiler.Result> result = ask(fileName, text);
        return result.isPresent() ? result.get() : ask(fileName, text).orElseGet(() ->
            SubmissionCompiler.problem(LOST + "gave up: it needs too much memory for this text"));
    }

    private Optional<SubmissionCompiler.Result> ask(String fileName, String text)
            throws IOException, InterruptedException {
        prepare();
        Process process = jvm.process();
        var reply = new FutureTask<>(() -> {
            CompilerMain.ask(new DataOutputStream(process.getOutputStream()), fileName, text);
            return CompilerMain.read(new DataInputStream(process.getInputStream()));
        });
        Thread.ofPlatform().daemon().start(reply);
        try {
            return Optional.of(reply.get((long) (deadlineMs * Load.perProcessor()),
                TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            stop();
            return Optional.of(SubmissionCompiler.problem(
                LOST + "had not finished after " + deadlineMs / 1000 + " s"));
        } catch (ExecutionException e) {
            stop();
            return Optional.empty();
        } catch (InterruptedException e) {
            stop();   // the next reply would be that to this text
            throw e;
        }
    }

    private void stop() {
        if (jvm != null) {
            jvm.close();
            jvm = null;
        }
    }

    @Override
    public synchronized void close() {
        AtExit.forget(this);
        stop();
    }
}
