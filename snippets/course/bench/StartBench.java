//SOURCES ../../Script.java BenchGoals.java

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How long a one-liner takes from its start to its end, warm: everything is built and fetched. */
final class StartBench {
    private static final int DEADLINE_S = 60;

    private final Path launcher;

    /** @param launcher of a checkout */
    StartBench(Path launcher) {
        this.launcher = launcher;
    }

    /** Part, rival, nanoseconds in each round. */
    Map<String, Map<String, double[]>> run(int rounds) throws Exception {
        Path folder = Files.createTempDirectory("mmap-bench");
        try {
            String jbang = launcher.toString();
            run(folder, List.of(jbang, "build", "mmap-basics"));
            String classPath =
                run(folder, List.of(jbang, "info", "classpath", "mmap-basics")).strip();
            var rivals = new LinkedHashMap<String, List<String>>();
            rivals.put("java -cp", List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", classPath, "MmapBasics"));
            rivals.put(BenchGoals.ONE_LINER, List.of(jbang, "mmap-basics"));
            // The launcher keeps what jbang answered; asked anew, this is what it takes.
            rivals.put("jbang's own start (./jbang version)", List.of(jbang, "version"));
            return Map.of(BenchGoals.START, measure(folder, rivals, rounds));
        } finally {
            delete(folder);
        }
    }

    private static Map<String, double[]> measure(Path folder, Map<String, List<String>> rivals,
            int rounds) throws IOException, InterruptedException {
        var nanos = new LinkedHashMap<String, double[]>();
        rivals.keySet().forEach(name -> nanos.put(name, new double[rounds]));
        for (int round = -1; round < rounds; round++) {
            for (var rival : rivals.entrySet()) {
                long start = System.nanoTime();
                run(folder, rival.getValue());
                if (round >= 0) {
                    nanos.get(rival.getKey())[round] = System.nanoTime() - start;
                }
            }
        }
        return nanos;
    }

    /** Runs a command in {@code folder} and returns its output. */
    private static String run(Path folder, List<String> command)
            throws IOException, InterruptedException {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command).directory(folder.toFile())
            .redirectOutput(output.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
        process.getOutputStream().close();
        if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        if (process.waitFor() != 0) {
            throw Script.refusal(String.join(" ", command) + " failed");
        }
        return Files.readString(output);
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // A temporary folder, emptied as far as possible.
        }
    }
}
