//SOURCES ../../support/AtExit.java ../../support/RunningProcess.java
//SOURCES ../../support/TemporaryFolder.java Exercise.java GraderFork.java GraderMain.java

import module java.base;

/** Starts the JVMs of graders, and makes the AOT cache that halves the time of a start. */
final class GraderLauncher {
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xmx64m",
        "-Xlog:disable", "-XX:-UsePerfData", "-XX:-CreateCoredumpOnCrash",
        "-XX:+CrashOnOutOfMemoryError");
    private static final int TRAINING_S = 60;

    private final Path cache;

    /** @param cache the folder for the AOT cache, or null if there is none */
    GraderLauncher(Path cache) {
        this.cache = cache;
    }

    /**
     * @param forks whether the grader forks; if so, the JVM has no JIT, which would hang a child
     */
    GraderFork start(boolean forks) throws IOException {
        var folder = TemporaryFolder.create("mmap-grader");
        Path work = Files.createDirectory(folder.path.resolve(GraderFork.WORK));
        Path report = Files.createFile(folder.path.resolve(GraderFork.REPORT));
        var options = options(forks);
        options.addAll(List.of("-XX:ErrorFile=" + folder.path.resolve(GraderFork.CRASH),
            "-Djava.io.tmpdir=" + work, "-Duser.home=" + work));
        String mark = UUID.randomUUID().toString();
        var builder = new ProcessBuilder(
            RunningProcess.javaCommand(options, "GraderMain", report.toString()))
            .directory(work.toFile()).redirectErrorStream(true);
        var environment = builder.environment();
        environment.keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        environment.put(GraderFork.MARK, mark);
        environment.put("HOME", work.toString());
        environment.put("TMPDIR", work.toString());
        return new GraderFork(builder.start(), folder, mark);
    }

    private List<String> options(boolean forks) throws IOException {
        var options = new ArrayList<>(OPTIONS);
        if (forks) {
            // See Fork.
            options.add("-Xint");
            options.add("-Djava.lang.invoke.MethodHandle.CUSTOMIZE_THRESHOLD=-1");
        } else {
            options.add("-XX:TieredStopAtLevel=1");
        }
        Path made = cacheFile();
        if (made != null && Files.exists(made)) {
            options.add("-XX:AOTCache=" + made);
        }
        return options;
    }

    // ------------------------------------------------------------------------------- AOT cache

    /**
     * Returns the cache file for this version of the program and of the JDK, or null without a
     * folder.
     */
    private Path cacheFile() throws IOException {
        if (cache == null) {
            return null;
        }
        String key = System.getProperty("java.class.path")
            + Files.getLastModifiedTime(Exercise.jar()) + Runtime.version();
        return cache.resolve("grader-%08x.aot".formatted(key.hashCode()));
    }

    /** Makes the cache of loaded classes if it does not exist. That takes seconds. */
    void train() throws IOException, InterruptedException {
        Path made = cacheFile();
        if (made == null || Files.exists(made)) {
            return;
        }
        Path part = Files.createTempFile(cache, "grader", ".part");
        AutoCloseable deletion = () -> Files.deleteIfExists(part);
        AtExit.close(deletion);
        var options = options(false);
        options.add("-XX:AOTCacheOutput=" + part);
        // A second JVM, which the JVM in training starts, writes the cache. close() kills both.
        try (var training = RunningProcess.start(
                new ProcessBuilder(RunningProcess.javaCommand(options, "GraderMain"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD))) {
            if (training.process.waitFor(TRAINING_S, TimeUnit.SECONDS)
                    && training.process.exitValue() == 0 && Files.size(part) > 0) {
                deleteOlder();
                Files.move(part, made, StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            AtExit.forget(deletion);
            Files.deleteIfExists(part);
        }
    }

    /**
     * Deletes the caches of earlier programs and JDKs, and unfinished ones of runners that were
     * killed. A JVM that has an old cache open keeps it until it ends.
     */
    private void deleteOlder() throws IOException {
        var longAgo = FileTime.from(Instant.now().minusSeconds(2 * TRAINING_S));
        try (var older = Files.newDirectoryStream(cache, "grader*.{aot,part}")) {
            for (Path file : older) {
                boolean unfinished = file.toString().endsWith(".part");
                if (!unfinished || Files.getLastModifiedTime(file).compareTo(longAgo) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
