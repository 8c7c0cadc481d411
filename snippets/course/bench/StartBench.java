//SOURCES ../../support/RunningProcess.java ../../support/TemporaryFolder.java BenchProgress.java
//SOURCES TimedCommand.java

import module java.base;

/** Measures a one-liner from its start to its end, when everything is built and downloaded. */
final class StartBench {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    private final String launcher;

    /** @param launcher of a checkout */
    StartBench(Path launcher) {
        this.launcher = launcher.toString();
    }

    /** Part, rival, nanoseconds in each round. */
    Map<String, Map<String, double[]>> run(int rounds) throws Exception {
        try (var folder = TemporaryFolder.create("mmap-bench")) {
            run(folder, List.of(launcher, "build", "mmap-basics"));
            String classPath =
                run(folder, List.of(launcher, "info", "classpath", "mmap-basics")).out().strip();
            var rivals = new LinkedHashMap<String, List<String>>();
            rivals.put("java -cp", List.of(RunningProcess.java(),
                "--enable-native-access=ALL-UNNAMED", "-cp", classPath, "MmapBasics"));
            rivals.put("./jbang mmap-basics", List.of(launcher, "mmap-basics"));
            // The launcher keeps jbang's command line and an archive of the script's classes, both
            // from the first round, which is not counted. This is the time of jbang without them.
            rivals.put("jbang's own start (./jbang version)", List.of(launcher, "version"));
            return Map.of("start to end of mmap-basics", measure(folder, rivals, rounds));
        }
    }

    private static Map<String, double[]> measure(TemporaryFolder folder,
            Map<String, List<String>> rivals, int rounds) throws IOException, InterruptedException {
        var nanos = new LinkedHashMap<String, double[]>();
        rivals.keySet().forEach(name -> nanos.put(name, new double[rounds]));
        for (int round = -1; round < rounds; round++) {
            for (var rival : rivals.entrySet()) {
                BenchProgress.doing = "start, round " + (round + 1) + ": " + rival.getKey();
                long took = run(folder, rival.getValue()).nanos();
                if (round >= 0) {
                    nanos.get(rival.getKey())[round] = took;
                }
            }
        }
        return nanos;
    }

    private static TimedCommand run(TemporaryFolder folder, List<String> command)
            throws IOException, InterruptedException {
        return TimedCommand.run(new ProcessBuilder(command).directory(folder.path.toFile()),
            DEADLINE);
    }
}
