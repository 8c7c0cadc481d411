///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//DEPS info.picocli:picocli:4.7.7
//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//DEPS io.aeron:aeron-driver:1.51.0
//DEPS org.agrona:agrona:2.6.0
//DEPS net.openhft:chronicle-queue:2026.4
//DEPS org.slf4j:slf4j-nop:2.0.17
//SOURCES ../Libc.java ../Script.java ../07_beyond/Ring.java ../07_beyond/RingFile.java
//SOURCES ../07_beyond/OneToOneProducer.java ../07_beyond/OneToOneConsumer.java
//SOURCES ../07_beyond/ManyToOneProducer.java ../07_beyond/ManyToOneConsumer.java
//SOURCES ../07_beyond/SlotState.java ../07_beyond/Slots.java ../07_beyond/Gate.java
//SOURCES ../07_beyond/Owner.java
//SOURCES Checkout.java BenchMachine.java BenchResults.java BenchGoals.java GradeBench.java
//SOURCES Duel.java DuelSide.java DuelMessage.java RingSides.java StreamSides.java
//SOURCES AeronSides.java AgronaSides.java ChronicleSides.java
//FILES ring.c=ring.c
//DESCRIPTION Measure rings between processes, mmap, start and verdicts against their rivals

/*
 * Rivals are measured in one run, in turn, and compared by the median of the ratios of each round:
 * the machine may be noisy, the ratio is not. C needs gcc, "bench start" and "bench grade" need a
 * checkout. Its results are kept in .jbang/bench.json and .jbang/bench.md.
 *
 *     $ jbang bench ring --quick
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

enum What { ring, pingpong, mmap, start, grade }

@Parameters(arity = "0..*", paramLabel = "PART",
    description = "Some of: ${COMPLETION-CANDIDATES}. Default: all.")
List<What> only = List.of();

@Option(names = "--rounds", description = "Rounds to measure. Default: 9, with --quick 3.")
int rounds;

@Option(names = "--quick", description = "Less exact, in under two minutes.")
boolean quick;

@Option(names = "--check", paramLabel = "MESSAGES", arity = "0..1", fallbackValue = "20000",
    description = "Measure nothing: move ${FALLBACK-VALUE} messages through every rival and check"
        + " each of them.")
int check;

/** Does something {@code times} times over. */
interface Rival {
    void run(int times) throws Throwable;
}

void main(String... args) {
    Script.run(this, "bench", "Measure, as ratios within one run.", args, () -> {
        Script.require(rounds >= 0 && check >= 0, "A number must be at least 1.");
        rounds = rounds > 0 ? rounds : quick ? 3 : 9;
        if (check > 0) {
            check();
        } else {
            measure(args);
        }
    });
}

void check() throws Exception {
    // A multiple of the batch, so that every batch is a full one.
    try (var duel = new Duel(new Duel.Length(0, 0, Math.ceilDiv(check, 32) * 32))) {
        if (only.isEmpty() || only.contains(What.ring)) {
            duel.checkOneWay().forEach(part -> IO.println(BenchResults.table(part)));
        }
        if (only.isEmpty() || only.contains(What.pingpong)) {
            duel.checkPingPong().forEach(part -> IO.println(BenchResults.table(part)));
        }
    }
}

void measure(String... args) throws Exception {
    var results = new BenchResults(BenchMachine.describe(),
        ("./jbang bench " + String.join(" ", args)).strip(), new ArrayList<>());
    results.machine().forEach((what, value) -> IO.println(what + ": " + value));
    var start = BenchMachine.Time.now();
    for (What what : What.values()) {
        if (only.isEmpty() || only.contains(what)) {
            for (BenchResults.Part part : measure(what)) {
                results.parts().add(part);
                IO.println("\n" + BenchResults.table(part) + "\n" + BenchResults.chart(part));
            }
        }
    }
    results.tellOthers(BenchMachine.Time.now().othersPercent(start));
    IO.println(BenchResults.OTHERS + " " + results.machine().get(BenchResults.OTHERS)
        + "\n\n" + BenchGoals.table(results));
    if (results.part(BenchGoals.ONE_WAY).isPresent()) {
        IO.println(BenchGoals.WHAT_RIVALS_DO);
    }
    var checkout = Checkout.find();
    Path kept = checkout.isPresent() ? Checkout.cache(checkout.get()) : Checkout.cacheAtHome();
    results.save(kept);
    IO.println("kept in " + kept.resolve("bench.json") + " and bench.md");
    IO.println("to repeat: " + results.command());
}

List<BenchResults.Part> measure(What what) throws Exception {
    return switch (what) {
        case ring -> {
            try (var duel = duel()) {
                yield List.of(duel.oneWay(rounds), duel.batches(rounds));
            }
        }
        case pingpong -> {
            try (var duel = duel()) {
                yield duel.pingPong(rounds);
            }
        }
        case mmap -> parts(mmap());
        case start -> parts(start());
        case grade -> parts(new GradeBench(launcher()).run(rounds, quick));
    };
}

Duel duel() throws Exception {
    return new Duel(quick ? new Duel.Length(300, 250, 0) : new Duel.Length(400, 400, 0));
}

/** Part, rival, nanoseconds of one operation in each round. */
List<BenchResults.Part> parts(Map<String, Map<String, double[]>> nanos) {
    return nanos.entrySet().stream()
        .map(part -> BenchResults.Part.ofNanos(part.getKey(), part.getValue())).toList();
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

Map<String, Map<String, double[]>> mmap() throws Exception {
    Path folder = Files.createTempDirectory("mmap-bench");
    Path page = folder.resolve("page");
    try (var arena = Arena.ofConfined();
            var channel = FileChannel.open(Files.write(page, new byte[4096]),
                java.nio.file.StandardOpenOption.READ, java.nio.file.StandardOpenOption.WRITE)) {
        int fd = Libc.open(page.toString(), Libc.O_RDWR);
        MethodHandle c = compile(folder, arena);
        var rivals = new LinkedHashMap<String, Rival>();
        rivals.put(BenchGoals.C, times -> {
            if ((int) c.invokeExact(fd, times) != 0) {
                throw new IllegalStateException("the C loop failed");
            }
        });
        rivals.put(BenchGoals.LIBC, times -> libcLoop(fd, times));
        rivals.put("Libc.mmap into a confined Arena", times -> arenaLoop(fd, times));
        rivals.put("FileChannel.map into a confined Arena", times -> channelLoop(channel, times));
        var nanos = compare(rivals, 20_000, 5);
        Libc.close(fd);
        return Map.of(BenchGoals.MMAP, nanos);
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

Map<String, Map<String, double[]>> start() throws Exception {
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
        rivals.put(BenchGoals.ONE_LINER, times -> run(folder, List.of(jbang, "mmap-basics")));
        rivals.put("java -cp alone", times -> run(folder, java));
        rivals.put("./jbang version, jbang's own start", times -> run(folder,
            List.of(jbang, "version")));
        return Map.of(BenchGoals.START, compare(rivals, 1, 1));
    } finally {
        deleteAll(folder);
    }
}

// --------------------------------------------------------------------------------------- measuring

/** In turn, round after round: the nanoseconds of one operation. */
Map<String, double[]> compare(Map<String, Rival> rivals, int times, int warmUps) {
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
    return nanos;
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
