//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../support/Course.java

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A notebook: its name and its cells, in order. */
record NotebookFile(String name, List<Cell> cells) {
    record Cell(boolean isCode, String source, JsonNode outputs) {}

    static List<NotebookFile> all() throws IOException {
        var notebooks = new ArrayList<NotebookFile>();
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.filter(f -> f.toString().endsWith(".ipynb")).sorted().toList()) {
                var cells = new ArrayList<Cell>();
                for (JsonNode cell : new ObjectMapper().readTree(file.toFile()).get("cells")) {
                    var source = new StringBuilder();
                    cell.get("source").forEach(line -> source.append(line.asText()));
                    cells.add(new Cell(cell.get("cell_type").asText().equals("code"),
                        source.toString(), cell.path("outputs")));
                }
                notebooks.add(new NotebookFile(
                    file.getFileName().toString().replace(".ipynb", ""), cells));
            }
        }
        return notebooks;
    }

    private static Path folder() {
        return Course.ROOT.resolve("notebooks");
    }

    List<Cell> code() {
        return cells.stream().filter(Cell::isCode).toList();
    }

    /** Without the exercises, which the kernel never compiles. */
    List<Cell> kernelCode() {
        return code().stream().filter(cell -> !cell.source().startsWith("%%exercise ")).toList();
    }

    /** The files that its cells load, in order. */
    List<Path> loaded() {
        return code().stream().map(Cell::source).filter(source -> source.startsWith("%load "))
            .map(source -> folder().resolve(source.substring("%load ".length()).strip())
                .normalize()).toList();
    }

    boolean isChapter() {
        return !name.startsWith("00");
    }

    @Override
    public String toString() {
        return name;
    }
}
