//SOURCES ../../Libc.java BoundedOutput.java Exercise.java GraderMain.java

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JVM that waits for one job of grading, and all that belongs to it: its folder, its output, the
 * processes that the learner's code starts. {@link #close} leaves nothing of it behind.
 */
final class GraderFork implements AutoCloseable {
    private static final String MARK = "MMAP_GRADER";
    private static final Pattern SIGNAL = Pattern.compile("# +(SIG[A-Z]+) \\(");
    private static final Pattern ADDRESS = Pattern.compile("si_addr: (0x[0-9a-f]+)");
    private static final Pattern HEAP = Pattern.compile("OutOfMemory encountered: (.*)");
    // The innermost frame of a class without a package, which is the learner's own or a grader's.
    private static final Pattern FRAME = Pattern.compile(
        "^[jJ] (?:.* )?(?!Libc\\.)([\\w$]+\\.[\\w$<>]+)\\(", Pattern.MULTILINE);
    private static final int REPORT_LIMIT = 1 << 20;

    private final Process process;
    private final Path folder;
    private final String mark;
    private final BoundedOutput output = new BoundedOutput();
    private final Thread reader;
    private final Thread endWithRunner = new Thread(this::close);

    private GraderFork(Process process, Path folder, String mark) {
        this.process = process;
        this.folder = folder;
        this.mark = mark;
        reader = Thread.ofPlatform().daemon().start(
            () -> output.readAll(process.getInputStream()));
        Runtime.getRuntime().addShutdownHook(endWithRunner);
    }

    // ----------------------------------------------------------------------------------- start

    /** How such JVMs are started. */
    static final class Launch {
        private static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m", "-Xlog:disable",
            "-XX:-UsePerfData", "-XX:-CreateCoredumpOnCrash", "-XX:+CrashOnOutOfMemoryError");
        private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

        private static final int TRAINING_S = 60;

        private final String classPath = System.getProperty("java.class.path");
        private final Path cache;

        Launch(Path cache) {
            this.cache = cache;
        }

