//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../../Script.java JupyterEnvironment.java

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A notebook that was run to its end by Jupyter, without a browser, and what came out of it. */
final class NotebookRun {
    private static final int DEADLINE_S = 300;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path source;
    private final Path executed;
    private final double seconds;
    private final String log;

    private NotebookRun(Path source, Path executed, double seconds, String log) {
        this.source = source;
        this.executed = executed;
        this.seconds = seconds;
        this.log = log;
    }

    // ----------------------------------------------------------------------------------- running

    static List<String> allNames(JupyterEnvironment jupyter) throws IOException {
        try (var files = Files.list(jupyter.root.resolve("notebooks"))) {
            return files.map(file -> file.getFileName().toString())
                .filter(name -> name.matches("\\d\\d_.*\\.ipynb"))
                .map(name -> name.replace(".ipynb", "")).sorted().toList();
        }
    }

    /** The notebooks of these names or numbers; all if there are none, null if one is unknown. */
    static List<String> choose(JupyterEnvironment jupyter, List<String> names) throws IOException {
        List<String> all = allNames(jupyter);
        var chosen = new ArrayList<String>();
        for (String name : names) {
            String found = all.stream().filter(known -> known.equals(name)
                || known.startsWith(name + "_")).findFirst().orElse(null);
            if (found == null) {
                return null;
            }
            chosen.add(found);
        }
        return names.isEmpty() ? all : chosen;
    }

    /** What is done with each run, in order; an exception ends the rest. */
    interface Action {
        void accept(NotebookRun run) throws Exception;
    }

    /** Runs notebooks, one more at a time than there are processors, as some of them wait. */
    static void each(JupyterEnvironment jupyter, List<String> names, Action action) throws Exception {
        Path outputs = Files.createTempDirectory("mmap-notebooks");
        var pool = Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors() + 1);
        try {
            var runs = new ArrayList<Future<NotebookRun>>();
            for (String name : names) {
                Callable<NotebookRun> run = () -> run(jupyter, name, outputs);
                runs.add(pool.submit(run));
            }
            for (Future<NotebookRun> run : runs) {
                action.accept(run.get());
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            pool.shutdownNow();   // interrupts those that still run, which ends their processes
            pool.awaitTermination(30, TimeUnit.SECONDS);
            JupyterEnvironment.deleteTree(outputs);
        }
    }

