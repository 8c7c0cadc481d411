import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A drawing in SVG. It has a background of its own, so that it is readable on a light page and on a
 * dark one. The same data gives the same text on every machine.
 */
final class Svg {
    /**
     * A shape.
     *
     * @param d its outline, in absolute coordinates, as in SVG: M, L, C and Z
     * @param fill a colour such as #f7f7f5, or none
     * @param stroke the colour of the line, or none
     */
    record Outline(String d, String fill, String stroke, double strokeWidth) {}

    /** A piece of text, above all shapes. The point is the left end of its base line. */
    record Label(int x, int y, int size, String colour, boolean mono, String text) {}

    /**
     * A finished drawing.
     *
     * @param words the same data in sentences, for readers who do not see
     * @param text the same data as a drawing of letters, for a terminal
     */
    record Picture(int height, List<Outline> outlines, List<Label> labels, String words,
            String text) {
        String svg() {
            var svg = new StringBuilder("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 "
                + WIDTH + " " + height + "' width='" + WIDTH + "' height='" + height
                + "' role='img' aria-label='" + escape(words.replace("\n", "; ")) + "'>");
            for (Outline outline : outlines) {
                svg.append("<path d='" + outline.d() + "' fill='" + outline.fill() + "' stroke='"
                    + outline.stroke() + "' stroke-width='" + outline.strokeWidth() + "'/>");
            }
            for (Label label : labels) {
                svg.append("<text x='" + label.x() + "' y='" + label.y() + "' font-size='"
                    + label.size() + "' fill='" + label.colour() + "' font-family='"
                    + (label.mono() ? MONO : SANS) + "'>" + escape(label.text()) + "</text>");
            }
            return svg.append("</svg>").toString();
        }
    }

    // Each colour has a contrast of 4.5 or more to the background, so that it also fits for text.
    static final String PAPER = "#f7f7f5";
    static final String INK = "#1f2328";
    static final String BLUE = "#1f6fb5";
    static final String ORANGE = "#ad5600";
    static final String GREEN = "#1a7f46";
    static final String RED = "#c5302a";
    static final String GREY = "#5b626a";
    static final String NONE = "none";
    static final int WIDTH = 720;

    private static final String EDGE = "#c9cdd2";   // ends the background on a white page
    private static final String SANS = "DejaVu Sans, Verdana, Arial, sans-serif";
    private static final String MONO = "DejaVu Sans Mono, Menlo, Consolas, monospace";

    private final List<Outline> outlines = new ArrayList<>();
    private final List<Label> labels = new ArrayList<>();

    /** Draws a box. The fill is the colour, mixed with the background: 0 is all background. */
    void box(int x, int y, int width, int height, String colour, double share) {
        path(rectangle(x + 0.5, y + 0.5, width, height), colour, share);
    }

    private static String rectangle(double x, double y, double width, double height) {
        return "M" + point(x, y) + "L" + point(x + width, y) + "L" + point(x + width, y + height)
            + "L" + point(x, y + height) + "Z";
    }

    /** Fills an outline like {@link #box}. */
    void path(String d, String colour, double share) {
        outlines.add(new Outline(d, mix(colour, share), colour, 1));
    }

    void line(double x1, double y1, double x2, double y2, String colour) {
        outlines.add(new Outline("M" + point(x1, y1) + "L" + point(x2, y2), NONE, colour, 1.5));
    }

    /** Draws a line that ends in a dot. */
    void arrow(int x1, int y1, int x2, int y2) {
        line(x1, y1, x2, y2, GREY);
        dot(x2, y2, 4, GREY, true);
    }

    void dot(double x, double y, double radius, String colour, boolean filled) {
        double r = radius;
        double c = radius * 0.5523;   // four curves with these control points are nearly a circle
        outlines.add(new Outline("M" + point(x - r, y)
            + curve(x - r, y - c, x - c, y - r, x, y - r)
            + curve(x + c, y - r, x + r, y - c, x + r, y)
            + curve(x + r, y + c, x + c, y + r, x, y + r)
            + curve(x - c, y + r, x - r, y + c, x - r, y) + "Z",
            filled ? colour : PAPER, colour, 2));
    }

    private static String curve(double... points) {
        return "C" + point(points[0], points[1]) + " " + point(points[2], points[3]) + " "
            + point(points[4], points[5]);
    }

    /** A point in the syntax of SVG, with at most one decimal. */
    static String point(double x, double y) {
        return number(x) + " " + number(y);
    }

    private static String number(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value)
            : String.format(Locale.ROOT, "%.1f", value);
    }

    void text(int x, int y, int size, String colour, String text) {
        labels.add(new Label(x, y, size, colour, false, text));
    }

    void mono(int x, int y, String colour, String text) {
        labels.add(new Label(x, y, 12, colour, true, text));
    }

    /** Mixes a colour with the background. */
    static String mix(String colour, double share) {
        var mixed = new StringBuilder("#");
        for (int i = 1; i < 7; i += 2) {
            int one = Integer.parseInt(colour.substring(i, i + 2), 16);
            int other = Integer.parseInt(PAPER.substring(i, i + 2), 16);
            mixed.append(String.format("%02x", Math.round(one * share + other * (1 - share))));
        }
        return mixed.toString();
    }

    /** Returns the text, shortened to {@code most} characters. */
    static String shorten(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
    }

    /** Returns all that was drawn, as a picture of this height. */
    Picture picture(int height, String words, String text) {
        var all = new ArrayList<Outline>();
        all.add(new Outline(rectangle(0.5, 0.5, WIDTH - 1, height - 1), PAPER, EDGE, 1));
        all.addAll(outlines);
        return new Picture(height, all, List.copyOf(labels), words.stripTrailing(), text);
    }

    /** A drawing of letters, in rows of 80 columns. It uses the box-drawing characters. */
    static final class Grid {
        static final int COLUMNS = 80;

        private final List<char[]> rows = new ArrayList<>();

        /** Writes text from a column on, and drops the part beyond the last column. */
        Grid put(int column, int row, String text) {
            while (rows.size() <= row) {
                char[] empty = new char[COLUMNS];
                Arrays.fill(empty, ' ');
                rows.add(empty);
            }
            for (int i = 0; i < text.length() && column + i < COLUMNS; i++) {
                rows.get(row)[column + i] = text.charAt(i);
            }
            return this;
        }

        /** Draws a box of this size, its frame included, and writes lines of text into it. */
        Grid box(int column, int row, int width, String... lines) {
            put(column, row, "┌" + "─".repeat(width - 2) + "┐");
            for (int i = 0; i < lines.length; i++) {
                put(column, row + 1 + i, "│" + " ".repeat(width - 2) + "│");
                put(column + (width < 10 ? 1 : 2), row + 1 + i, shorten(lines[i], width - 2));
            }
            return put(column, row + 1 + lines.length, "└" + "─".repeat(width - 2) + "┘");
        }

        int height() {
            return rows.size();
        }

        @Override
        public String toString() {
            return rows.stream().map(row -> new String(row).stripTrailing())
                .collect(Collectors.joining("\n"));
        }
    }
}
