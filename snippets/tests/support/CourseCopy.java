//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../../support/TemporaryFolder.java Course.java

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A copy of the checkout that a test may change. It uses the checkout's own jbang and Jupyter. */
final class CourseCopy implements AutoCloseable {
    private final TemporaryFolder folder = TemporaryFolder.create("mmap-copy");
    final Path root = folder.path;

    CourseCopy() throws IOException {
        for (String name : List.of("jbang", "jbang-catalog.json", "snippets", "notebooks")) {
            Path from = Course.ROOT.resolve(name);
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Files.copy(file, root.resolve(name).resolve(from.relativize(file).toString()));
                }
            }
        }
        Files.createSymbolicLink(root.resolve(".jbang"), Course.ROOT.resolve(".jbang"));
    }

    /**
     * Makes the copy's launcher start these commands as the checkout has built them, because to
     * build them again takes half a minute.
     */
    CourseCopy withBuilt(String... aliases) throws IOException {
        var text = new StringBuilder("#!/usr/bin/env bash\nexport JBANG_LAUNCH_CMD='"
            + root.resolve("jbang") + "'\ncase ${1-} in\n");
        for (String alias : aliases) {
            text.append(Course.script(root, alias).command().stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" ", alias + ") exec ", " \"${@:2}\" ;;\n")));
        }
        text.append("*) exec '" + Course.ROOT.resolve("jbang") + "' \"$@\" ;;\nesac\n");
        Files.writeString(root.resolve("jbang"), text);
        return this;
    }

    /** The copy's launcher, run in the copy. */
    ProcessBuilder launcher(String... arguments) {
        ProcessBuilder builder = Course.launcher(root, arguments);
        builder.command().set(0, root.resolve("jbang").toString());
        return builder;
    }

    /** The notebook of a chapter such as 00. */
    Path notebook(String chapter) throws IOException {
        try (var found = Files.newDirectoryStream(root.resolve("notebooks"), chapter + "_*")) {
            return found.iterator().next();
        }
    }

    /** Removes the cells of a notebook whose source does not fit, because each cell takes time. */
    Path keepCells(String chapter, Predicate<String> fits) throws IOException {
        var json = new ObjectMapper();
        Path notebook = notebook(chapter);
        var all = (ObjectNode) json.readTree(notebook.toFile());
        var kept = json.createArrayNode();
        for (JsonNode cell : all.get("cells")) {
            var source = new StringBuilder();
            cell.get("source").forEach(line -> source.append(line.asText()));
            if (fits.test(source.toString())) {
                kept.add(cell);
            }
        }
        json.writerWithDefaultPrettyPrinter().writeValue(notebook.toFile(), all.set("cells", kept));
        return notebook;
    }

    /** Gives notebook 00 a single cell, which loads nothing, so that a run takes seconds. */
    Path withTinyNotebook() throws IOException {
        Path notebook = keepCells("00", source -> false);
        var json = new ObjectMapper();
        var all = (ObjectNode) json.readTree(notebook.toFile());
        ((ArrayNode) all.get("cells")).add(json.readTree("""
            {"cell_type": "code", "id": "tiny", "metadata": {}, "execution_count": null,
             "source": ["System.out.println('✓' + \\" holds\\");\\n"],
             "outputs": [{"name": "stdout", "output_type": "stream", "text": ["✓ holds\\n"]}]}
            """));
        json.writerWithDefaultPrettyPrinter().writeValue(notebook.toFile(), all);
        return notebook;
    }

    @Override
    public void close() {
        folder.close();   // deletes the link .jbang, not the folder that it leads to
    }
}
