//SOURCES ../../Script.java BenchGoals.java

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * How long a learner waits for a verdict, from outside, by the commands that a learner calls: a
 * save under {@code exercises watch}, a single {@code exercises run}, and for comparison the same
 * grader as a plain jbang script.
 */
final class GradeBench {
    private static final String EXERCISE = "1.1";
    private static final String FILE = "01_mmap_basics/WriteThroughMemory.java";
    private static final int DEADLINE_S = 120;

    // A learner who changed a line has looked at it for longer; the next grader is up by then.
    private static final int PAUSE_MS = 2000;
    private static final int QUICK_PAUSE_MS = 1000;

    private final Path launcher;
    private final Path snippets;
    private final Path folder;

    GradeBench(Path launcher) throws IOException {
        this.launcher = launcher;
        this.snippets = launcher.resolveSibling("snippets");
        this.folder = Files.createTempDirectory("mmap-bench");
    }

    /** Nanoseconds of each round; the first rival is the plain script. */
    Map<String, Map<String, double[]>> run(int rounds, boolean quick) throws Exception {
        try {
            var nanos = new LinkedHashMap<String, double[]>();
            // A verdict is quick, so there are more of them.
            int saves = Math.max(rounds, quick ? 5 : 21);
            double[] saved = saves(saves, quick ? QUICK_PAUSE_MS : PAUSE_MS);
            if (!quick) {
                commands(rounds).forEach(nanos::put);
                nanos.put("watch, saved again at once", saves(saves, 0));
            }
            nanos.put(BenchGoals.SAVE, saved);
            return Map.of(BenchGoals.VERDICT, nanos);
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
        }
    }

    private Map<String, double[]> commands(int rounds) throws Exception {
        double[] cold = new double[rounds];
        double[] start = new double[rounds];
        double[] script = new double[rounds];
        String plain = writePlain();
        for (int i = -1; i < rounds; i++) {   // the first to build and to fill the caches
            double run = timed("exercises", "run", EXERCISE);
            double version = timed("version");
            changePlain(i);
            double plainRun = timed(plain);
            if (i >= 0) {
                cold[i] = run;
                start[i] = version;
                script[i] = plainRun;
            }
        }
        var nanos = new LinkedHashMap<String, double[]>();
        nanos.put("plain jbang script, changed source", script);
        nanos.put("exercises run, whole command", cold);
        nanos.put("jbang version, jbang's own start", start);
        return nanos;
    }

    // ------------------------------------------------------------------------------------ watch

    private double[] saves(int rounds, int pauseMs) throws Exception {
        Process watch = command("exercises", "watch", EXERCISE).redirectErrorStream(true).start();
        try {
            var lines = new LinkedBlockingQueue<String>();
            Thread.ofPlatform().daemon().start(() -> readInto(lines, watch.inputReader()));
            await(lines, "[q]uit");
            Thread.sleep(5000);   // its own warm-up, which goes on while a learner reads
            double[] took = new double[rounds];
            for (int i = -2; i < rounds; i++) {
                Thread.sleep(pauseMs);
                long start = System.nanoTime();
                save(i + " " + pauseMs);
                await(lines, "exercise " + EXERCISE + ": ");
                if (i >= 0) {
                    took[i] = (System.nanoTime() - start);
                }
            }
            return took;
        } finally {
            watch.destroy();
            if (!watch.waitFor(10, TimeUnit.SECONDS)) {
                watch.destroyForcibly();
            }
        }
    }

    /** The solution with another comment each time: else there would be nothing to grade. */
    private void save(String comment) throws IOException {
        Path file = folder.resolve(FILE);
        Path part = folder.resolve("part");
        Files.createDirectories(file.getParent());
        Files.writeString(part, Files.readString(snippets.resolve("solutions/" + FILE)) + "// "
            + comment + "\n");
        Files.move(part, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static void readInto(LinkedBlockingQueue<String> lines, BufferedReader reader) {
        try (reader) {
            reader.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException ended) {
            // With the process.
        }
    }

    private static void await(LinkedBlockingQueue<String> lines, String wanted) throws Exception {
        String line;
        do {
            line = lines.poll(DEADLINE_S, TimeUnit.SECONDS);
            if (line == null) {
                throw Script.refusal("\"" + wanted + "\" did not come");
            }
        } while (!line.contains(wanted));
    }

    // --------------------------------------------------------------------------------- commands

    private ProcessBuilder command(String... arguments) {
        var words = new ArrayList<String>(List.of(launcher.toString()));
        words.addAll(List.of(arguments));
        var builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().put("MMAP_COURSE_WORK", folder.toString());
        builder.environment().put("TERM", "dumb");
        return builder;
    }

    private double timed(String... arguments) throws Exception {
        long start = System.nanoTime();
        Process process = command(arguments).redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw Script.refusal(String.join(" ", arguments) + " failed");
        }
        return (System.nanoTime() - start);
    }

    /** The same grader with the solution, as anyone would run a JUnit test by jbang. */
    private String writePlain() throws IOException {
        for (String name : List.of("Libc.java", "Proc.java", "graders/support/Observe.java",
                "solutions/" + FILE, "graders/" + FILE.replace(".java", "Test.java"))) {
            Path to = folder.resolve("plain").resolve(Path.of(name).getFileName());
            Files.createDirectories(to.getParent());
            String source = Files.readString(snippets.resolve(name));
            Files.writeString(to, source.replaceAll("(?m)^//(SOURCES|FILES|DEPS) .*\n", ""));
        }
        Path script = folder.resolve("plain/Plain.java");
        Files.writeString(script, """
            //JAVA 25+
            //RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
            //DEPS org.junit.jupiter:junit-jupiter:5.14.4
            //DEPS org.junit.platform:junit-platform-console:1.14.4
            //SOURCES Libc.java Proc.java Observe.java WriteThroughMemory.java
            //SOURCES WriteThroughMemoryTest.java
            void main() {
                org.junit.platform.console.ConsoleLauncher.main("execute", "--disable-banner",
                    "--select-class", "WriteThroughMemoryTest");
            }
            """);
        return script.toString();
    }

    private void changePlain(int round) throws IOException {
        Path file = folder.resolve("plain/WriteThroughMemory.java");
        Files.writeString(file, Files.readString(file) + "// " + round + "\n");
    }
}