    private static NotebookRun run(JupyterEnvironment jupyter, String name, Path outputs) throws Exception {
        Path source = jupyter.root.resolve("notebooks").resolve(name + ".ipynb");
        Path log = outputs.resolve(name + ".log");
        long start = System.nanoTime();
        // A cell that fails does not end the run, so that its output can be shown.
        var builder = jupyter.module("nbconvert", List.of("--to", "notebook", "--execute",
                "--allow-errors", "--ExecutePreprocessor.timeout=120",
                "--ExecutePreprocessor.record_timing=False",
                "--ExecutePreprocessor.kernel_name=java",
                "--output-dir", outputs.toString(), source.toString()))
            .redirectErrorStream(true).redirectOutput(log.toFile());
        // The exercises' cells hold the stubs, which must not become the learner's work.
        builder.environment().put("MMAP_COURSE_WORK", outputs.resolve("work-" + name).toString());
        Process process = builder.start();
        var end = new Thread(() -> JupyterEnvironment.end(process));
        Runtime.getRuntime().addShutdownHook(end);
        try {
            process.getOutputStream().close();
            if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS)) {
                throw Script.refusal(name + " had not ended after " + DEADLINE_S + " s");
            }
        } finally {
            JupyterEnvironment.end(process);
            removeHook(end);
        }
        return new NotebookRun(source, outputs.resolve(name + ".ipynb"),
            (System.nanoTime() - start) / 1e9, Files.readString(log));
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // Ctrl-C: the hook is running.
        }
    }

    // ----------------------------------------------------------------------------------- results

    String name() {
        return source.getFileName().toString().replace(".ipynb", "");
    }

    double seconds() {
        return seconds;
    }

    /** How many lines that cells print begin with this mark; an exercise's verdict is shown. */
    long count(String mark) throws IOException {
        return outputs(executed).stream().filter(output -> output.kind().equals("stdout"))
            .flatMap(output -> output.text().lines())
            .filter(line -> line.startsWith(mark)).count();
    }

    boolean good() throws IOException {
        return Files.exists(executed) && count("✗") == 0
            && outputs(executed).stream().noneMatch(output -> output.kind().equals("error"));
    }

    /** What went wrong in a run that is not good: the first bad cell's output, or Jupyter's end. */
    String trouble() throws IOException {
        if (!Files.exists(executed)) {
            List<String> lines = log.lines().filter(line -> !line.isBlank()).toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
        }
        return outputs(executed).stream()
            .filter(output -> output.kind().equals("error")
                || output.kind().equals("stdout")
                && output.text().lines().anyMatch(line -> line.startsWith("✗")))
            .map(output -> "cell " + output.cell() + ": " + output.text().strip())
            .findFirst().orElse("");
    }

    /** Puts the notebook with its fresh outputs in the place of the old one, whole. */
    void store() throws IOException {
        Path whole = source.resolveSibling("." + source.getFileName() + ".new");
        Files.copy(executed, whole, StandardCopyOption.REPLACE_EXISTING);
        Files.move(whole, source, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Outputs that must not be committed: a path of this machine, a warning. */
    List<String> forbidden() throws IOException {
        List<String> paths = List.of(source.getParent().getParent() + "/",
            System.getProperty("java.io.tmpdir") + "/", System.getProperty("user.home") + "/");
        var found = new ArrayList<String>();
        for (Output output : outputs(executed)) {
            String text = output.text();
            if (output.kind().equals("stderr") || text.contains("WARNING")
                    || paths.stream().anyMatch(text::contains)) {
                found.add("cell " + output.cell() + ", a path or a warning: " + text.strip());
            }
        }
        return found;
    }

    /** Where the outputs differ from those that are stored, apart from what may vary. */
    List<String> stale() throws IOException {
        List<Output> stored = outputs(source);
        List<Output> fresh = outputs(executed);
        var differences = new ArrayList<String>();
        for (int i = 0; i < Math.max(stored.size(), fresh.size()); i++) {
            String before = i < stored.size() ? stored.get(i).normal() : "no output\n";
            String now = i < fresh.size() ? fresh.get(i).normal() : "no output\n";
            if (!before.equals(now)) {
                int cell = (i < fresh.size() ? fresh : stored).get(i).cell();
                differences.add("cell " + cell + " stored:\n" + before.indent(4)
                    + "now:\n" + now.indent(4));
                break;   // what follows is likely but shifted
            }
        }
        return differences;
    }

    // ----------------------------------------------------------------------------------- outputs

    /**
     * One output of one cell.
     *
     * @param cell the number of the code cell, from 1
     * @param kind stdout, stderr, error, or display for a picture or a value
     * @param text what it says; for a picture its text alternative
     * @param isPicture whether it is drawn
     */
    record Output(int cell, String kind, String text, boolean isPicture) {
        /** The output without what may be different in the next run. */
        String normal() {
            var lines = new StringBuilder("cell " + cell + " " + kind + "\n");
            for (String line : text.lines().limit(isPicture ? 1 : Integer.MAX_VALUE).toList()) {
                // Of a picture of measured data only what it shows can be the same again.
                lines.append(isPicture ? line.replaceAll("\\d+", "N")
                    : line.startsWith("~") ? line.replaceAll(":[^:]*$", ": …")
                    : line.replaceAll("\\bfd=\\d+", "fd=N").replaceAll("0x[0-9a-f]+", "0xN"));
                lines.append('\n');
            }
            return lines.toString();
        }
    }

    /** None if there is no notebook: Jupyter writes nothing when the kernel has died. */
    private static List<Output> outputs(Path notebook) throws IOException {
        var outputs = new ArrayList<Output>();
        if (!Files.exists(notebook)) {
            return outputs;
        }
        int cell = 0;
        for (JsonNode node : JSON.readTree(notebook.toFile()).get("cells")) {
            if (node.get("cell_type").asText().equals("code")) {
                cell++;
                for (JsonNode output : node.get("outputs")) {
                    add(outputs, read(cell, output));
                }
            }
        }
        return outputs;
    }

    /** What a stream says in several pieces is one output: how it is cut is chance. */
    private static void add(List<Output> outputs, Output next) {
        Output last = outputs.isEmpty() ? null : outputs.getLast();
        if (last != null && last.cell() == next.cell() && last.kind().equals(next.kind())
                && next.kind().startsWith("std")) {
            outputs.removeLast();
            outputs.add(new Output(next.cell(), next.kind(), last.text() + next.text(), false));
        } else {
            outputs.add(next);
        }
    }

    private static Output read(int cell, JsonNode output) {
        String type = output.get("output_type").asText();
        return switch (type) {
            case "stream" -> new Output(cell, output.get("name").asText(),
                joined(output.get("text")), false);
            case "error" -> new Output(cell, "error", error(output), false);
            default -> new Output(cell, "display", joined(output.get("data").path("text/plain")),
                joined(output.get("data").path("text/html")).contains("<svg"));
        };
    }

    /** For what does not compile, IJava has the message in the traceback only, coloured. */
    private static String error(JsonNode output) {
        String value = output.get("evalue").asText();
        return !value.isEmpty() ? value : StreamSupport.stream(
            output.get("traceback").spliterator(), false).map(JsonNode::asText)
            .collect(Collectors.joining("\n")).replaceAll("\u001b\\[[\\d;]*m", "");
    }

    /** The notebook format keeps a text as one string or as a list of lines. */
    private static String joined(JsonNode text) {
        if (!text.isArray()) {
            return text.asText();
        }
        var all = new StringBuilder();
        text.forEach(line -> all.append(line.asText()));
        return all.toString();
    }
}
