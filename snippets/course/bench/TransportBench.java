//SOURCES BenchGoals.java BenchMachine.java BenchResults.java TransportMain.java
//FILES ring.c=ring.c

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures what moves messages between two processes. In each round every rival gets a fresh pair
 * of processes, in turn, on two cores: the speed between two cores has modes a factor four apart,
 * so only rivals of the same round are compared.
 */
final class TransportBench implements AutoCloseable {
    private static final int BATCH = 32;

    /** Who produces and who consumes, as TransportMain calls them; most often the same. */
    record Rival(String name, String producer, String consumer) {
        Rival(String name, String key) {
            this(name, key, key);
        }

        List<String> keys() {
            return List.of(producer, consumer);
        }
    }

    private static final Rival C = new Rival(BenchGoals.C, "c");
    private static final Rival RING = new Rival(BenchGoals.RING, "ring");

    private static final List<Rival> STREAMS = List.of(new Rival(BenchGoals.PIPE, "pipe"),
        new Rival("Unix domain socket", "unix"), new Rival("TCP loopback", "tcp"));

    // Goals are about these: one after the other, before the speed between the cores changes.
    private static final List<Rival> COMPARED = List.of(C, RING,
        new Rival(BenchGoals.AERON, "aeron"), new Rival(BenchGoals.AGRONA, "agrona-one"),
        new Rival(BenchGoals.CHRONICLE, "chronicle"));
    private static final List<Rival> OTHERS = join(List.of(
        new Rival("ManyToOneRing, one producer", "many"),
        new Rival("Agrona ManyToOneRingBuffer", "agrona-many")), STREAMS);

    // Aeron, Agrona and Chronicle Queue publish each message by itself: they have no batches.
    private static final List<Rival> BATCHED = List.of(C, RING);

    private static final List<Rival> THERE_AND_BACK = join(List.of(C, RING,
        new Rival("OneToOneRing, futex gate", "ring-futex")), STREAMS);

    /** Not measured, but checked: either language can be at either end of the one ring. */
    private static final List<Rival> MIXED = List.of(
        new Rival("from C to OneToOneRing", "c", "ring"),
        new Rival("from OneToOneRing to C", "ring", "c"));

