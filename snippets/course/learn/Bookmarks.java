//SOURCES Chapter.java

import module java.base;

/** Where the learner is in each chapter: a file in the work folder, with the ID of a cell. */
record Bookmarks(Path folder) {
    /** The chapter that was played last, if there is one. */
    Optional<String> last() throws IOException {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("\\d\\d_\\w+"))
                .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                .map(file -> file.getFileName().toString());
        }
    }

    /** The position of the learner in the list of cells; 0 if the chapter was not begun. */
    int position(Chapter chapter) throws IOException {
        Path file = folder.resolve(chapter.name());
        String id = Files.exists(file) ? Files.readString(file).strip() : "";
        if (id.equals("end")) {
            return chapter.cells().size();
        }
        for (int i = 0; i < chapter.cells().size(); i++) {
            if (chapter.cells().get(i).id().equals(id)) {
                return i;
            }
        }
        return 0;
    }

    /** All chapters, and where the learner is in each of them. */
    String list(Path notebooks) throws IOException {
        var lines = new ArrayList<String>();
        for (String name : Chapter.names(notebooks)) {
            Chapter chapter = Chapter.read(notebooks, name);
            int position = position(chapter);
            long cells = chapter.cells().stream().limit(position).filter(Chapter.Cell::isCode)
                .count();
            lines.add("  " + name.substring(0, 2) + "  "
                + (position == 0 ? "not begun  " : position == chapter.cells().size()
                    ? "done       " : "%3d of %3d ".formatted(cells, chapter.codeCells()))
                + chapter.title().replaceFirst("^\\d+\\. ", ""));
        }
        return String.join("\n", lines);
    }

    void store(Chapter chapter, int position) throws IOException {
        Files.createDirectories(folder);
        Path part = folder.resolve("." + chapter.name());
        Files.writeString(part, position < chapter.cells().size()
            ? chapter.cells().get(position).id() : "end");
        Files.move(part, folder.resolve(chapter.name()), StandardCopyOption.ATOMIC_MOVE);
    }
}