        /** Where the course's own classes are. */
        Path jar() {
            try {
                return Path.of(GraderFork.class.getProtectionDomain().getCodeSource().getLocation()
                    .toURI());
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }

        /** @param forks for a grader that forks, which the compiler threads would not survive */
        GraderFork start(boolean forks) throws IOException {
            Path folder = Files.createTempDirectory("mmap-grader");
            Path work = Files.createDirectory(folder.resolve("work"));
            Files.createFile(folder.resolve("report"));
            var command = command(forks);
            command.addAll(List.of("-XX:ErrorFile=" + folder.resolve("crash"),
                "-Djava.io.tmpdir=" + work, "-Duser.home=" + work, "-cp", classPath,
                "GraderMain", folder.resolve("report").toString()));
            String mark = UUID.randomUUID().toString();
            var builder = new ProcessBuilder(command).directory(work.toFile())
                .redirectErrorStream(true);
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS",
                "JDK_JAVA_OPTIONS"));
            builder.environment().putAll(Map.of(MARK, mark, "HOME", work.toString(), "TMPDIR",
                work.toString()));
            return new GraderFork(builder.start(), folder, mark);
        }

        private List<String> command(boolean forks) throws IOException {
            var command = new ArrayList<String>(List.of(JAVA,
                forks ? "-Xint" : "-XX:TieredStopAtLevel=1"));
            command.addAll(FLAGS);
            Path made = cacheFile();
            if (made != null && Files.exists(made)) {
                command.add("-XX:AOTCache=" + made);
            }
            return command;
        }

        /** Of this program as it is now, and this JDK; null if there is nowhere to keep it. */
        private Path cacheFile() throws IOException {
            if (cache == null) {
                return null;
            }
            String key = classPath + Files.getLastModifiedTime(jar()) + Runtime.version();
            return cache.resolve("grader-%08x.aot".formatted(key.hashCode()));
        }

        /**
         * Those of programs and JDKs that were, and what a runner left that was killed while it
         * made one; who has one open keeps it to the end.
         */
        private void removeOlder() throws IOException {
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

        /** Makes the cache of loaded classes that halves the start, once; takes seconds. */
        void train() throws IOException, InterruptedException {
            Path made = cacheFile();
            if (made == null || Files.exists(made)) {
                return;
            }
            Path part = Files.createTempFile(cache, "grader", ".part");
            var command = command(false);
            command.addAll(List.of("-XX:AOTCacheOutput=" + part, "-cp", classPath,
                "GraderMain"));
            Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            var end = new Thread(() -> endTraining(process, part));
            Runtime.getRuntime().addShutdownHook(end);
            try {
                if (process.waitFor(TRAINING_S, TimeUnit.SECONDS) && process.exitValue() == 0
                        && Files.size(part) > 0) {
                    removeOlder();
                    Files.move(part, made, StandardCopyOption.ATOMIC_MOVE);
                }
            } finally {
                endTraining(process, part);
                try {
                    Runtime.getRuntime().removeShutdownHook(end);
                } catch (IllegalStateException inShutdown) {
                    // Then the hook does the same.
                }
            }
        }

        /** The cache is written by a JVM that the one in training starts at its end. */
        private static void endTraining(Process process, Path part) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            part.toFile().delete();
        }
    }

    // ------------------------------------------------------------------------------------- job

    boolean isAlive() {
        return process.isAlive();
    }

    void send(Exercise exercise, Map<String, byte[]> classes) throws IOException {
        // Not closed: when the runner is gone, the process sees the end of its stdin and ends.
        var out = new DataOutputStream(process.getOutputStream());
        out.writeUTF(exercise.graderName());
        out.writeInt(exercise.limitSeconds() * 1000);
        out.writeInt(classes.size());
        for (var loaded : classes.entrySet()) {
            out.writeUTF(loaded.getKey());
            out.writeInt(loaded.getValue().length);
            out.write(loaded.getValue());
        }
        out.flush();
    }

    /** Waits for its end; false if it has not ended in time. */
    boolean await(long timeoutMs) throws InterruptedException {
        return process.waitFor(timeoutMs, TimeUnit.MILLISECONDS);
    }

    int exitCode() {
        return process.exitValue();
    }

    /** The records of the report, up to the first that is cut off or is none of the grader's. */
    List<String[]> report() throws IOException {
        var records = new ArrayList<String[]>();
        try (var in = new DataInputStream(new ByteArrayInputStream(reportBytes()))) {
            while (true) {
                var fields = new String[in.readUnsignedByte()];
                for (int i = 0; i < fields.length; i++) {
                    String text = in.readUTF();
                    fields[i] = text.equals("\0") ? null : text;
                }
                if (!GraderMain.isRecord(fields)) {
                    return records;
                }
                records.add(fields);
            }
        } catch (EOFException | UTFDataFormatException end) {
            return records;
        }
    }

    /** Nothing if there is no such file: the learner's code may have put anything in its place. */
    private byte[] reportBytes() throws IOException {
        Path report = folder.resolve("report");
        if (!Files.isRegularFile(report, LinkOption.NOFOLLOW_LINKS)) {
            return new byte[0];
        }
        try (var in = Files.newInputStream(report)) {
            return in.readNBytes(REPORT_LIMIT);
        }
    }

    /** What the process printed, but for the JVM's own words on a crash. */
    String output() throws InterruptedException {
        // The last of it may still be in the pipe; the pipe may be held open by who knows whom.
        reader.join(1000);
        return output.text().replaceFirst(
            "(?s)(^|\n)(Aborting due to java.lang.OutOfMemoryError|#\n# A fatal error has).*", "");
    }

    /** For a process that ended before its last word: what ended it. */
    String howItEnded() throws IOException {
        Path crash = folder.resolve("crash");
        if (Files.exists(crash)) {
            String text = Files.readString(crash, StandardCharsets.ISO_8859_1);
            Matcher signal = SIGNAL.matcher(text);
            Matcher heap = HEAP.matcher(text);
            Matcher frame = FRAME.matcher(text);
            String below = frame.find() ? ", below " + frame.group(1) : "";
            if (heap.find()) {
                return "the heap is full: " + heap.group(1) + below;
            }
            if (signal.find()) {
                Matcher address = ADDRESS.matcher(text);
                return signal.group(1) + " ended the JVM: it touched "
                    + (address.find() ? "address " + address.group(1) : "memory")
                    + ", where nothing is mapped or not for that" + below;
            }
        }
        int code = exitCode();
        return code == GraderMain.EXIT_NO_REPORT
            ? "the grader could not tell more: its own folder, or its descriptors, are gone"
            : code > 128 ? "the process was killed by signal " + (code - 128)
            : "the process ended in the middle, with exit code " + code
                + ": System.exit, Runtime.halt or _exit";
    }

    // ------------------------------------------------------------------------------------- end

    /** Kills the process and what the learner's code started, even in sessions of its own. */
    void killAll() {
        try {
            Libc.kill((int) -process.pid(), Libc.SIGKILL);
        } catch (Libc.ErrnoException noneLeft) {
            // ESRCH: the whole group has ended, or has not got as far as to be one.
        }
        process.destroyForcibly();
        for (int round = 0; round < 1000 && killMarked(); round++) {
            Thread.onSpinWait();
        }
    }

    /** Kills every process with the mark in its environment or its folder; true if any was. */
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
            // A folder that was deleted is still named there.
            return Files.readSymbolicLink(entry.resolve("cwd")).startsWith(folder)
                || Files.readString(entry.resolve("environ"), StandardCharsets.ISO_8859_1)
                    .contains(MARK + "=" + mark);
        } catch (IOException | UncheckedIOException notOurs) {
            return false;
        }
    }

    @Override
    public void close() {
        killAll();
        try {
            process.waitFor();
            Runtime.getRuntime().removeShutdownHook(endWithRunner);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException inShutdown) {
            // Then this is the hook.
        }
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // Removed already, or by the learner's code.
        }
    }
}