    // What Chronicle Queue 2026.4 asks for on Java 25, and that it tells nobody of its use.
    private static final List<String> CHRONICLE_OPTIONS = List.of(
        "-Dchronicle.analytics.disable=true", "-Dchronicle.announcer.disable=true",
        "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED",
        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
        "--add-exports=jdk.unsupported/sun.misc=ALL-UNNAMED",
        "--add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED",
        "--add-opens=jdk.compiler/com.sun.tools.javac=ALL-UNNAMED",
        "--add-opens=java.base/java.lang=ALL-UNNAMED",
        "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
        "--add-opens=java.base/java.io=ALL-UNNAMED",
        "--add-opens=java.base/java.util=ALL-UNNAMED",
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED");
    // As fast as Agrona and Aeron can be: the ring's slots are written without checks, too.
    private static final List<String> AGRONA_OPTIONS = List.of(
        "-Dagrona.disable.bounds.checks=true",
        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow");

    private static final int DEADLINE_S = 20;
    private static final long NEEDED_BYTES = 1L << 30;

    /** That messages were lost, doubled or torn is no result: it ends the bench. */
    static final class Wrong extends RuntimeException {
        Wrong(String message) {
            super(message);
        }
    }

    /** That a rival cannot run on this machine is one. */
    private static final class CannotRun extends Exception {
        CannotRun(String reason) {
            super(reason);
        }
    }

    /** How long, in milliseconds, or how many messages. */
    record Length(int warmMs, int measureMs, int messages) {}

    private final Length length;
    private final Path folder;
    private final List<Integer> cores = BenchMachine.cores();
    private final List<Process> running = new ArrayList<>();
    private final Thread atEnd = new Thread(this::end);
    private final String noC;
    private int pairs;
    private boolean ended;

    TransportBench(Length length) throws IOException, InterruptedException {
        this.length = length;
        folder = Files.createTempDirectory(base(),
            "mmap-duel-" + ProcessHandle.current().pid() + "-");
        Runtime.getRuntime().addShutdownHook(atEnd);
        noC = compileC();
    }

    /** In memory if there is enough: else a disk would be measured. */
    private static Path base() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
            && Files.getFileStore(memory).getUsableSpace() > NEEDED_BYTES
            ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Returns why there is no rival in C, or nothing. */
    private String compileC() throws IOException, InterruptedException {
        if (!BenchMachine.has("gcc")) {
            return "no gcc on PATH";
        }
        Path source = folder.resolve("ring.c");
        try (var text = TransportBench.class.getResourceAsStream("/ring.c")) {
            Files.copy(text, source);
        }
        Process gcc = new ProcessBuilder("gcc", "-O2", "-o", folder.resolve("ring").toString(),
            source.toString()).redirectErrorStream(true)
            .redirectOutput(folder.resolve("gcc.out").toFile()).start();
        if (!gcc.waitFor(DEADLINE_S, TimeUnit.SECONDS)) {
            gcc.destroyForcibly();
        }
        return gcc.waitFor() == 0 ? "" : "gcc cannot compile it: "
            + lastLine(folder.resolve("gcc.out"));
    }

    // ----------------------------------------------------------------------------------- rounds

    /** Two parts: messages one by one, and in batches, which are compared with the single ones. */
    List<BenchResults.Part> oneWay(int rounds) throws Exception {
        var singly = part(BenchGoals.ONE_WAY, "M/s");
        var inBatches = part(BenchGoals.BATCHES, "M/s");
        for (int round = 0; round < rounds; round++) {
            round(List.of(singly), COMPARED, round, rounds, rival -> rate(rival, 1));
            round(List.of(inBatches), BATCHED, round, rounds, rival -> rate(rival, BATCH));
            round(List.of(singly), OTHERS, round, rounds, rival -> rate(rival, 1));
            round(List.of(inBatches), STREAMS, round, rounds, rival -> rate(rival, BATCH));
        }
        return List.of(singly, inBatches);
    }

    /** Two parts: the median, and what one in a hundred takes longer than. */
    List<BenchResults.Part> pingPong(int rounds) throws Exception {
        var parts = List.of(part(BenchGoals.PING_PONG, "µs"), part(BenchGoals.PING_PONG_P99, "µs"));
        for (int round = 0; round < rounds; round++) {
            round(parts, THERE_AND_BACK, round, rounds, this::roundTrips);
        }
        return parts;
    }

    /** Moves messages through every pair there is, once, and says how many arrived in order. */
    List<BenchResults.Part> checkOneWay() throws Exception {
        var singly = part(BenchGoals.ONE_WAY, "messages");
        var inBatches = part(BenchGoals.BATCHES, "messages");
        round(List.of(singly), join(join(COMPARED, OTHERS), MIXED), 0, 1,
            rival -> count(rival, "consume", "produce", 1));
        round(List.of(inBatches), join(join(BATCHED, STREAMS), MIXED), 0, 1,
            rival -> count(rival, "consume", "produce", BATCH));
        return List.of(singly, inBatches);
    }

    /** There and back. */
    BenchResults.Part checkPingPong() throws Exception {
        var part = part(BenchGoals.PING_PONG, "messages");
        round(List.of(part), THERE_AND_BACK, 0, 1, rival -> count(rival, "ping", "pong", 1));
        return part;
    }

    private interface Measure {
        double[] of(Rival rival) throws Exception;
    }

    private double[] rate(Rival rival, int batch) throws Exception {
        long[] told = pair(rival, "consume", "produce", batch);
        return new double[] {told[0] * 1e3 / told[1]};
    }

    private double[] roundTrips(Rival rival) throws Exception {
        long[] told = pair(rival, "ping", "pong", 1);
        return new double[] {told[0] / 1e3, told[1] / 1e3};
    }

    private double[] count(Rival rival, String measuring, String other, int batch)
            throws Exception {
        return new double[] {pair(rival, measuring, other, batch)[2]};
    }

    private static BenchResults.Part part(String title, String unit) {
        return new BenchResults.Part(title, unit, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private void round(List<BenchResults.Part> parts, List<Rival> rivals, int round, int rounds,
            Measure measure) throws Exception {
        for (Rival rival : rivals) {
            if (!parts.getFirst().notRun().containsKey(rival.name)) {
                oneOf(rounds, round, rival, parts, measure);
            }
        }
    }

    private void oneOf(int rounds, int round, Rival rival, List<BenchResults.Part> parts,
            Measure measure) throws Exception {
        try {
            double[] values = measure.of(rival);
            for (int i = 0; i < parts.size(); i++) {
                parts.get(i).values().computeIfAbsent(rival.name, name -> new double[rounds])[round]
                    = values[i];
            }
        } catch (CannotRun e) {
            for (BenchResults.Part part : parts) {
                part.values().remove(rival.name);
                part.notRun().put(rival.name, e.getMessage());
            }
        }
    }

    // ------------------------------------------------------------------------------------ pairs

    /** Runs two processes to their end and returns the numbers that the first of them told. */
    private long[] pair(Rival rival, String measuring, String other, int batch) throws Exception {
        require(cores.size() > 1, "two processes that spin need two cores, here is one");
        require(!rival.keys().contains("c") || noC.isEmpty(), noC);
        Path place = Files.createDirectory(folder.resolve("pair" + pairs++));
        boolean measuringConsumes = measuring.equals("consume");
        String first = measuringConsumes ? rival.consumer : rival.producer;
        String second = measuringConsumes ? rival.producer : rival.consumer;
        try {
            Process one = start(place, first, measuring, batch, cores.get(1));
            Process two = start(place, second, other, batch, cores.get(0));
            await(rival, place, Map.of(measuring, one, other, two));
            String[] told = Files.readString(place.resolve(measuring + ".out")).strip().split(" ");
            return Arrays.stream(told).mapToLong(Long::parseLong).toArray();
        } finally {
            killAll();
            delete(place);
        }
    }

    private static void require(boolean right, String reason) throws CannotRun {
        if (!right) {
            throw new CannotRun(reason);
        }
    }

    private Process start(Path place, String key, String role, int batch, int cpu)
            throws IOException, CannotRun {
        var command = new ArrayList<String>();
        if (BenchMachine.has("taskset")) {
            command.addAll(List.of("taskset", "-c", "" + cpu));
        }
        if (key.equals("c")) {
            command.addAll(List.of(folder.resolve("ring").toString(), role));
        } else {
            command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx512m"));
            command.addAll(key.equals("chronicle") ? CHRONICLE_OPTIONS
                : key.startsWith("a") ? AGRONA_OPTIONS : List.of());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), "TransportMain", role,
                key));
        }
        command.addAll(List.of(place.resolve("it").toString(), "" + batch, "" + length.warmMs,
            "" + length.measureMs, "" + length.messages));
        synchronized (running) {
            require(!ended, "the bench was ended");
            Process process = new ProcessBuilder(command).directory(place.toFile())
                .redirectOutput(place.resolve(role + ".out").toFile())
                .redirectError(place.resolve(role + ".err").toFile()).start();
            running.add(process);
            return process;
        }
    }

    /** Until both have ended well; if one does not, or not in time, the other one is killed. */
    private void await(Rival rival, Path place, Map<String, Process> sides) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        for (boolean alive = true; alive; ) {
            alive = false;
            for (var side : sides.entrySet()) {
                Process process = side.getValue();
                if (!process.isAlive() && process.exitValue() != 0) {
                    String said = lastLine(place.resolve(side.getKey() + ".err"));
                    if (process.exitValue() == TransportMain.WRONG_MESSAGE) {
                        throw new Wrong(rival.name + ": " + said);
                    }
                    throw new CannotRun(said.isEmpty()
                        ? "exit code " + process.exitValue() : said);
                }
                alive |= process.isAlive();
            }
            require(System.nanoTime() < deadline, "had not ended after " + DEADLINE_S + " s");
            Thread.sleep(5);
        }
    }

    private static String lastLine(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() ? "" : lines.getLast();
    }

    // -------------------------------------------------------------------------------------- end

    private void killAll() {
        synchronized (running) {
            for (Process process : running) {
                process.destroyForcibly().onExit().join();
            }
            running.clear();
        }
    }

    private void end() {
        synchronized (running) {
            ended = true;
            killAll();
        }
        try {
            delete(folder);
        } catch (IOException | UncheckedIOException e) {
            // What is left is in a folder for what may be left.
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atEnd);
        end();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static List<Rival> join(List<Rival> some, List<Rival> more) {
        var all = new ArrayList<Rival>(some);
        all.addAll(more);
        return List.copyOf(all);
    }
}
