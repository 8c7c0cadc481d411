//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("rules")
@DisplayName("The project's links")
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final List<String> GLOSSARY = List.of("address space", "anonymous memory",
        "`answer()`", "`Arena`", "copy-on-write", "errno", "file descriptor", "HotSpot", "kernel",
        "mapping", "`measured`", "`MemorySegment`", "page", "page-aligned", "page fault",
        "resident", "`show`", "`SIGBUS`", "`SIGSEGV`", "smaps", "system call",
        "truncate", "`ValueLayout`");

    /** The Markdown of a document or of a notebook. */
    private static String markdown(Path file) throws IOException {
        if (!file.toString().endsWith(".ipynb")) {
            return Files.readString(file);
        }
        var text = new StringBuilder();
        for (JsonNode cell : new ObjectMapper().readTree(file.toFile()).path("cells")) {
            if (cell.path("cell_type").asText().equals("markdown")) {
                cell.path("source").forEach(line -> text.append(line.asText()));
                text.append("\n\n");
            }
        }
        return text.toString().replaceAll("(?s)```.*?```", "");
    }

    private static List<Path> documents() throws IOException {
        var all = new ArrayList<Path>();
        for (Path folder : List.of(Course.ROOT, Course.ROOT.resolve("notebooks"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().matches(".*\\.(md|ipynb)")).sorted()
                    .forEach(all::add);
            }
        }
        return all;
    }

    @Test
    @DisplayName("lead to a file that exists, and to a heading in it")
    void links() throws Exception {
        var broken = new ArrayList<String>();
        for (Path file : documents()) {
            for (MatchResult link : LINK.matcher(markdown(file)).results().toList()) {
                if (!link.group(1).matches("(https?|mailto):.*") && !leads(file, link.group(1))) {
                    broken.add(Course.ROOT.relativize(file) + ": " + link.group(1));
                }
            }
        }
        assertEquals(List.of(), broken);
    }

    private static boolean leads(Path from, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path target = parts[0].isEmpty() ? from : from.resolveSibling(parts[0]);
        return Files.exists(target) && (parts.length == 1 || HEADING.matcher(markdown(target))
            .results().anyMatch(heading -> anchor(target, heading.group(1)).equals(parts[1])));
    }

    /** The name that JupyterLab gives to a heading, or a code-hosting site in a document. */
    private static String anchor(Path file, String heading) {
        String anchor = heading.strip().replace("`", "").replace(' ', '-');
        return file.toString().endsWith(".md") ? anchor.toLowerCase(Locale.ROOT) : anchor;
    }

    @Test
    @DisplayName("include the glossary of notebook 00, which explains the terms of the course")
    void glossary() throws Exception {
        Path start = Course.ROOT.resolve("notebooks/00_start_here.ipynb");
        String glossary = markdown(start).split("## Glossary", 2)[1];
        for (String term : GLOSSARY) {
            assertTrue(glossary.contains("\n| " + term + " | "), term);
        }
        for (Path document : documents()) {
            String name = document.getFileName().toString();
            assertTrue(!name.matches("(?!00)\\d\\d_.*ipynb")
                || markdown(document).contains("](00_start_here.ipynb#Glossary)"), name);
        }
    }
}
