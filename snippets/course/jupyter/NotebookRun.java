//SOURCES ../../Script.java ../../support/Load.java ../../support/RunningProcess.java
//SOURCES ../../support/TemporaryFolder.java JupyterEnvironment.java NotebookOutput.java

import module java.base;

/**
 * A notebook that Jupyter ran from its first to its last cell, without a browser.
 *
 * @param source the notebook in the checkout
 * @param executed a copy of it with the outputs of this run; missing if the kernel died
 * @param log what Jupyter printed
 */
record NotebookRun(Path source, Path executed, double seconds, String log) {
    private static final int DEADLINE_S = 300;
    private static final int STOP_DEADLINE_S = 30;
    private static final int LOG_LINES = 3;

    // ----------------------------------------------------------------------------------- running

    /** The names of the notebooks given by names or numbers; all notebooks if none is given. */
    static List<String> select(JupyterEnvironment jupyter, List<String> given) throws IOException {
        List<String> all;
        try (var files = Files.list(jupyter.root.resolve("notebooks"))) {
            all = files.map(file -> file.getFileName().toString())
                .filter(file -> file.matches("\\d\\d_.*\\.ipynb"))
                .map(file -> file.replace(".ipynb", "")).sorted().toList();
        }
        var selected = new ArrayList<String>();
        for (String name : given) {
            List<String> found = all.stream().filter(known -> known.equals(name)
                || known.startsWith(name + "_")).toList();
            Script.require(!found.isEmpty(),
                "No such notebook; there are: " + String.join(" ", all));
            selected.add(found.getFirst());
        }
        return given.isEmpty() ? all : selected;
    }

    /** What happens with each run. After an exception, the remaining notebooks are not run. */
    interface Action {
        void accept(NotebookRun run) throws Exception;
    }

    /**
     * Runs notebooks and gives the runs to {@code action}, in the order of the names. One notebook
     * more than there are processors runs at the same time, because some of them wait.
     */
    static void runAll(JupyterEnvironment jupyter, List<String> names, Action action)
            throws Exception {
        var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors() + 1);
        AutoCloseable stop = () -> {
            pool.shutdownNow();   // interrupts the threads, which then end their processes
            pool.awaitTermination(STOP_DEADLINE_S, TimeUnit.SECONDS);
        };
        try (var outputs = TemporaryFolder.create("mmap-notebooks"); stop) {
            var runs = new ArrayList<Future<NotebookRun>>();
            for (String name : names) {
                runs.add(pool.submit(() -> run(jupyter, name, outputs.path)));
            }
            for (Future<NotebookRun> run : runs) {
                action.accept(run.get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static NotebookRun run(JupyterEnvironment jupyter, String name, Path outputs)
            throws Exception {
        System.err.println("running " + name);
        Path source = jupyter.root.resolve("notebooks").resolve(name + ".ipynb");
        Path log = outputs.resolve(name + ".log");
        // The run continues after a cell that fails, so that the cell's output can be shown.
        var builder = jupyter.module("nbconvert", List.of("--to", "notebook", "--execute",
                "--allow-errors", "--CoalesceStreamsPreprocessor.enabled=True",
                "--ExecutePreprocessor.timeout=600",
                "--ExecutePreprocessor.record_timing=False",
                "--ExecutePreprocessor.kernel_name=java",
                "--output-dir", outputs.toString(), source.toString()))
            .redirectErrorStream(true).redirectOutput(log.toFile());
        // The exercise cells hold the stubs, which must not replace the learner's submissions.
        builder.environment().put("MMAP_COURSE_WORK", outputs.resolve("work-" + name).toString());
        long start = System.nanoTime();
        RunningProcess running = RunningProcess.start(builder).stopAtExit();
        try {
            long deadlineS = (long) (DEADLINE_S * Load.perProcessor());
            if (!running.process.waitFor(deadlineS, TimeUnit.SECONDS)) {
                throw Script.refusal(name + " had not ended after " + deadlineS + " s");
            }
        } finally {
            running.stop();
        }
        return new NotebookRun(source, outputs.resolve(name + ".ipynb"),
            (System.nanoTime() - start) / 1e9, Files.readString(log));
    }

    // ----------------------------------------------------------------------------------- results

    String name() {
        return source.getFileName().toString().replace(".ipynb", "");
    }

    /** How many printed lines begin with {@code mark}. */
    long count(String mark) throws IOException {
        return NotebookOutput.read(executed).stream().mapToLong(output -> output.count(mark)).sum();
    }

    /** Whether every cell ran without an error and every check holds. */
    boolean isGood() throws IOException {
        return Files.exists(executed)
            && NotebookOutput.read(executed).stream().noneMatch(NotebookOutput::isFailure);
    }

    /** Why a run is not good: the output of the first cell that failed, or the end of the log. */
    String failure() throws IOException {
        if (!Files.exists(executed)) {
            List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
            return String.join("\n",
                lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        }
        return NotebookOutput.read(executed).stream().filter(NotebookOutput::isFailure)
            .map(NotebookOutput::toString).findFirst().orElse("");
    }

    /** Outputs that must not be committed: a path of this machine, or a warning. */
    List<String> forbiddenOutputs() throws IOException {
        List<String> paths = List.of(source.getParent().getParent() + "/",
            System.getProperty("java.io.tmpdir") + "/", System.getProperty("user.home") + "/");
        return NotebookOutput.read(executed).stream()
            .filter(output -> output.kind().equals("stderr") || output.text().contains("WARNING")
                || paths.stream().anyMatch(output.text()::contains))
            .map(output -> "cell " + output.cell() + ", a path or a warning: "
                + output.text().strip())
            .toList();
    }

    /** The first difference from the stored outputs, or nothing. Parts that may vary are equal. */
    List<String> differences() throws IOException {
        List<NotebookOutput> stored = NotebookOutput.read(source);
        List<NotebookOutput> fresh = NotebookOutput.read(executed);
        for (int i = 0; i < Math.max(stored.size(), fresh.size()); i++) {
            String before = i < stored.size() ? stored.get(i).comparable() : "no output\n";
            String now = i < fresh.size() ? fresh.get(i).comparable() : "no output\n";
            if (!before.equals(now)) {
                int cell = (i < fresh.size() ? fresh : stored).get(i).cell();
                // The outputs after this one are probably the same but shifted.
                return List.of("cell " + cell + " stored:\n" + before.indent(4)
                    + "now:\n" + now.indent(4));
            }
        }
        return List.of();
    }

    /**
     * Replaces the notebook in the checkout, in one step, by the one with fresh outputs. It carries
     * no execution counts, so that a run changes only what has another result.
     */
    void store() throws IOException {
        Path complete = source.resolveSibling("." + source.getFileName() + ".new");
        Files.writeString(complete, Files.readString(executed)
            .replaceAll("(\"execution_count\": )\\d+", "$1null"));
        Files.move(complete, source, StandardCopyOption.ATOMIC_MOVE);
    }
}
