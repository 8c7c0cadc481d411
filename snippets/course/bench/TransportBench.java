//SOURCES ../../support/RunningProcess.java ../../support/TemporaryFolder.java BenchMachine.java
//SOURCES BenchResults.java TransportPair.java TransportRivals.java
//FILES ring.c=ring.c

import module java.base;

/**
 * Measures transports of messages between two processes. In each round every rival gets a new pair
 * of processes, one rival after the other, on two cores. The speed between two cores has modes a
 * factor of four apart, so only rivals of the same round are compared.
 */
final class TransportBench implements AutoCloseable {
    static final int BATCH = 32;
    private static final Duration COMPILER_DEADLINE = Duration.ofSeconds(20);
    private static final long NEEDED_BYTES = 1L << 30;

    private final TemporaryFolder folder;
    private final String noC;
    private final TransportPair pair;

    TransportBench(TransportPair.Workload workload) throws IOException, InterruptedException {
        folder = TemporaryFolder.in(parent(), "mmap-bench-" + ProcessHandle.current().pid() + "-");
        Path ringInC = folder.path.resolve("ring");
        noC = compile(ringInC);
        pair = new TransportPair(folder.path, ringInC, workload);
    }

    /** In memory if there is enough, because otherwise the disk would be measured. */
    private static Path parent() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory)
            && Files.getFileStore(memory).getUsableSpace() > NEEDED_BYTES
            ? memory : Path.of(System.getProperty("java.io.tmpdir"));
    }

    /** Compiles ring.c. Returns the reason if that is not possible, and else an empty text. */
    private String compile(Path program) throws IOException, InterruptedException {
        if (!BenchMachine.has("gcc")) {
            return "no gcc on PATH";
        }
        Path source = folder.path.resolve("ring.c");
        try (var text = TransportBench.class.getResourceAsStream("/ring.c")) {
            Files.copy(text, source);
        }
        var command = new ProcessBuilder("gcc", "-O2", "-o", program.toString(),
            source.toString()).redirectErrorStream(true);
        try {
            ProcessResult gcc = RunningProcess.run(command, COMPILER_DEADLINE);
            return gcc.exit() == 0 ? "" : "gcc cannot compile it: "
                + (gcc.out().isEmpty() ? "exit code " + gcc.exit() : gcc.lines().getLast());
        } catch (IllegalStateException late) {
            return "gcc is too slow here";
        }
    }

    @Override
    public void close() {
        folder.close();
    }

    // ----------------------------------------------------------------------------------- rounds

    /** Two parts: messages one by one, and in batches. */
    List<BenchResults.Part> oneWay(int rounds) throws Exception {
        var singly = List.of(part(TransportRivals.ONE_WAY, "M/s"));
        var inBatches = List.of(part(TransportRivals.BATCHES, "M/s"));
        for (int round = 0; round < rounds; round++) {
            round(singly, TransportRivals.ONE_TO_ONE, round, rounds, rival -> rate(rival, 1));
            round(inBatches, TransportRivals.BATCHED, round, rounds, rival -> rate(rival, BATCH));
            round(singly, TransportRivals.OTHERS, round, rounds, rival -> rate(rival, 1));
            round(inBatches, TransportRivals.STREAMS, round, rounds, rival -> rate(rival, BATCH));
        }
        return List.of(singly.getFirst(), inBatches.getFirst());
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
        var singly = part(TransportRivals.ONE_WAY, "messages");
        var inBatches = part(TransportRivals.BATCHES, "messages");
        round(List.of(singly), TransportRivals.join(TransportRivals.ONE_TO_ONE,
            TransportRivals.OTHERS, TransportRivals.MIXED), 0, 1, rival -> count(rival, 1));
        round(List.of(inBatches), TransportRivals.join(TransportRivals.BATCHED,
            TransportRivals.STREAMS, TransportRivals.MIXED), 0, 1, rival -> count(rival, BATCH));
        return List.of(singly, inBatches);
    }

    /** Moves messages there and back through every pair once. */
    BenchResults.Part checkPingPong() throws Exception {
        var part = part(TransportRivals.PING_PONG, "messages");
        round(List.of(part), TransportRivals.THERE_AND_BACK, 0, 1,
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

    private static BenchResults.Part part(String title, String unit) {
        return new BenchResults.Part(title, unit, new LinkedHashMap<>(), new LinkedHashMap<>());
    }

    private void round(List<BenchResults.Part> parts, List<TransportRivals.Rival> rivals,
            int round, int rounds, Measurement measurement) throws Exception {
        for (TransportRivals.Rival rival : rivals) {
            if (!parts.getFirst().notRun().containsKey(rival.name())) {
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
            double[] figures = measurement.of(rival);
            for (int i = 0; i < parts.size(); i++) {
                parts.get(i).values()
                    .computeIfAbsent(rival.name(), name -> new double[rounds])[round] = figures[i];
            }
        } catch (TransportPair.UnavailableException e) {
            for (BenchResults.Part part : parts) {
                part.values().remove(rival.name());
                part.notRun().put(rival.name(), e.getMessage());
            }
        }
    }
}
