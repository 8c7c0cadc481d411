///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//DEPS info.picocli:picocli:4.7.7
//SOURCES ../Libc.java ../Script.java GradeBench.java
//DESCRIPTION Measure the course's own speed: mmap against C, a one-liner's start, save to verdict

/*
 * Rivals are measured in one run, in turn, and compared by the median of the ratios of each round:
 * the machine may be noisy, the ratio is not. "bench mmap" needs gcc, "bench start" and "bench
 * grade" a checkout.
 */

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
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
                mmap();
            }
            if (only == null || only == What.start) {
                start();
            }
            if (only == null || only == What.grade) {
                new GradeBench(launcher()).run(rounds);
            }
        });
}

// ------------------------------------------------------------------ mmap and munmap of a file page

static final String C_LOOP = """
    #include <sys/mman.h>
    int loop(int fd, int times) {
        for (int i = 0; i < times; i++) {
            void *p = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
            if (p == MAP_FAILED || munmap(p, 4096) == -1) {
                return -1;
            }
        }
        return 0;
    }
    """;

void mmap() throws Exception {
    Path folder = Files.createTempDirectory("mmap-bench");
    Path page = folder.resolve("page");
    try (var arena = Arena.ofConfined();
            var channel = FileChannel.open(Files.write(page, new byte[4096]),
                java.nio.file.StandardOpenOption.READ, java.nio.file.StandardOpenOption.WRITE)) {
        int fd = Libc.open(page.toString(), Libc.O_RDWR);
        MethodHandle c = compile(folder, arena);
        var rivals = new LinkedHashMap<String, Rival>();
        rivals.put("C, gcc -O2", times -> {
            if ((int) c.invokeExact(fd, times) != 0) {
                throw new IllegalStateException("the C loop failed");
            }
        });
        rivals.put("Libc.mmap, Libc.munmap", times -> libcLoop(fd, times));
        rivals.put("Libc.mmap into a confined Arena", times -> arenaLoop(fd, times));
        rivals.put("FileChannel.map into a confined Arena", times -> channelLoop(channel, times));
        compare("mmap and munmap of a 4 KiB file page", rivals, 20_000, 5, "us");
        Libc.close(fd);
    } finally {
        deleteAll(folder);
    }
}

void libcLoop(int fd, int times) {
    for (int i = 0; i < times; i++) {
        Libc.munmap(Libc.mmap(Libc.NULL, 4096, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED, fd, 0), 4096);
    }
}

void arenaLoop(int fd, int times) {
    for (int i = 0; i < times; i++) {
        try (var arena = Arena.ofConfined()) {
            Libc.mmap(arena, 4096, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
        }
    }
}

void channelLoop(FileChannel channel, int times) throws IOException {
    for (int i = 0; i < times; i++) {
        try (var arena = Arena.ofConfined()) {
            channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096, arena);
        }
    }
}

/** Into this JVM, because the layout of a process alone makes a difference of 15 to 35 percent. */
MethodHandle compile(Path folder, Arena arena) throws Exception {
    Path source = Files.writeString(folder.resolve("loop.c"), C_LOOP);
    Path library = folder.resolve("loop.so");
    run(folder, List.of("gcc", "-O2", "-shared", "-fPIC", "-o", library.toString(),
        source.toString()));
    return Linker.nativeLinker().downcallHandle(
        SymbolLookup.libraryLookup(library, arena).findOrThrow("loop"), FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
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
        compare("start to end of mmap-basics", rivals, 1, 1, "ms");
    } finally {
        deleteAll(folder);
    }
}

// --------------------------------------------------------------------------------------- measuring

/** Prints a table: the median time of one, and the median of the ratios to the first rival. */
void compare(String title, Map<String, Rival> rivals, int times, int warmUps, String unit)
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
    double scale = unit.equals("us") ? 1e3 : 1e6;
    double[] base = nanos.values().iterator().next();
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
