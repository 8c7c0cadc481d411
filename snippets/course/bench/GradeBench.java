//SOURCES ../../support/AtExit.java ../../support/RunningProcess.java
//SOURCES ../../support/TemporaryFolder.java BenchProgress.java TimedCommand.java

import module java.base;

/**
 * Measures how long a learner waits for a verdict. It calls the commands that a learner calls: a
 * save under {@code exercises watch}, and a single {@code exercises run}. For comparison, the same
 * grader runs as a plain jbang script.
 */
final class GradeBench {
    private static final String EXERCISE = "1.1";
    private static final String FILE = "01_mmap_basics/WriteThroughMemory.java";
    private static final Duration DEADLINE = Duration.ofSeconds(120);

    // A learner needs longer than this to change a line, and the next grader is ready then.
    private static final int PAUSE_MS = 2000;
    private static final int QUICK_PAUSE_MS = 1000;

    private final Path launcher;
    private final Path snippets;
    private Path folder;

    GradeBench(Path launcher) {
        this.launcher = launcher;
        this.snippets = launcher.resolveSibling("snippets");
    }

    /** Part, rival, nanoseconds in each round. The first rival is the plain script. */
    Map<String, Map<String, double[]>> run(int rounds, boolean quick) throws Exception {
        try (var temporary = TemporaryFolder.create("mmap-bench")) {
            folder = temporary.path;
            var nanos = new LinkedHashMap<String, double[]>();
            // A verdict takes little time, so there can be more of them.
            int saves = Math.max(rounds, quick ? 5 : 21);
            double[] saved = saves(saves, quick ? QUICK_PAUSE_MS : PAUSE_MS);
            if (!quick) {
                nanos.putAll(commands(rounds));
                nanos.put("watch, saved again at once", saves(saves, 0));
            }
            nanos.put("save to verdict, watch", saved);
            return Map.of("verdict on exercise 1.1", nanos);
        }
    }

    private Map<String, double[]> commands(int rounds) throws Exception {
        double[] cold = new double[rounds];
        double[] start = new double[rounds];
        double[] script = new double[rounds];
        String plain = writePlain();
        for (int i = -1; i < rounds; i++) {   // round -1 builds and fills the caches
            BenchProgress.doing = "grade, commands, round " + (i + 1) + " of " + rounds;
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
        var watch = new RunningProcess(
            command("exercises", "watch", EXERCISE).redirectErrorStream(true).start());
        AutoCloseable stop = watch::stop;   // with SIGTERM, so that it deletes its own folders
        AtExit.close(stop);
        try {
            int seen = awaitLine(watch, 0, "[q]uit");
            Thread.sleep(5000);   // its own warm-up, which goes on while a learner reads
            double[] took = new double[rounds];
            for (int i = -2; i < rounds; i++) {
                BenchProgress.doing = "grade, saves, round " + (i + 1) + " of " + rounds;
                Thread.sleep(pauseMs);
                long start = System.nanoTime();
                save(i + " " + pauseMs);
                seen = awaitLine(watch, seen, "exercise " + EXERCISE + ": ");
                if (i >= 0) {
                    took[i] = watch.lines().get(seen - 1).atNanos() - start;
                }
            }
            return took;
        } finally {
            AtExit.forget(stop);
            watch.stop();
        }
    }

    /** Skips {@code seen} lines, waits for a line with this text, and returns its number. */
    private static int awaitLine(RunningProcess watch, int seen, String text)
            throws InterruptedException {
        int number = seen + 1;
        while (!watch.awaitLines(number, DEADLINE).get(number - 1).text().contains(text)) {
            number++;
        }
        return number;
    }

    /** Saves the solution with a new comment, because an unchanged file is not graded again. */
    private void save(String comment) throws IOException {
        Path file = folder.resolve(FILE);
        Path part = folder.resolve("part");
        Files.createDirectories(file.getParent());
        Files.writeString(part, Files.readString(snippets.resolve("solutions/" + FILE)) + "// "
            + comment + "\n");
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
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
        return TimedCommand.run(command(arguments), DEADLINE).nanos();
    }

    /** Writes the same grader and the solution as a jbang script that runs a JUnit test. */
    private String writePlain() throws IOException {
        var names = new ArrayList<>(List.of("Libc.java", "Proc.java", "solutions/" + FILE,
            "graders/" + FILE.replace(".java", "Test.java")));
        for (String support : Path.of(snippets.toString(), "graders/support").toFile().list()) {
            names.add("graders/support/" + support);
        }
        Path plain = Files.createDirectories(folder.resolve("plain"));
        var sources = new StringBuilder();
        for (String name : names) {
            Path to = plain.resolve(Path.of(name).getFileName());
            String source = Files.readString(snippets.resolve(name));
            Files.writeString(to, source.replaceAll("(?m)^//(SOURCES|FILES|DEPS) .*\n", ""));
            sources.append("//SOURCES ").append(to.getFileName()).append('\n');
        }
        Path script = folder.resolve("plain/Plain.java");
        Files.writeString(script, """
            //JAVA 25+
            //RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
            //DEPS org.junit.jupiter:junit-jupiter:5.14.4
            //DEPS org.junit.platform:junit-platform-console:1.14.4
            %svoid main() {
                org.junit.platform.console.ConsoleLauncher.main("execute", "--disable-banner",
                    "--select-class", "WriteThroughMemoryTest");
            }
            """.formatted(sources));
        return script.toString();
    }

    private void changePlain(int round) throws IOException {
        Path file = folder.resolve("plain/WriteThroughMemory.java");
        Files.writeString(file, Files.readString(file) + "// " + round + "\n");
    }
}
