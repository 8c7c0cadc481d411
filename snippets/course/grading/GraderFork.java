//SOURCES ../../Libc.java ../../support/AtExit.java ../../support/RunningProcess.java
//SOURCES ../../support/TemporaryFolder.java BoundedOutput.java Confinement.java CrashReport.java
//SOURCES Deadline.java GraderLimits.java GradingProtocol.java

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
    private static final long LOOK_MS = 50;
    private static final int LOOKS_A_CHECK = 5;
    private static final long KILL_AFTER_MS = 2000;

    private final Process process;
    private final Confinement confinement;
    private final TemporaryFolder folder;
    private final String mark;
    private final UUID nonce = UUID.randomUUID();
    private final BoundedOutput output = new BoundedOutput();
    private final Thread reader;
    private boolean killed;
    private String exceeded = "";

    /** @param mark the value of {@link #MARK}, which no other process has */
    GraderFork(Process process, Confinement confinement, TemporaryFolder folder, String mark) {
        this.process = process;
        this.confinement = confinement;
        this.folder = folder;
        this.mark = mark;
        reader = Thread.ofPlatform().daemon().start(
            () -> output.readAll(process.getInputStream()));
        AtExit.close(this);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** @throws IOException if the process has ended before it took the job */
    void send(String grader, int limitMs, Map<String, byte[]> classes) throws IOException {
        // Not closed, because the process ends itself when it sees the end of its stdin.
        GradingProtocol.send(new GradingProtocol.Job(grader, folder.path.resolve(REPORT), nonce,
            limitMs, classes), process.getOutputStream());
    }

    /**
     * Waits until the process ends, and kills it if it exceeds a limit. Returns false if it has not
     * ended in time.
     */
    boolean await(int limitMs) throws IOException, InterruptedException {
        var deadline = new Deadline(process.pid(), limitMs);
        for (int looks = 1; !process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS); looks++) {
            if (deadline.isOver()) {
                endLate();
                return false;
            }
            // While a process with much memory ends, it soon exceeds no limit any more.
            if (looks % LOOKS_A_CHECK == 0 && exceeded.isEmpty()) {
                checkLimits();
            }
        }
        return true;
    }

    /** Lets the process report where it is. */
    private void endLate() throws InterruptedException {
        try {
            process.getOutputStream().write(GradingProtocol.LATE);
            process.getOutputStream().flush();
            process.waitFor(KILL_AFTER_MS, TimeUnit.MILLISECONDS);
        } catch (IOException closed) {
            // It has ended at this moment, or does not read its stdin.
        }
    }

    private void checkLimits() throws IOException {
        if (confinement.confinesSignals()) {
            exceeded = GraderLimits.exceeded(confinement.processes(), folder.path);
        } else {
            exceeded = GraderLimits.exceeded(List.of((int) process.pid()), folder.path);
        }
        if (!exceeded.isEmpty()) {
            killAll();
        }
    }

    int exitCode() {
        return process.exitValue();
    }

    /** Whether somebody else killed the process, or it killed itself. */
    boolean wasKilled() {
        return !killed && exitCode() == 128 + Libc.SIGKILL;
    }

    List<GradingProtocol.Event> report() {
        return GradingProtocol.read(folder.path.resolve(REPORT), nonce);
    }

    /** What the process printed, without the lines that HotSpot prints on a crash. */
    String output() throws InterruptedException {
        // The last bytes may still be in the pipe, and another process may hold the pipe open.
        reader.join(LAST_OUTPUT_MS);
        return CrashReport.withoutCrash(output.text());
    }

    /** Returns why the process ended before it had run all tests. */
    String howItEnded() {
        return !exceeded.isEmpty() ? exceeded
            : CrashReport.cause(folder.path.resolve(CRASH), exitCode());
    }

    // ------------------------------------------------------------------------------------- end

    /** Kills the process and all processes that the learner's code started. */
    void killAll() {
        killed = true;
        process.destroyForcibly();
        try {
            if (confinement.confinesSignals()) {
                confinement.killAll();
            } else {
                killVisible();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Kills the processes that can be found without a domain: those in the group, and those with
     * the mark or the folder.
     */
    private void killVisible() {
        try {
            Libc.kill((int) -process.pid(), Libc.SIGKILL);
        } catch (Libc.ErrnoException noneLeft) {
            // ESRCH: all processes of the group have ended, or the group does not exist yet.
        }
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
        try {
            killAll();
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            confinement.close();
            delete();
        }
    }

    /**
     * Deletes the folder. The learner's code may have made folders that are too deep for a path, or
     * that nobody may read, so rm(1) tries again. Without a domain, a process may be left that puts
     * links into the folder meanwhile. Then only rm is safe, because it uses openat(2).
     */
    private void delete() {
        try {
            if (!confinement.confinesSignals()) {
                RunningProcess.run(new ProcessBuilder("rm", "-rf", "--", folder.path.toString()),
                    Duration.ofSeconds(60));
            }
            folder.close();
        } catch (IOException | UncheckedIOException | InterruptedException e) {
            try {
                for (String command : List.of("chmod -R u+rwX", "rm -rf")) {
                    var words = new ArrayList<>(List.of(command.split(" ")));
                    words.addAll(List.of("--", folder.path.toString()));
                    RunningProcess.run(new ProcessBuilder(words), Duration.ofSeconds(60));
                }
            } catch (IOException | IllegalStateException notDeleted) {
                System.err.println("exercises: this folder cannot be deleted: " + folder.path);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
