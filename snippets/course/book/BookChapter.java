//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES BookMarkdown.java JavaHighlight.java

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A notebook as HTML.
 *
 * @param name the name of the notebook's file, without its end
 * @param titles its headings in order; the first one is the title of the chapter
 * @param pictures the drawings by the name of their file
 */
record BookChapter(String name, String html, List<BookMarkdown.Title> titles,
        Map<String, String> pictures) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LABEL = Pattern.compile("aria-label='([^']*)'");

    /** A printed answer of a prediction. The book never shows it, because the reader guesses. */
    private static final Pattern ANSWER = Pattern.compile("(?m)^ *the machine: .*\\R?");

    /** The code of a prediction has the reason of its answer in it. */
    private static final Pattern PREDICTION = Pattern.compile("\\bpredict\\(");

    /** @param links returns where a link leads in the book */
    static BookChapter read(Path notebook, UnaryOperator<String> links) throws IOException {
        var html = new StringBuilder();
        var loads = new StringBuilder();
        var markdown = new BookMarkdown(links);
        String name = notebook.getFileName().toString().replace(".ipynb", "");
        var pictures = new LinkedHashMap<String, String>();
        for (JsonNode cell : JSON.readTree(notebook.toFile()).get("cells")) {
            String source = joined(cell.get("source"));
            boolean isCode = cell.get("cell_type").asText().equals("code");
            if (isCode && source.startsWith("%load ")) {
                loads.append(source).append('\n');
                continue;
            }
            html.append(foldedLoads(loads));
            if (isCode) {
                html.append(PREDICTION.matcher(source).find()
                    ? folded("The code of this question, with the reason", source) : code(source));
                outputs(html, cell.get("outputs"), name, pictures);
            } else {
                html.append(markdown.html(source));
            }
        }
        return new BookChapter(name, html.append(foldedLoads(loads)).toString(),
            markdown.titles(), pictures);
    }

    String title() {
        return titles.getFirst().text();
    }

    /** The cells that load helpers, as one line that can be opened. Empties {@code loads}. */
    private static String foldedLoads(StringBuilder loads) {
        String code = loads.toString().stripTrailing();
        loads.setLength(0);
        return code.isEmpty() ? "" : folded("The cells that load the helpers", code);
    }

    private static String folded(String summary, String code) {
        return "<details><summary>" + summary + "</summary>\n" + code(code) + "</details>\n";
    }

    private static String code(String source) {
        return "<pre class=\"code\" tabindex=\"0\"><code>" + JavaHighlight.html(source)
            + "</code></pre>\n";
    }

    private static void outputs(StringBuilder html, JsonNode outputs, String chapter,
            Map<String, String> pictures) {
        var printed = new StringBuilder();
        for (JsonNode output : outputs) {
            if (output.has("text")) {
                printed.append(joined(output.get("text")));
            } else {
                html.append(printed(printed));
                JsonNode data = output.path("data");
                String words = joined(data.path("text/plain"));
                if (data.has("image/svg+xml")) {
                    String file = chapter + "-" + (pictures.size() + 1) + ".svg";
                    pictures.put(file, joined(data.get("image/svg+xml")));
                    html.append(picture(file, pictures.get(file), words));
                } else if (data.has("text/html")) {
                    html.append("<div class=\"shown\">" + joined(data.get("text/html"))
                        + "</div>\n");
                } else {
                    printed.append(words);
                }
            }
        }
        html.append(printed(printed));
    }

    /** What a cell printed, as one block. Empties {@code printed}. */
    private static String printed(StringBuilder printed) {
        String text = ANSWER.matcher(printed).replaceAll("").stripTrailing();
        printed.setLength(0);
        return text.isEmpty() ? "" : "<pre class=\"printed\" tabindex=\"0\">"
            + JavaHighlight.escape(text) + "</pre>\n";
    }

    private static String picture(String file, String svg, String words) {
        Matcher label = LABEL.matcher(svg);
        // The label is escaped in the SVG, and the same way of escaping is right here.
        String alternative = label.find() ? label.group(1).replace("\"", "&quot;") : "";
        return "<figure><div class=\"picture\" tabindex=\"0\"><img src=\"pictures/" + file
            + "\" alt=\"" + alternative + "\"></div>\n"
            + "<details><summary>The picture as text</summary><pre tabindex=\"0\">"
            + JavaHighlight.escape(words) + "</pre></details></figure>\n";
    }

    /** The notebook format stores a text as one string or as a list of lines. */
    private static String joined(JsonNode text) {
        return !text.isArray() ? text.asText() : StreamSupport.stream(text.spliterator(), false)
            .map(JsonNode::asText).collect(Collectors.joining());
    }
}
