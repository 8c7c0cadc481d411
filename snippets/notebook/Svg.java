import java.util.ArrayList;
import java.util.List;

/** A drawing in SVG, element by element. It takes its colours from the page, light or dark. */
final class Svg {
    /**
     * A finished drawing.
     *
     * @param svg the drawing
     * @param words the same data as text, for readers who do not see the drawing
     */
    record Picture(String svg, String words) {
        /** The drawing as a notebook shows it. */
        String html() {
            return "<div style=\"max-width:100%;overflow-x:auto\">" + svg + "</div>";
        }
    }

    // These colours are visible on white and on black. The text has the colour of the page.
    static final String BLUE = "#4a90d9";
    static final String ORANGE = "#e08a1e";
    static final String GREEN = "#3fa66b";
    static final String RED = "#d9534f";
    static final String GREY = "#8c8c8c";
    static final String INK = "var(--jp-content-font-color1, currentColor)";
    static final int WIDTH = 720;

    private final List<String> elements = new ArrayList<>();

    void box(int x, int y, int width, int height, String colour, double opacity) {
        elements.add(("<rect x='%d' y='%d' width='%d' height='%d' rx='3' fill='%s'"
            + " fill-opacity='%.2f' stroke='%s' stroke-width='1'/>")
            .formatted(x, y, width, height, colour, opacity, colour));
    }

    /**
     * Draws a filled outline. {@code d} is the SVG attribute of this name: the steps of the
     * outline.
     */
    void path(String d, String colour, double opacity) {
        elements.add("<path d='%s' fill='%s' fill-opacity='%.2f' stroke='%s' stroke-width='1'/>"
            .formatted(d, colour, opacity, colour));
    }

    void line(int x1, int y1, int x2, int y2, String colour) {
        elements.add("<line x1='%d' y1='%d' x2='%d' y2='%d' stroke='%s' stroke-width='1.5'/>"
            .formatted(x1, y1, x2, y2, colour));
    }

    void arrow(int x1, int y1, int x2, int y2) {
        line(x1, y1, x2, y2, GREY);
        elements.add("<circle cx='%d' cy='%d' r='4' fill='%s'/>".formatted(x2, y2, GREY));
    }

    void dot(int x, int y, String colour, boolean filled) {
        elements.add("<circle cx='%d' cy='%d' r='5' fill='%s' stroke='%s' stroke-width='2'/>"
            .formatted(x, y, filled ? colour : "none", colour));
    }

    void text(int x, int y, int size, String colour, String text) {
        write(x, y, size, colour, "sans-serif", text);
    }

    void mono(int x, int y, String colour, String text) {
        write(x, y, 12, colour, "monospace", text);
    }

    private void write(int x, int y, int size, String colour, String font, String text) {
        elements.add("<text x='%d' y='%d' font-size='%d' style='fill:%s' font-family='%s'>%s</text>"
            .formatted(x, y, size, colour, font, escape(text)));
    }

    /** Returns the text, shortened to {@code most} characters. */
    static String shorten(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    /** Returns all that was drawn, as a picture of this height. */
    Picture picture(int height, String words) {
        return new Picture(("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d'"
            + " width='%d' height='%d' role='img' aria-label='%s'>%s</svg>")
            .formatted(WIDTH, height, WIDTH, height, escape(words).replace("'", "’"),
                String.join("", elements)), words.stripTrailing());
    }
}
