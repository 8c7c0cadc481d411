//SOURCES ../../support/Load.java ../../support/RunningProcess.java
//SOURCES ../../support/TemporaryFolder.java BenchMachine.java TestMessage.java TransportMain.java
//SOURCES TransportRivals.java

import module java.base;

/**
 * Runs the processes of a rival, and returns what the first of them measured. The first process has
 * a core of its own. So has each other one, if there are enough cores. Otherwise several producers
 * share a core.
 */
final class TransportPair {
    private static final int DEADLINE_S = 20;   // longer on a busy machine
    private static final int ANY_CORE = -1;
    // Several producers may have to share a core while they start and are compiled.
    private static final int SLOWER_WARM_UP = 3;

    // Chronicle Queue 2026.4 needs these options on Java 25. The first two keep it from reporting
    // its use to its makers.
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
    // Agrona and Aeron run at their full speed: this ring writes its slots without checks, too.
    private static final List<String> AGRONA_OPTIONS = List.of(
        "-Dagrona.disable.bounds.checks=true",
        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow");

    /** A rival does not work on this machine. The results show the reason in place of figures. */
    static final class UnavailableException extends Exception {
        UnavailableException(String reason) {
            super(reason);
        }
    }

    /** The times of a measurement in milliseconds; or how many messages to move without one. */
    record Workload(int warmUpMs, int measureMs, int messages) {
        static Workload ofMillis(int warmUpMs, int measureMs) {
            return new Workload(warmUpMs, measureMs, 0);
        }

        static Workload ofMessages(int messages) {
            return new Workload(0, 0, messages);
        }
    }

    private final Path folder;
    private final Workload workload;
    private final List<Integer> cores = BenchMachine.cores();

    /** @param folder which has the programs that ring.c was compiled to, named by their keys */
    TransportPair(Path folder, Workload workload) {
        this.folder = folder;
        this.workload = workload;
    }

    /** Messages travel from one process to the other. Returns count, nanoseconds, all messages. */
    long[] oneWay(TransportRivals.Rival rival, int batch) throws Exception {
        return run(rival, batch, List.of("consume", rival.consumer()),
            List.of("produce", rival.producer()));
    }

    /** Messages travel there and back. Returns nanoseconds at p50 and at p99, and all messages. */
    long[] thereAndBack(TransportRivals.Rival rival) throws Exception {
        return run(rival, 1, List.of("ping", rival.producer()), List.of("pong", rival.consumer()));
    }

    private long[] run(TransportRivals.Rival rival, int batch, List<String> roleAndKey,
            List<String> otherRoleAndKey) throws Exception {
        if (cores.size() < 2) {
            throw new UnavailableException("two processes that spin need two cores, here is one");
        }
        var all = new ArrayList<RunningProcess>();
        try (var place = TemporaryFolder.in(folder, "pair")) {
            try {
                all.add(start(rival, place.path, batch, roleAndKey, 0, cores.get(1)));
                for (int i = 0; i < rival.producers(); i++) {
                    // The consumer has the second core.
                    int core = i == 0 || cores.size() <= rival.producers() ? 0 : i + 1;
                    all.add(start(rival, place.path, batch, otherRoleAndKey, i, cores.get(core)));
                }
                List<RunningProcess> ending = List.copyOf(all);
                if (rival.needsDriver()) {
                    all.add(start(rival, place.path, batch, List.of("driver", rival.producer()),
                        0, ANY_CORE));
                }
                await(rival, ending);
                return Arrays.stream(all.getFirst().result(limit()).out().strip().split(" "))
                    .mapToLong(Long::parseLong).toArray();
            } finally {
                all.forEach(RunningProcess::close);
            }
        }
    }

    private RunningProcess start(TransportRivals.Rival rival, Path place, int batch,
            List<String> roleAndKey, int producer, int core) throws IOException {
        String role = roleAndKey.getFirst();
        String key = roleAndKey.getLast();
        var command = new ArrayList<String>();
        if (core != ANY_CORE && BenchMachine.has("taskset")) {
            command.addAll(List.of("taskset", "-c", "" + core));
        }
        if (TransportRivals.isC(key)) {
            command.addAll(List.of(folder.resolve(key).toString(), role));
        } else {
            command.addAll(RunningProcess.javaCommand(options(key), "TransportMain", role, key));
        }
        int warmUpMs = workload.warmUpMs * (rival.producers() == 1 ? 1 : SLOWER_WARM_UP);
        command.addAll(List.of(place.resolve("transport").toString(), "" + batch,
            "" + warmUpMs, "" + workload.measureMs, "" + workload.messages));
        if (!TransportRivals.isC(key)) {
            command.addAll(List.of("" + rival.producers(), "" + producer));
        }
        return RunningProcess.start(new ProcessBuilder(command).directory(place.toFile()));
    }

    private static List<String> options(String key) {
        var options = new ArrayList<String>(List.of("-XX:+UseSerialGC", "-Xmx512m"));
        options.addAll(key.equals("chronicle") ? CHRONICLE_OPTIONS
            : key.startsWith("a") ? AGRONA_OPTIONS : List.of());
        return options;
    }

    private static Duration limit() {
        return Duration.ofSeconds((long) (DEADLINE_S * Load.perProcessor()));
    }

    /** Waits until all have ended. If one of them fails, the others are not waited for. */
    private static void await(TransportRivals.Rival rival, List<RunningProcess> all)
            throws Exception {
        Duration limit = limit();
        long deadline = System.nanoTime() + limit.toNanos();
        for (boolean alive = true; alive; ) {
            alive = false;
            for (RunningProcess side : all) {
                if (side.process.isAlive()) {
                    alive = true;
                } else if (side.process.exitValue() != 0) {
                    throw failure(rival, side.result(limit));
                }
            }
            if (System.nanoTime() > deadline) {
                throw new UnavailableException("still running after " + limit.toSeconds() + " s");
            }
            Thread.sleep(5);
        }
    }

    private static Exception failure(TransportRivals.Rival rival, ProcessResult result) {
        List<String> errors = result.err().lines().toList();
        String reason = errors.isEmpty() ? "exit code " + result.exit() : errors.getLast();
        return result.exit() == TransportMain.WRONG_MESSAGE
            ? new TestMessage.WrongMessageException(rival.name() + ": " + reason)
            : new UnavailableException(reason);
    }
}
