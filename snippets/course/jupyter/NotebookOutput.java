//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * One output of one cell in a notebook's file.
 *
 * @param cell the number of the code cell, from 1
 * @param kind stdout, stderr, error, or display for a picture or a value
 * @param text the printed text, the error's message, or the text alternative of a picture
 */
record NotebookOutput(int cell, String kind, String text, boolean isPicture) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** All outputs in order. A missing file has none: Jupyter writes no file if the kernel dies. */
    static List<NotebookOutput> read(Path notebook) throws IOException {
        var outputs = new ArrayList<NotebookOutput>();
        if (!Files.exists(notebook)) {
            return outputs;
        }
        int cell = 0;
        for (JsonNode node : JSON.readTree(notebook.toFile()).get("cells")) {
            if (node.get("cell_type").asText().equals("code")) {
                cell++;
                for (JsonNode output : node.get("outputs")) {
                    NotebookOutput next = read(cell, output);
                    if (!next.kind.equals("stdout") || !next.text.isEmpty()) {
                        add(outputs, next);
                    }
                }
            }
        }
        return outputs;
    }

    /** Joins the pieces of a stream, because Jupyter cuts it at arbitrary places. */
    private static void add(List<NotebookOutput> outputs, NotebookOutput next) {
        NotebookOutput last = outputs.isEmpty() ? null : outputs.getLast();
        if (last != null && last.cell == next.cell && last.kind.equals(next.kind)
                && next.kind.startsWith("std")) {
            outputs.removeLast();
            outputs.add(new NotebookOutput(next.cell, next.kind, last.text + next.text, false));
        } else {
            outputs.add(next);
        }
    }

    private static NotebookOutput read(int cell, JsonNode output) {
        return switch (output.get("output_type").asText()) {
            // A line that begins with … says why a cell takes long, and jbang says when it builds
            // a program. Only some runs print such lines.
            case "stream" -> new NotebookOutput(cell, output.get("name").asText(),
                joined(output.get("text")).replaceAll("(?m)^(… |\\[jbang] Build).*\\R?", ""),
                false);
            case "error" -> new NotebookOutput(cell, "error", errorMessage(output), false);
            default -> new NotebookOutput(cell, "display",
                joined(output.get("data").path("text/plain")),
                output.get("data").has("image/svg+xml"));
        };
    }

    /** IJava puts a compiler's message only into the traceback, with colour codes. */
    private static String errorMessage(JsonNode output) {
        String value = output.get("evalue").asText();
        return !value.isEmpty() ? value : StreamSupport.stream(
            output.get("traceback").spliterator(), false).map(JsonNode::asText)
            .collect(Collectors.joining("\n")).replaceAll("\u001b\\[[\\d;]*m", "");
    }

    /** The notebook format stores a text as one string or as a list of lines. */
    private static String joined(JsonNode text) {
        return !text.isArray() ? text.asText() : StreamSupport.stream(text.spliterator(), false)
            .map(JsonNode::asText).collect(Collectors.joining());
    }

    /** How many printed lines begin with {@code mark}. The verdict of an exercise is a display. */
    long count(String mark) {
        return kind.equals("stdout") ? text.lines().filter(line -> line.startsWith(mark)).count()
            : 0;
    }

    /** Whether a cell failed here: an exception, a compiler's error or a failed check. */
    boolean isFailure() {
        return kind.equals("error") || count("✗") > 0;
    }

    /** The output without the parts that may differ from run to run. */
    String comparable() {
        var lines = new StringBuilder("cell " + cell + " " + kind + "\n");
        for (String line : text.lines().limit(isPicture ? 1 : Integer.MAX_VALUE).toList()) {
            // The numbers in a picture and the values of lines that begin with ~ are measured.
            lines.append(isPicture ? line.replaceAll("\\d+", "N")
                : line.startsWith("~") ? line.replaceAll(":[^:]*$", ": …")
                : line.replaceAll("\\bfd=\\d+", "fd=N").replaceAll("0x[0-9a-f]+", "0xN"));
            lines.append('\n');
        }
        return lines.toString();
    }

    @Override
    public String toString() {
        return "cell " + cell + ": " + text.strip();
    }
}
