//DEPS org.commonmark:commonmark:0.32.0
//DEPS org.commonmark:commonmark-ext-gfm-tables:0.32.0
//SOURCES JavaText.java Screen.java

import module java.base;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TableRow;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.*;
import org.commonmark.parser.Parser;

/** Markdown for the terminal, as lines that fit. */
final class MarkdownText {
    private static final Parser PARSER =
        Parser.builder().extensions(List.of(TablesExtension.create())).build();
    private static final int MIN_COLUMN = 8;

    private final Screen screen;
    private final List<String> lines = new ArrayList<>();

    private MarkdownText(Screen screen) {
        this.screen = screen;
    }

    static List<String> lines(String markdown, Screen screen) {
        var text = new MarkdownText(screen);
        text.addBlocks(PARSER.parse(screen.plain(markdown)), "", "");
        while (!text.lines.isEmpty() && text.lines.getLast().isBlank()) {
            text.lines.removeLast();
        }
        return text.lines;
    }

    // -------------------------------------------------------------------------------- blocks

    /**
     * @param first what stands before the first line of the first block, such as the dot of a list
     * @param indent what stands before the other lines
     */
    private void addBlocks(Node parent, String first, String indent) {
        String start = first;
        for (Node block = parent.getFirstChild(); block != null; block = block.getNext()) {
            addBlock(block, start, indent);
            start = indent;
        }
    }

    private void addBlock(Node block, String first, String indent) {
        switch (block) {
            case Heading heading -> {
                String text = inline(heading);
                lines.add(screen.paint(Screen.Paint.BOLD, strip(text)));
                lines.add((heading.getLevel() == 1 ? "═" : "─").repeat(
                    Math.min(screen.width(), Screen.columns(text))));
                lines.add("");
            }
            case Paragraph paragraph -> {
                lines.addAll(wrapped(inline(paragraph), first, indent, screen.width()));
                if (!(paragraph.getParent() instanceof ListItem)) {
                    lines.add("");
                }
            }
            case ListBlock list -> addList(list, indent);
            case FencedCodeBlock code -> addCode(code.getLiteral(), indent);
            case IndentedCodeBlock code -> addCode(code.getLiteral(), indent);
            case BlockQuote quote -> addBlocks(quote, indent + "│ ", indent + "│ ");
            case TableBlock table -> addTable(table);
            case ThematicBreak line -> lines.add("─".repeat(screen.width()));
            case HtmlBlock html -> {
                String words = html.getLiteral().replaceAll("<[^>]*>", "").strip();
                if (!words.isEmpty()) {
                    lines.add(indent + words);
                    lines.add("");
                }
            }
            default -> addBlocks(block, first, indent);
        }
    }

    private void addList(ListBlock list, String indent) {
        int number = list instanceof OrderedList ordered ? ordered.getMarkerStartNumber() : 0;
        for (Node item = list.getFirstChild(); item != null; item = item.getNext()) {
            String mark = list instanceof OrderedList ? number++ + ". " : "• ";
            addBlocks(item, indent + mark, indent + " ".repeat(mark.length()));
        }
        lines.add("");
    }

    private void addCode(String code, String indent) {
        JavaText.of(code.stripTrailing(), screen).lines()
            .forEach(line -> lines.add(indent + "    " + line));
        lines.add("");
    }

    // -------------------------------------------------------------------------------- tables

    private void addTable(TableBlock table) {
        var rows = new ArrayList<List<String>>();
        for (Node part = table.getFirstChild(); part != null; part = part.getNext()) {
            for (Node row = part.getFirstChild(); row != null; row = row.getNext()) {
                var cells = new ArrayList<String>();
                for (Node cell = row.getFirstChild(); cell != null; cell = cell.getNext()) {
                    cells.add(inline(cell));
                }
                rows.add(cells);
            }
        }
        int[] widths = columnWidths(rows);
        for (int i = 0; i < rows.size(); i++) {
            addRow(rows.get(i), widths);
            if (i == 0) {
                lines.add(IntStream.of(widths).mapToObj("─"::repeat)
                    .collect(Collectors.joining("──")));
            }
        }
        lines.add("");
    }

    /** Makes the widest columns narrower until a row fits. */
    private int[] columnWidths(List<List<String>> rows) {
        int count = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = new int[count];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], Screen.columns(row.get(i)));
            }
        }
        int room = screen.width() - 2 * (count - 1);
        while (IntStream.of(widths).sum() > room) {
            int widest = 0;
            for (int i = 1; i < count; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            if (widths[widest] <= MIN_COLUMN) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private void addRow(List<String> row, int[] widths) {
        var cells = new ArrayList<List<String>>();
        for (int i = 0; i < row.size(); i++) {
            cells.add(wrapped(row.get(i), "", "", widths[i]));
        }
        int height = cells.stream().mapToInt(List::size).max().orElse(0);
        for (int y = 0; y < height; y++) {
            var line = new StringBuilder();
            for (int i = 0; i < cells.size(); i++) {
                String part = y < cells.get(i).size() ? cells.get(i).get(y) : "";
                line.append(part).append(
                    " ".repeat(Math.max(0, widths[i] - Screen.columns(part)) + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
    }

    // -------------------------------------------------------------------------------- words

    private String inline(Node parent) {
        var text = new StringBuilder();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNext()) {
            text.append(switch (node) {
                case Text words -> words.getLiteral();
                case Code code -> screen.hasColours()
                    ? paintWords(Screen.Paint.CYAN, code.getLiteral())
                    : "`" + code.getLiteral() + "`";
                case StrongEmphasis strong -> paintWords(Screen.Paint.BOLD, inline(strong));
                case Emphasis emphasis -> paintWords(Screen.Paint.YELLOW, inline(emphasis));
                case Link link -> inline(link) + target(link.getDestination());
                case SoftLineBreak space -> " ";
                case HardLineBreak space -> "\n";
                case HtmlInline html -> "";
                default -> inline(node);
            });
        }
        return text.toString();
    }

    /** Paints each word by itself, so that a line may break between them. */
    private String paintWords(Screen.Paint paint, String text) {
        return Stream.of(text.split(" ", -1)).map(word -> screen.paint(paint, word))
            .collect(Collectors.joining(" "));
    }

    private static String target(String destination) {
        Matcher chapter = Pattern.compile("(\\d\\d)_\\w+\\.ipynb.*").matcher(destination);
        return chapter.matches() ? " (/chapters " + chapter.group(1) + ")"
            : destination.startsWith("#") ? "" : " (" + destination + ")";
    }

    private static String strip(String text) {
        return text.replaceAll("\u001b\\[[\\d;]*m", "");
    }

    /** Breaks a text into lines of this width. */
    static List<String> wrapped(String text, String first, String indent, int width) {
        var lines = new ArrayList<String>();
        for (String part : text.split("\n", -1)) {
            var line = new StringBuilder(lines.isEmpty() ? first : indent);
            int start = line.length();
            for (String word : part.split(" +")) {
                boolean begins = line.length() == start;
                if (!begins && Screen.columns(line + " " + word) > width) {
                    lines.add(line.toString());
                    line = new StringBuilder(indent);
                    start = line.length();
                    begins = true;
                }
                line.append(begins ? "" : " ").append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }
}
