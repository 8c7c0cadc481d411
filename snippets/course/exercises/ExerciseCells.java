//SOURCES ../grading/Exercise.java ../grading/ExerciseHeader.java ExerciseSession.java

import module java.base;

/**
 * The two cells of an exercise in its notebook: the title and the stub. This class changes them as
 * text, not as JSON, so that all other cells keep every byte.
 */
final class ExerciseCells {
    private static final String END_OF_CELLS = "\n ],\n \"metadata\": {\n";
    private static final String END_OF_SOURCE = "\n   ]\n  }";

    private final Path notebook;

    ExerciseCells(Path notebook) {
        this.notebook = notebook;
    }

    /** Adds the cells at the end. */
    void add(Exercise exercise, String text) throws IOException {
        String json = Files.readString(notebook);
        int end = json.lastIndexOf(END_OF_CELLS);
        String heading = json.contains("\"## Exercises") ? "" : "## Exercises\n\n";
        String cells = """
            ,
              {
               "cell_type": "markdown",
               "id": "e%1$d0",
               "metadata": {},
               "source": [
            %2$s
               ]
              },
              {
               "cell_type": "code",
               "execution_count": null,
               "id": "e%1$d1",
               "metadata": {},
               "outputs": [],
               "source": [
            %3$s
               ]
              }""".formatted(exercise.number(), source(heading + title(exercise)),
                source(code(exercise, text)));
        Files.writeString(notebook, json.substring(0, end) + cells + json.substring(end));
    }

    /**
     * Replaces the title and the stub. The stored output stays until somebody runs the notebook.
     */
    void update(Exercise exercise, String text) throws IOException {
        String json = Files.readString(notebook);
        String id = Pattern.quote(exercise.id());
        json = replaced(json, "\\*\\*" + id + " .*\\*\\* · \\d+ points?",
            escaped(title(exercise)), exercise);
        json = replaced(json, "(?s) {4}\"%%exercise " + id + "\\\\n.*?(?=" + END_OF_SOURCE + ")",
            source(code(exercise, text)), exercise);
        Files.writeString(notebook, json);
    }

    private String replaced(String json, String pattern, String text, Exercise exercise) {
        Matcher found = Pattern.compile(pattern).matcher(json);
        if (!found.find()) {
            throw new IllegalStateException(notebook + ": the cells of " + exercise.id()
                + " are missing");
        }
        return json.substring(0, found.start()) + text + json.substring(found.end());
    }

    private static String title(Exercise exercise) {
        return "**" + exercise + "** · " + ExerciseSession.points(exercise);
    }

    private static String code(Exercise exercise, String text) {
        return "%%exercise " + exercise.id() + "\n"
            + ExerciseHeader.textAfter(text).stripTrailing();
    }

    /** The lines of a cell in the format of Jupyter: each line but the last has its line break. */
    private static String source(String text) {
        return text.lines().map(line -> "    \"" + escaped(line))
            .collect(Collectors.joining("\\n\",\n")) + "\"";
    }

    private static String escaped(String line) {
        return line.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t");
    }
}
