//SOURCES ../../support/RunningProcess.java ../../support/TemporaryFolder.java BenchMachine.java
//SOURCES BenchProgress.java BenchResults.java CoreDistance.java TransportPair.java
//SOURCES TransportRivals.java
//FILES ring.c=ring.c

import module java.base;

/**
 * Measures transports of messages between processes. In each round every rival gets a new pair of
 * processes, one rival after the other, on the same cores. The speed has two modes a factor of four
 * apart, near and far cores, so each measurement names its mode.
 */
final class TransportBench implements AutoCloseable {
    static final int BATCH = 32;
    private static final Duration COMPILER_DEADLINE = Duration.ofSeconds(20);
    private static final long NEEDED_BYTES = 1L << 30;
    /** How often a rival is measured until the mode does not change meanwhile. */
    private static final int ATTEMPTS = 3;

    private final TemporaryFolder folder;
    private final String noC;
    private final TransportPair pair;
    private final int cores = BenchMachine.cores().size();
    private final CoreDistance distance;

    TransportBench(TransportPair.Workload workload) throws IOException, InterruptedException {
        folder = TemporaryFolder.in(parent(), "mmap-bench-" + ProcessHandle.current().pid() + "-");
        noC = compile(TransportRivals.C, TransportRivals.C_NATIVE);
        pair = new TransportPair(folder.path, workload);
        distance = cores < 2 || workload.messages() > 0 ? null
            : new CoreDistance(BenchMachine.cores().get(0), BenchMachine.cores().get(1));
    }

    /** In memory if there is enough, because otherwise the disk would be measured. */
    private static Path parent() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
            && Files.getFileStore(memory).getUsableSpace() > NEEDED_BYTES
            ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Compiles ring.c. Returns the reason if that is not possible, and else an empty text. */
    private String compile(TransportRivals.Rival... rivals)
            throws IOException, InterruptedException {
        if (!BenchMachine.has("gcc")) {
            return "no gcc on PATH";
        }
        Path source = folder.path.resolve("ring.c");
        try (var text = TransportBench.class.getResourceAsStream("/ring.c")) {
            Files.copy(text, source);
        }
        for (TransportRivals.Rival rival : rivals) {
            var command = new ArrayList<>(List.of(rival.producer().split(" ")));
            command.addAll(List.of("-o", folder.path.resolve(rival.producer()).toString(),
                source.toString()));
            try {
                ProcessResult gcc = RunningProcess.run(
                    new ProcessBuilder(command).redirectErrorStream(true), COMPILER_DEADLINE);
                if (gcc.exit() != 0) {
                    return "gcc cannot compile it: " + (gcc.out().isEmpty()
                        ? "exit code " + gcc.exit() : gcc.lines().getLast());
                }
            } catch (IllegalStateException late) {
                return "gcc is too slow here";
            }
        }
        return "";
    }

    @Override
    public void close() {
        folder.close();
    }

    // ----------------------------------------------------------------------------------- rounds

    /** Messages one by one, in batches, and from several producers. */
    List<BenchResults.Part> oneWay(int rounds) throws Exception {
        var singly = part(TransportRivals.ONE_WAY, "M/s");
        var inBatches = part(TransportRivals.BATCHES, "M/s");
        var parts = new ArrayList<>(List.of(singly, inBatches));
        for (int producers : TransportRivals.producers(cores)) {
            parts.add(part(TransportRivals.manyProducers(producers), "M/s"));
        }
        for (int round = 0; round < rounds; round++) {
            round(singly, TransportRivals.ONE_TO_ONE, round, rounds, rival -> rate(rival, 1));
            round(inBatches, TransportRivals.BATCHED, round, rounds, rival -> rate(rival, BATCH));
            int many = 2;
            for (int producers : TransportRivals.producers(cores)) {
                round(parts.get(many++), TransportRivals.many(producers), round, rounds,
                    rival -> rate(rival, 1));
            }
            round(singly, TransportRivals.STREAMS, round, rounds, rival -> rate(rival, 1));
            round(inBatches, TransportRivals.STREAMS, round, rounds, rival -> rate(rival, BATCH));
        }
        return parts;
    }

    /** Two parts: the median of the round trips, and the time that one in a hundred exceeds. */
    List<BenchResults.Part> pingPong(int rounds) throws Exception {
        var parts = List.of(part(TransportRivals.PING_PONG, "µs"),
            part(TransportRivals.PING_PONG_P99, "µs"));
        for (int round = 0; round < rounds; round++) {
            round(parts, TransportRivals.THERE_AND_BACK, round, rounds, this::roundTrips);
        }
        return parts;
    }

