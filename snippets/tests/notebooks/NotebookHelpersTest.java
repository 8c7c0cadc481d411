//SOURCES ../support/Course.java NotebookFile.java

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the files that notebooks load, because a kernel loads a wrong one without complaint. */
@Tag("rules")
@DisplayName("Every notebook, by what it loads")
class NotebookHelpersTest {
    static List<NotebookFile> notebooks() throws Exception {
        return NotebookFile.all();
    }

    @DisplayName("loads a file after the files that it uses, because IJava allows nothing else")
    @ParameterizedTest(name = "{0}")
    @MethodSource("notebooks")
    void loadOrder(NotebookFile notebook) throws Exception {
        var before = new HashSet<Path>();
        for (Path file : notebook.loaded()) {
            for (String line : Files.readAllLines(file)) {
                Stream<String> used = line.startsWith("//SOURCES ")
                    ? Stream.of(line.substring("//SOURCES ".length()).split(" ")) : Stream.of();
                assertAll(used.map(name -> () ->
                    assertTrue(before.contains(file.resolveSibling(name).normalize()),
                        file + " is loaded before " + name)));
            }
            before.add(file);
        }
    }

    /** Every file that notebooks load: a helper, or one that they share with the scripts. */
    private static List<Path> helpers() throws Exception {
        Set<Path> loaded = new TreeSet<>();
        NotebookFile.all().forEach(notebook -> loaded.addAll(notebook.loaded()));
        return List.copyOf(loaded);
    }

    @Test
    @DisplayName("loads helpers that import types one by one, too")
    void helperImports() throws Exception {
        for (Path helper : helpers()) {
            for (String line : Files.readAllLines(helper)) {
                assertTrue(!line.startsWith("import ")
                    || line.matches("import (static )?[a-zA-Z.]+\\.[A-Z]\\w+;"),
                    helper + ": " + line);
                // It is loaded after declarations, which an import would build anew.
                assertTrue(!line.startsWith("import ") || !helper.endsWith("ExerciseMagic.java"),
                    line);
            }
        }
    }

    @Test
    @DisplayName("loads helpers that compile: the kernel would tell only when a method is called")
    void helpersCompile(@TempDir Path dir) throws Exception {
        Path folder = Course.ROOT.resolve("snippets/notebook");
        Path notebook = folder.resolve("Notebook.java");
        Path magic = folder.resolve("ExerciseMagic.java");
        var files = new ArrayList<>(helpers());
        try (Stream<Path> all = Files.walk(folder)) {
            assertEquals(List.of(), all.filter(file -> file.toString().endsWith(".java")
                && !files.contains(file)).toList(), "every helper is loaded, and compiled here");
        }
        files.removeAll(List.of(notebook, magic));
        // The kernel sees the two as one: what ExerciseMagic.java calls stands in Notebook.java.
        files.add(Files.writeString(dir.resolve("Both.java"), Files.readString(notebook)
            .replaceFirst("(?s)\nvoid main\\(\\).*", "\n") + Files.readString(magic)));
        var compiler = ToolProvider.getSystemJavaCompiler();
        var messages = new StringWriter();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            boolean good = compiler.getTask(messages, manager, null,
                List.of("-d", dir.toString(), "-Xlint:all,-restricted,-auxiliaryclass",
                    "-Werror"), null,
                manager.getJavaFileObjectsFromPaths(files)).call();
            assertTrue(good, messages.toString());
        }
    }
}
