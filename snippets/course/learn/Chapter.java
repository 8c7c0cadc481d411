//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A chapter of the course: the cells of a notebook.
 *
 * @param name such as 01_mmap_basics
 */
record Chapter(String name, List<Cell> cells) {
    private static final String LOAD = "%load ";
    private static final String FOLD = "<details>";
    private static final String EXERCISE = "%%exercise ";

    /**
     * A cell of a notebook.
     *
     * @param id its ID in the notebook
     * @param number the number of the code cell, from 1, as in the notebook; 0 for prose
     * @param isHidden whether the code is a prediction, which would give its answer away
     */
    record Cell(String id, int number, String text, boolean isHidden) {
        boolean isCode() {
            return number > 0;
        }

        /** The file that this cell loads, or null. */
        String loads() {
            return isCode() && text.startsWith(LOAD) ? text.substring(LOAD.length()).strip() : null;
        }

        /** The exercise whose stub this cell holds, or null. */
        String exercise() {
            return isCode() && text.startsWith(EXERCISE)
                ? text.split("\n", 2)[0].substring(EXERCISE.length()).strip() : null;
        }

        /** Whether a browser folds this prose away until the reader opens it. */
        boolean isFolded() {
            return !isCode() && text.startsWith(FOLD);
        }

        /** The text below the magic of an exercise. */
        String body() {
            return text.substring(text.indexOf('\n') + 1);
        }

        /** A magic that this player does not know, or null. */
        String unknownMagic() {
            return isCode() && text.startsWith("%") && loads() == null && exercise() == null
                ? text.split("\\s", 2)[0] : null;
        }
    }

    /** The names of all chapters in a folder of notebooks, in their order. */
    static List<String> names(Path notebooks) throws IOException {
        try (var files = Files.list(notebooks)) {
            return files.map(file -> file.getFileName().toString())
                .filter(file -> file.matches("\\d\\d_.*\\.ipynb"))
                .map(file -> file.replace(".ipynb", "")).sorted().toList();
        }
    }

    static Chapter read(Path notebooks, String name) throws IOException {
        JsonNode notebook;
        try {
            notebook = new ObjectMapper().readTree(
                notebooks.resolve(name + ".ipynb").toFile());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IOException("notebooks/" + name + ".ipynb is not a notebook: "
                + e.getOriginalMessage());
        }
        var cells = new ArrayList<Cell>();
        int number = 0;
        for (JsonNode cell : notebook.path("cells")) {
            var text = new StringBuilder();
            // The notebook format stores a text as one string or as a list of lines.
            if (cell.path("source").isArray()) {
                cell.path("source").forEach(line -> text.append(line.asText()));
            } else {
                text.append(cell.path("source").asText());
            }
            boolean isCode = cell.path("cell_type").asText().equals("code");
            String id = cell.path("id").asText();
            if (isCode) {
                boolean isHidden = text.indexOf("predict(") == 0 || cell.path("metadata")
                    .path("jupyter").path("source_hidden").asBoolean();
                cells.add(new Cell(id, ++number, text.toString(), isHidden));
            } else {
                addProse(cells, id, text.toString());
            }
        }
        return new Chapter(name, List.copyOf(cells));
    }

    /** Adds a cell of prose. What a browser folds away becomes a cell of its own. */
    private static void addProse(List<Cell> cells, String id, String text) {
        int fold = text.indexOf(FOLD);
        if (fold > 0) {
            cells.add(new Cell(id, 0, text.substring(0, fold).strip(), false));
            cells.add(new Cell(id + "-folded", 0, text.substring(fold), false));
        } else {
            cells.add(new Cell(id, 0, text, false));
        }
    }

    /** The first line of prose, which is the title. */
    String title() {
        return cells.stream().filter(cell -> !cell.isCode()).findFirst()
            .flatMap(cell -> cell.text().lines().findFirst()).orElse(name)
            .replaceFirst("^#+ *", "");
    }

    int codeCells() {
        return cells.isEmpty() ? 0 : cells.stream().mapToInt(Cell::number).max().orElse(0);
    }
}
