//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../support/Course.java

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A piece of text that the project shows to somebody. It is a paragraph, a comment, the name of a
 * test, the description of an option, or the claim of a check.
 *
 * @param file relative to the checkout
 * @param line where it begins, or the number of the cell in a notebook
 */
record Prose(String file, int line, String text) {
    private static final Pattern COMMENT = Pattern.compile(
        "\"\"\".*?\"\"\"|\"(?:[^\"\\\\\n]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)+'"
        + "|(/\\*.*?\\*/)|((?:^[ \\t]*//[^\n]*\n)+|//[^\n]*)",
        Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern STRINGS = Pattern.compile(
        "(?:@DisplayName\\(|description = \\{?|\\b(?:check|predict|measured|refusal)\\()\\s*"
        + "(\"(?:[^\"\\\\]|\\\\.)*\"(?:\\s*\\+\\s*\"(?:[^\"\\\\]|\\\\.)*\")*)");
    // A blank line, a tag of Javadoc, or the next field in the header of an exercise.
    private static final String BLOCK_END =
        "\n\\s*\n|<p>|<li>|\n\\s*@|\n\\s*(?=(points|limit|forks|hint|why):)";
    private static final String DIRECTIVE =
        "(?m)^\\s*//(/usr|JAVA|DEPS|SOURCES|FILES|RUNTIME_OPTIONS|JAVAC_OPTIONS|DESCRIPTION).*$";

    /** All text of the project. */
    static List<Prose> all() throws IOException {
        var all = new ArrayList<Prose>();
        try (Stream<Path> files = Stream.concat(Files.list(Course.ROOT), Stream.concat(
                Files.walk(Course.ROOT.resolve("notebooks")),
                Files.walk(Course.ROOT.resolve("snippets"))))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().distinct().toList()) {
                String name = Course.ROOT.relativize(file).toString();
                if (name.contains(".ipynb_checkpoints")) {
                    continue;
                } else if (name.endsWith(".md")) {
                    addMarkdown(all, name, 1, Files.readString(file));
                } else if (name.endsWith(".ipynb")) {
                    addNotebook(all, name, new ObjectMapper().readTree(file.toFile()));
                } else if (name.endsWith(".java")) {
                    addJava(all, name, 0, Files.readString(file));
                } else if (name.endsWith(".mutants")) {
                    addMutants(all, name, Files.readAllLines(file));
                }
            }
        }
        return all;
    }

    private static void addMarkdown(List<Prose> all, String name, int line, String text) {
        String words = text.replaceAll("(?s)```.*?```", "").replaceAll("(?m)^\\|[-:| ]+\\|$", "");
        for (String block : words.split("\n\\s*\n|\n(?=\\s*([-*]|\\d+\\.) )|\\|")) {
            add(all, name, line, block);
        }
    }

    private static void addNotebook(List<Prose> all, String name, JsonNode notebook) {
        int number = 0;
        for (JsonNode cell : notebook.path("cells")) {
            var source = new StringBuilder();
            cell.path("source").forEach(line -> source.append(line.asText()));
            if (cell.path("cell_type").asText().equals("markdown")) {
                addMarkdown(all, name, number, source.toString());
            } else {
                addJava(all, name, number, source.toString());
            }
            number++;
        }
    }

    /** @param cell the number of a notebook's cell, or 0 for a file with lines */
    private static void addJava(List<Prose> all, String name, int cell, String source) {
        String code = source.replaceAll(DIRECTIVE, "//");
        for (Pattern pattern : List.of(COMMENT, STRINGS)) {
            for (MatchResult match : pattern.matcher(code).results().toList()) {
                String text = text(match);
                if (!text.isBlank()) {
                    int line = cell > 0 ? cell
                        : 1 + (int) code.substring(0, match.start()).lines().count();
                    for (String block : text.split(BLOCK_END)) {
                        add(all, name, line, block);
                    }
                }
            }
        }
    }

    private static String text(MatchResult match) {
        String text = "";
        for (int group = 1; group <= match.groupCount(); group++) {
            text = match.group(group) == null ? text : match.group(group);
        }
        return text.replaceAll("(?m)^\\s*(/\\*\\*?|\\*/|\\*(?!/)|//+)", "").replaceAll("\\*/", "")
            .replaceAll("(?m)^\\s*\\|.*$", "")
            .replaceAll("(?s)<pre>.*?</pre>", "").replaceAll("\\{@(code|link) ([^}]*)\\}", "`$2`")
            .replaceAll("(?m)^ {4,}.*$", "").replaceAll("\"\\s*\\+\\s*\"", "").replace("\"", "");
    }

    private static void addMutants(List<Prose> all, String name, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith("# ")) {
                add(all, name, i + 1, lines.get(i).substring(2));
            }
        }
    }

    private static void add(List<Prose> all, String name, int line, String text) {
        String words = text.replaceAll("`[^`]*`", "CODE").replaceAll("\\]\\([^)]*\\)", "]")
            .replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
        if (words.contains(" ")) {
            all.add(new Prose(name, line, words));
        }
    }

    /** Its sentences. A colon does not end one, and neither does a point within a name. */
    List<String> sentences() {
        return List.of(text.split("(?<=[.!?])['\"”)*]* +(?=[A-Z`\"“(*])"));
    }

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
