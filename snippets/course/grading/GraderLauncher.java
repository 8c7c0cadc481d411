//SOURCES ../../support/AtExit.java ../../support/RunningProcess.java
//SOURCES ../../support/TemporaryFolder.java CompilerMain.java Confinement.java Exercise.java
//SOURCES GraderEnd.java GraderFork.java GraderLimits.java GraderMain.java Landlock.java
//SOURCES RegularFile.java

import module java.base;

/**
 * Starts the confined JVMs that compile and grade, and makes the AOT cache that halves the time of
 * a start.
 */
final class GraderLauncher {
    private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xlog:disable",
        "-XX:-UsePerfData", "-XX:-CreateCoredumpOnCrash");
    private static final int TRAINING_S = 60;
    private static final Path SETSID = Path.of("/usr/bin/setsid");
    /** The libraries that a grader needs. Those of the runner are not on its class path. */
    private static final Pattern LIBRARY =
        Pattern.compile("(junit|opentest4j|apiguardian).*\\.jar");
    /** The variables that graded code may see. A teacher's other variables may be secrets. */
    private static final Pattern VARIABLE = Pattern.compile("PATH|LANG|LC_\\w+|TZ|LD_LIBRARY_PATH");

    private final Path cache;
    private final int abi;
    private List<Path> classPath;

    /** @param cache the folder for the AOT cache, or null if there is none */
    GraderLauncher(Path cache) {
        this(cache, Landlock.abi());
    }

    /** @param abi the version of Landlock to use, at most that of this kernel */
    GraderLauncher(Path cache, int abi) {
        // The JVMs run in another folder.
        this.cache = cache == null ? null : cache.toAbsolutePath();
        this.abi = abi;
    }

    /** A confined JVM and what belongs to it. */
    record Started(Process process, Confinement confinement, TemporaryFolder folder)
            implements AutoCloseable {
        @Override
        public void close() {
            try {
                process.destroyForcibly().waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            confinement.close();
            folder.close();
        }
    }

    /**
     * @param forks whether the grader forks; if so, the JVM has no JIT, which would hang a child
     */
    GraderFork start(boolean forks) throws IOException {
        var options = new ArrayList<>(List.of("-Xmx64m", "-XX:+CrashOnOutOfMemoryError"));
        if (forks) {
            // See Fork.
            options.add("-Xint");
            options.add("-Djava.lang.invoke.MethodHandle.CUSTOMIZE_THRESHOLD=-1");
        } else {
            options.add("-XX:TieredStopAtLevel=1");
        }
        String mark = UUID.randomUUID().toString();
        var folder = TemporaryFolder.create(GraderEnd.FOLDER);
        Files.createFile(folder.path.resolve(GraderFork.REPORT));
        Started jvm = start(folder, options, Map.of(GraderFork.MARK, mark), true, "GraderMain");
        GraderLimits.set(jvm.process());
        return new GraderFork(jvm.process(), jvm.confinement(), folder, mark);
    }

    Started startCompiler() throws IOException {
        return start(TemporaryFolder.create(GraderEnd.FOLDER), List.of("-Xmx256m",
            "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"), Map.of(), false,
            "CompilerMain", classPath().getFirst().toString());
    }

    private Started start(TemporaryFolder folder, List<String> more, Map<String, String> variables,
            boolean keepErrors, String... mainAndArguments) throws IOException {
        Path work = Files.createDirectory(folder.path.resolve(GraderFork.WORK));
        var options = new ArrayList<>(more);
        options.addAll(List.of("-XX:ErrorFile=" + folder.path.resolve(GraderFork.CRASH),
            "-Djava.io.tmpdir=" + work, "-Duser.home=" + work));
        var readable = new ArrayList<>(classPath());
        Path made = cacheFile();
        if (made != null && Files.exists(made)) {
            options.add("-XX:AOTCache=" + made);
            readable.add(made);
        }
        List<String> command = command(options, mainAndArguments);
        var builder = new ProcessBuilder(command).directory(work.toFile());
        if (keepErrors) {
            builder.redirectErrorStream(true);
        } else {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            // The compiler has a session of its own, because Ctrl-C in the terminal is for the
            // runner. GraderMain makes one itself.
            if (Files.isExecutable(SETSID)) {
                command.addFirst(SETSID.toString());
            }
        }
        var environment = builder.environment();
        environment.keySet().removeIf(name -> !VARIABLE.matcher(name).matches());
        environment.putAll(variables);
        environment.put("HOME", work.toString());
        environment.put("TMPDIR", work.toString());
        var confinement = new Confinement(abi, readable, folder.path);
        return new Started(confinement.start(builder), confinement, folder);
    }

    private List<String> command(List<String> options, String... mainAndArguments)
            throws IOException {
        var command = new ArrayList<>(List.of(RunningProcess.java()));
        command.addAll(OPTIONS);
        command.addAll(options);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp",
            classPath().stream().map(Path::toString).collect(Collectors.joining(":"))));
        command.addAll(List.of(mainAndArguments));
        return command;
    }

    // ------------------------------------------------------------------------------ class path

    /**
     * The class path of the JVMs: a jar with the classes of this program, and the libraries of
     * JUnit. The jar has no solutions and no sources of graders, because graded code can read it.
     */
    private synchronized List<Path> classPath() throws IOException {
        // A newer version of the program may have deleted the jar meanwhile.
        if (classPath == null || Files.notExists(classPath.getFirst())) {
            GraderEnd.deleteEmptyFolders();
            var paths = new ArrayList<>(List.of(classesOnly()));
            for (String path : System.getProperty("java.class.path").split(":")) {
                Path file = Path.of(path).toAbsolutePath();
                if (LIBRARY.matcher(file.getFileName().toString()).matches()) {
                    paths.add(file);
                }
            }
            classPath = List.copyOf(paths);
        }
        return classPath;
    }

    private Path classesOnly() throws IOException {
        Path folder = cache != null ? cache : TemporaryFolder.create("mmap-classes").path;
        Path jar = folder.resolve("grader-%s.jar".formatted(key()));
        if (Files.exists(jar)) {
            return jar;
        }
        var bytes = new ByteArrayOutputStream();
        try (var in = new ZipFile(Exercise.jar().toFile()); var out = new ZipOutputStream(bytes)) {
            for (var entry : Collections.list(in.entries())) {
                if (entry.getName().endsWith(".class")) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    in.getInputStream(entry).transferTo(out);
                }
            }
        }
        RegularFile.write(jar, bytes.toByteArray());
        return jar;
    }

    /** A name for this version of the program and of the JDK. */
    private static String key() throws IOException {
        String key = System.getProperty("java.class.path")
            + Files.getLastModifiedTime(Exercise.jar()) + Runtime.version();
        return "%08x".formatted(key.hashCode());
    }

    // ------------------------------------------------------------------------------- AOT cache

    /** Returns the cache file, or null without a folder. */
    private Path cacheFile() throws IOException {
        return cache == null ? null : cache.resolve("grader-%s.aot".formatted(key()));
    }

    /** Makes the cache of loaded classes if it does not exist. That takes seconds. */
    void train() throws IOException, InterruptedException {
        Path made = cacheFile();
        if (made == null || Files.exists(made)) {
            return;
        }
        Path part = Files.createTempFile(cache, "grader", ".part");
        Path config = Path.of(part + ".config");   // the JVM in training makes it
        AutoCloseable deletion = () -> {
            Files.deleteIfExists(part);
            Files.deleteIfExists(config);
        };
        AtExit.close(deletion);
        var options = List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:AOTCacheOutput=" + part);
        // A second JVM, which the JVM in training starts, writes the cache. close() kills both.
        try (var training = RunningProcess.start(
                new ProcessBuilder(command(options, "GraderMain", "train"))
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
            Files.deleteIfExists(config);
        }
    }

    /**
     * Deletes the caches of earlier programs and JDKs after a day, because these programs may still
     * be running, and unfinished ones of runners that were killed.
     */
    private void deleteOlder() throws IOException {
        var now = Instant.now();
        var longAgo = FileTime.from(now.minusSeconds(2 * TRAINING_S));
        var yesterday = FileTime.from(now.minus(Duration.ofDays(1)));
        try (var older = Files.newDirectoryStream(cache, "grader*.{aot,jar,part,config}")) {
            for (Path file : older) {
                boolean ours = file.equals(classPath().getFirst());
                boolean unfinished = file.toString().contains(".part");
                if (!ours && Files.getLastModifiedTime(file)
                        .compareTo(unfinished ? longAgo : yesterday) < 0) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
