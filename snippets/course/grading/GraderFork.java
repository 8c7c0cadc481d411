//SOURCES ../../Libc.java ../../support/AtExit.java ../../support/TemporaryFolder.java
//SOURCES BoundedOutput.java CrashReport.java GradingProtocol.java

import module java.base;

/**
 * A JVM that waits for one grading job, and everything that belongs to it: its folder, its output,
 * and the processes that the learner's code starts. {@link #close} removes all of it.
 */
final class GraderFork implements AutoCloseable {
    /** The variable in the environment of this JVM and of all processes that it starts. */
    static final String MARK = "MMAP_GRADER";
    /** The names of the files in its folder. */
    static final String WORK = "work";
    static final String REPORT = "report";
    static final String CRASH = "crash";
    private static final long LAST_OUTPUT_MS = 1000;

    private final Process process;
    private final TemporaryFolder folder;
    private final String mark;
    private final BoundedOutput output = new BoundedOutput();
    private final Thread reader;

    /** @param mark the value of {@link #MARK}, which no other process has */
    GraderFork(Process process, TemporaryFolder folder, String mark) {
        this.process = process;
        this.folder = folder;
        this.mark = mark;
        reader = Thread.ofPlatform().daemon().start(
            () -> output.readAll(process.getInputStream()));
        AtExit.close(this);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    void send(GradingProtocol.Job job) throws IOException {
        // Not closed, because the process ends itself when it sees the end of its stdin.
        GradingProtocol.send(job, process.getOutputStream());
    }

    /** Waits until the process ends. Returns false if it has not ended in time. */
    boolean await(long timeoutMs) throws InterruptedException {
        return process.waitFor(timeoutMs, TimeUnit.MILLISECONDS);
    }

    int exitCode() {
        return process.exitValue();
    }

    List<GradingProtocol.Event> report() throws IOException {
        return GradingProtocol.read(folder.path.resolve(REPORT));
    }

    /** What the process printed, without the lines that HotSpot prints on a crash. */
    String output() throws InterruptedException {
        // The last bytes may still be in the pipe, and another process may hold the pipe open.
        reader.join(LAST_OUTPUT_MS);
        return CrashReport.withoutCrash(output.text());
    }

    /** Returns why the process ended before it had run all tests. */
    String howItEnded() throws IOException {
        return CrashReport.cause(folder.path.resolve(CRASH), exitCode());
    }

    // ------------------------------------------------------------------------------------- end

    /** Kills the process and the processes that the learner's code started, in any session. */
    void killAll() {
        try {
            Libc.kill((int) -process.pid(), Libc.SIGKILL);
        } catch (Libc.ErrnoException noneLeft) {
            // ESRCH: all processes of the group have ended, or the group does not exist yet.
        }
        process.destroyForcibly();
        for (int round = 0; round < 1000 && killMarked(); round++) {
            Thread.onSpinWait();
        }
    }

    /**
     * Kills every process with the mark in its environment, or with the folder as its working
     * folder. Returns true if there was one.
     */
    private boolean killMarked() {
        boolean found = false;
        try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                if (isMarked(entry)) {
                    Libc.kill(Integer.parseInt(entry.getFileName().toString()), Libc.SIGKILL);
                    found = true;
                }
            }
        } catch (IOException | Libc.ErrnoException endedMeanwhile) {
            return true;
        }
        return found;
    }

    private boolean isMarked(Path entry) {
        try {
            // The link also names a folder that has been deleted.
            return Files.readSymbolicLink(entry.resolve("cwd")).startsWith(folder.path)
                || Files.readString(entry.resolve("environ"), StandardCharsets.ISO_8859_1)
                    .contains(MARK + "=" + mark);
        } catch (IOException | UncheckedIOException notOurs) {
            return false;
        }
    }

    @Override
    public void close() {
        AtExit.forget(this);
        killAll();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            folder.close();
        } catch (UncheckedIOException e) {
            // The learner's code may have made a folder that cannot be deleted.
        }
    }
}
