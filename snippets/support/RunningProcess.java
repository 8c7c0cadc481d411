//SOURCES AtExit.java

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** How a process ended and what it printed; a signal ends it with exit code 128 + its number. */
record ProcessResult(int exit, String out, String err) {
    /** The lines of stdout. */
    List<String> lines() {
        return out.lines().toList();
    }
}

/** A line that a process printed, and when its end was read, by System.nanoTime. */
record OutputLine(long atNanos, String text) {}

/**
 * A process that this program started, and what it has printed so far. The process is killed by
 * close, or when the JVM ends, together with all processes that it started.
 */
final class RunningProcess implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int SHOWN_CHARACTERS = 2000;

    final Process process;
    private final Output out;
    private final Output err;
    private AutoCloseable atExit = this;

    /** Takes over a process that runs already; its stdin stays open. */
    RunningProcess(Process process) {
        this.process = process;
        AtExit.close(atExit);
        out = new Output(process.getInputStream());
        err = new Output(process.getErrorStream());
    }

    /** Starts a process that has nothing to read: its stdin is closed unless it is redirected. */
    static RunningProcess start(ProcessBuilder builder) throws IOException {
        RunningProcess running = AtExit.open(() -> new RunningProcess(builder.start()));
        running.process.getOutputStream().close();
        return running;
    }

    /** Lets it end by {@link #stop()} when the JVM ends, because it has something to clean up. */
    RunningProcess stopAtExit() {
        AtExit.forget(atExit);
        atExit = this::stop;
        AtExit.close(atExit);
        return this;
    }

    /** Runs a process to its end. If that takes longer than the deadline, it is killed. */
    static ProcessResult run(ProcessBuilder builder, Duration deadline)
            throws IOException, InterruptedException {
        try (var running = start(builder)) {
            return running.result(deadline);
        }
    }

    /** The java program of the JDK that runs this. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The command that runs a main class of this program in a JVM of its own. */
    static List<String> javaCommand(List<String> options, String mainClass, String... arguments) {
        var command = new ArrayList<String>(List.of(java()));
        command.addAll(options);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp",
            System.getProperty("java.class.path"), mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    long pid() {
        return process.pid();
    }

    /** What it has printed on stdout so far. */
    String out() {
        return out.text();
    }

    /** What it has printed on stderr so far. */
    String err() {
        return err.text();
    }

    /** The whole lines that it has printed on stdout so far. */
    List<OutputLine> lines() {
        return out.lines();
    }

    /** {@link #awaitLines(int, Duration)} with a deadline of 90 seconds. */
    List<OutputLine> awaitLines(int count) throws InterruptedException {
        return awaitLines(count, DEADLINE);
    }

    /** Waits until it has printed at least {@code count} lines, and returns all of them. */
    List<OutputLine> awaitLines(int count, Duration deadline) throws InterruptedException {
        long end = System.nanoTime() + deadline.toNanos();
        while (lines().size() < count) {
            boolean late = System.nanoTime() > end;
            if (late || !process.isAlive() && out.isComplete() && lines().size() < count) {
                throw new IllegalStateException((late ? "not " : "ended before it printed ")
                    + count + " lines" + (late ? " after " + deadline.toSeconds() + " s" : "")
                    + printed());
            }
            Thread.sleep(5);
        }
        return lines();
    }

    /** {@link #result(Duration)} with a deadline of 90 seconds. */
    ProcessResult result() throws InterruptedException {
        return result(DEADLINE);
    }

    /** Waits for its end. If that does not come by the deadline, the process is killed. */
    ProcessResult result(Duration deadline) throws InterruptedException {
        if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
            close();
            throw new IllegalStateException("still running after " + deadline.toSeconds() + " s"
                + printed());
        }
        out.await();
        err.await();
        return new ProcessResult(process.exitValue(), out(), err());
    }

    /** Ends it with SIGTERM, and after ten seconds with SIGKILL, with all that it started. */
    void stop() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroy();
        try {
            process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        started.forEach(ProcessHandle::destroyForcibly);
        close();
    }

    /** Kills it with SIGKILL, and all that it started. */
    @Override
    public void close() {
        AtExit.forget(atExit);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For an error message: its command, and the end of what it has printed so far. */
    String printed() {
        return ": " + process.info().commandLine().orElse("process " + pid())
            + "\nout: " + lastOf(out()) + "\nerr: " + lastOf(err());
    }

    private static String lastOf(String text) {
        int dropped = text.length() - SHOWN_CHARACTERS;
        return dropped <= 0 ? text : "… " + text.substring(dropped);
    }

    /** Reads a stream to its end, so that the process never waits, and keeps the first 16 MiB. */
    private static final class Output {
        private static final int KEPT_BYTES = 16 << 20;
        // After the end of the process, another one that inherited the pipe may keep it open.
        private static final long AFTER_END_MS = 1000;

        private final ByteArrayOutputStream readBytes = new ByteArrayOutputStream();
        private final ByteArrayOutputStream lineBytes = new ByteArrayOutputStream();
        private final List<OutputLine> lines = new ArrayList<>();
        private final Thread readerThread;

        Output(InputStream stream) {
            readerThread = Thread.ofPlatform().daemon().start(() -> readAll(stream));
        }

        private void readAll(InputStream stream) {
            var buffer = new byte[8192];
            try (stream) {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    add(buffer, n, System.nanoTime());
                }
            } catch (IOException e) {
                // The process was killed.
            }
        }

        private synchronized void add(byte[] buffer, int length, long nanos) {
            for (int i = 0; i < length && readBytes.size() < KEPT_BYTES; i++) {
                readBytes.write(buffer[i]);
                if (buffer[i] != '\n') {
                    lineBytes.write(buffer[i]);
                } else {
                    lines.add(new OutputLine(nanos, lineBytes.toString(StandardCharsets.UTF_8)));
                    lineBytes.reset();
                }
            }
        }

        synchronized String text() {
            return readBytes.toString(StandardCharsets.UTF_8);
        }

        synchronized List<OutputLine> lines() {
            return List.copyOf(lines);
        }

        boolean isComplete() {
            return !readerThread.isAlive();
        }

        void await() throws InterruptedException {
            readerThread.join(AFTER_END_MS);
        }
    }
}
