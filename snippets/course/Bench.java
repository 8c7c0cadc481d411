///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//DEPS info.picocli:picocli:4.7.7
//DEPS org.openjdk.jmh:jmh-core:1.37
//DEPS org.openjdk.jmh:jmh-generator-annprocess:1.37
//DEPS net.java.dev.jna:jna:5.19.1
//DEPS org.agrona:agrona:2.6.0
//JAVAC_OPTIONS -processor org.openjdk.jmh.generators.BenchmarkProcessor
//SOURCES ../Libc.java ../Script.java GradeBench.java JmhBench.java JmhProcess.java jmh/*.java
//DESCRIPTION Measure the course's own speed: mmap against C, a one-liner's start, save to verdict

/*
 * Rivals are measured in one run, in turn, and compared by the median of the ratios of each round:
 * the machine may be noisy, the ratio is not. "bench mmap" wants gcc, "bench start" and "bench
 * grade" a checkout.
 */

import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

enum What { mmap, start, grade }

@Parameters(arity = "0..1", description = "One of: ${COMPLETION-CANDIDATES}. Default: all.")
What only;

@Option(names = "--rounds", description = "Rounds to measure. Default: ${DEFAULT-VALUE}.")
int rounds = 21;

/** Does something {@code times} times over. */
interface Rival {
    void run(int times) throws Throwable;
}

void main(String... args) {
    Script.run(this, "bench", "Measure the course's own speed, as ratios within one run.", args,
        () -> {
            Script.require(rounds > 0, "--rounds must be at least 1.");
            if (only == null || only == What.mmap) {
                JmhBench.run(rounds, false).forEach(this::table);
            }
            if (only == null || only == What.start) {
                start();
            }
            if (only == null || only == What.grade) {
                new GradeBench(launcher()).run(rounds);
            }
        });
}

// ---------------------------------------------------------------------------- start of a one-liner

Path launcher() {
    Path launcher = Path.of(Objects.requireNonNullElse(System.getenv("JBANG_LAUNCH_CMD"), ""));
    if (!Files.exists(launcher.resolveSibling("jbang-catalog.json"))) {
        throw Script.refusal("starts and verdicts are measured from a checkout, by ./jbang");
    }
    return launcher;
}

void start() throws Exception {
    Path launcher = launcher();
    Path folder = Files.createTempDirectory("mmap-bench");
    try {
        String jbang = launcher.toString();
        run(folder, List.of(jbang, "build", "mmap-basics"));
        String classPath = run(folder, List.of(jbang, "info", "classpath", "mmap-basics")).strip();
        var java = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", "-cp", classPath, "MmapBasics");
        var rivals = new LinkedHashMap<String, Rival>();
        rivals.put("java -cp, plus jbang's own start", times -> {
            run(folder, java);
            run(folder, List.of(jbang, "version"));
        });
        rivals.put("./jbang mmap-basics", times -> run(folder, List.of(jbang, "mmap-basics")));
        rivals.put("java -cp alone", times -> run(folder, java));
        rivals.put("./jbang version, jbang's own start", times -> run(folder,
            List.of(jbang, "version")));
        compare("start to end of mmap-basics", rivals, 1, 1);
    } finally {
        deleteAll(folder);
    }
}

// --------------------------------------------------------------------------------------- measuring

/** Prints a table: the median time of one, and the median of the ratios to the first rival. */
void compare(String title, Map<String, Rival> rivals, int times, int warmUps)
        throws Exception {
    var nanos = new LinkedHashMap<String, double[]>();
    rivals.keySet().forEach(name -> nanos.put(name, new double[rounds]));
    for (int round = -warmUps; round < rounds; round++) {
        for (var rival : rivals.entrySet()) {
            long start = System.nanoTime();
            try {
                rival.getValue().run(times);
            } catch (Throwable t) {
                throw new IllegalStateException(rival.getKey() + ": " + t.getMessage(), t);
            }
            if (round >= 0) {
                nanos.get(rival.getKey())[round] = (System.nanoTime() - start) / (double) times;
            }
        }
    }
    table(title, nanos);
}

void table(String title, Map<String, double[]> nanos) {
    double[] base = nanos.values().iterator().next();
    String unit = base[0] < 1e3 ? "ns" : base[0] < 1e6 ? "us" : "ms";
    double scale = base[0] < 1e3 ? 1 : base[0] < 1e6 ? 1e3 : 1e6;
    IO.println("%n%s, %d rounds".formatted(title, rounds));
    IO.println("| | median %s | ratio | middle half of the ratios |".formatted(unit));
    IO.println("|---|---:|---:|---|");
    nanos.forEach((name, took) -> {
        var ratios = new double[rounds];
        Arrays.setAll(ratios, i -> took[i] / base[i]);
        IO.println("| %s | %.2f | %.2f | %.2f to %.2f |".formatted(name, at(took, 0.5) / scale,
            at(ratios, 0.5), at(ratios, 0.25), at(ratios, 0.75)));
    });
}

double at(double[] values, double quantile) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) (quantile * (sorted.length - 1))];
}

/** Runs a command in {@code folder} and returns its output. */
String run(Path folder, List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Process process = new ProcessBuilder(command).directory(folder.toFile())
        .redirectOutput(output.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
    }
    if (process.waitFor() != 0) {
        throw Script.refusal(String.join(" ", command) + " failed");
    }
    String text = Files.readString(output);
    Files.delete(output);
    return text;
}

void deleteAll(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
        }
    }
}