    /** Moves messages through every pair once. The figures say how many arrived in order. */
    List<BenchResults.Part> checkOneWay() throws Exception {
        var parts = new ArrayList<>(List.of(part(TransportRivals.ONE_WAY, "messages"),
            part(TransportRivals.BATCHES, "messages")));
        round(parts.get(0), TransportRivals.join(TransportRivals.ONE_TO_ONE,
            TransportRivals.STREAMS, TransportRivals.MIXED), 0, 1, rival -> count(rival, 1));
        round(parts.get(1), TransportRivals.join(TransportRivals.BATCHED,
            TransportRivals.STREAMS, TransportRivals.MIXED), 0, 1, rival -> count(rival, BATCH));
        for (int producers : TransportRivals.producers(cores)) {
            parts.add(part(TransportRivals.manyProducers(producers), "messages"));
            round(parts.getLast(), TransportRivals.many(producers), 0, 1,
                rival -> count(rival, 1));
        }
        return parts;
    }

    /** Moves messages there and back through every pair once. */
    BenchResults.Part checkPingPong() throws Exception {
        var part = part(TransportRivals.PING_PONG, "messages");
        round(part, TransportRivals.THERE_AND_BACK, 0, 1,
            rival -> new double[] {pair.thereAndBack(rival)[2]});
        return part;
    }

    /** Measures a rival once. Returns a figure for each part of the results. */
    private interface Measurement {
        double[] of(TransportRivals.Rival rival) throws Exception;
    }

    /** Millions of messages per second. */
    private double[] rate(TransportRivals.Rival rival, int batch) throws Exception {
        long[] countAndNanos = pair.oneWay(rival, batch);
        return new double[] {countAndNanos[0] * 1e3 / countAndNanos[1]};
    }

    private double[] roundTrips(TransportRivals.Rival rival) throws Exception {
        long[] nanos = pair.thereAndBack(rival);
        return new double[] {nanos[0] / 1e3, nanos[1] / 1e3};
    }

    private double[] count(TransportRivals.Rival rival, int batch) throws Exception {
        return new double[] {pair.oneWay(rival, batch)[2]};
    }

    private BenchResults.Part part(String title, String unit) {
        Map<String, Double> goals = distance == null ? Map.of()
            : TransportRivals.GOALS.getOrDefault(title, Map.of());
        return new BenchResults.Part(title, unit, new LinkedHashMap<>(), new LinkedHashMap<>(),
            goals, new LinkedHashMap<>());
    }

    private void round(BenchResults.Part part, List<TransportRivals.Rival> rivals, int round,
            int rounds, Measurement measurement) throws Exception {
        round(List.of(part), rivals, round, rounds, measurement);
    }

    private void round(List<BenchResults.Part> parts, List<TransportRivals.Rival> rivals,
            int round, int rounds, Measurement measurement) throws Exception {
        for (TransportRivals.Rival rival : rivals) {
            if (!parts.getFirst().notRun().containsKey(rival.name())) {
                BenchProgress.doing = "round " + (round + 1) + " of " + rounds + ", "
                    + parts.getFirst().title() + ": " + rival.name();
                measure(rival, parts, round, rounds, measurement);
            }
        }
    }

    private void measure(TransportRivals.Rival rival, List<BenchResults.Part> parts, int round,
            int rounds, Measurement measurement) throws Exception {
        try {
            if (rival.needsC() && !noC.isEmpty()) {
                throw new TransportPair.UnavailableException(noC);
            }
            double[] figures = null;
            String mode = BenchResults.CHANGED;
            for (int i = 0; i < ATTEMPTS && mode.equals(BenchResults.CHANGED); i++) {
                String before = mode();
                figures = measurement.of(rival);
                mode = before.equals(mode()) ? before : BenchResults.CHANGED;
            }
            for (int i = 0; i < parts.size(); i++) {
                parts.get(i).add(rival.name(), round, rounds, figures[i], mode);
            }
        } catch (TransportPair.UnavailableException e) {
            for (BenchResults.Part part : parts) {
                part.values().remove(rival.name());
                part.modes().remove(rival.name());
                part.notRun().put(rival.name(), e.getMessage());
            }
        }
    }

    /** The mode of the cores now; empty if nothing is measured. */
    private String mode() throws InterruptedException {
        return distance == null ? "" : distance.now();
    }
}
