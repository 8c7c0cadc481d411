//SOURCES ../Svg.java

import java.util.List;
import java.util.stream.IntStream;

/** A picture of processes and the page, or the copies of it, that each of them reads. */
final class SharedPage {
    private SharedPage() {}

    /**
     * How one process sees a page.
     *
     * @param who the process, in a word or two
     * @param value what it reads there
     * @param ownCopy whether the page is its own: Anonymous in Proc.smaps is not 0
     */
    record View(String who, String value, boolean ownCopy) {}

    /** Draws the processes on the left and the page or pages that they read on the right. */
    static Svg.Picture draw(String title, List<View> views) {
        var svg = new Svg();
        var words = new StringBuilder(title).append('\n');
        svg.text(8, 16, 13, Svg.INK, title);
        int middle = 30 + (views.size() * 56) / 2;
        if (views.stream().anyMatch(view -> !view.ownCopy())) {
            page(svg, 470, middle - 24, "page of the file", Svg.GREEN);
        }
        for (int i = 0; i < views.size(); i++) {
            View view = views.get(i);
            int y = 28 + i * 56;
            svg.box(8, y, 210, 46, Svg.BLUE, 0.15);
            svg.text(16, y + 18, 12, Svg.INK, view.who());
            svg.mono(16, y + 37, Svg.INK, "reads " + view.value());
            if (view.ownCopy()) {
                svg.arrow(218, y + 23, 282, y + 23);
                page(svg, 286, y - 1, "a copy of its own", Svg.ORANGE);
            } else {
                svg.arrow(218, y + 23, 466, middle);
            }
            words.append(view.who()).append(" reads ").append(view.value())
                .append(view.ownCopy() ? " from a copy of its own" : " from the page of the file")
                .append('\n');
        }
        return svg.picture(36 + views.size() * 56, words.toString(), letters(title, views));
    }

    private static String letters(String title, List<View> views) {
        var grid = new Svg.Grid().put(0, 0, title);
        List<Integer> shared = IntStream.range(0, views.size())
            .filter(i -> !views.get(i).ownCopy()).boxed().toList();
        for (int i = 0; i < views.size(); i++) {
            View view = views.get(i);
            int row = 1 + 4 * i;
            grid.box(0, row, 30, view.who(), "reads " + view.value());
            if (view.ownCopy()) {
                grid.put(30, row + 1, "────▶").box(36, row, 21, "a copy of its own", "");
            } else {
                grid.put(30, row + 2, "─".repeat(28) + "┐");
            }
        }
        if (!shared.isEmpty()) {
            int first = 3 + 4 * shared.getFirst();
            int last = 3 + 4 * shared.getLast();
            for (int row = first + 1; row < last; row++) {
                grid.put(58, row, (row - 3) % 4 == 0 && shared.contains((row - 3) / 4) ? "┤" : "│");
            }
            grid.put(58, last, first == last ? "─" : "┘");
            int middle = (first + last) / 2;
            grid.put(58, middle, first == last ? "─"
                : (middle - 3) % 4 == 0 && shared.contains((middle - 3) / 4) ? "┼" : "├")
                .put(59, middle, "▶").box(60, middle - 1, 20, "page of the file");
        }
        return grid.toString();
    }

    private static void page(Svg svg, int x, int y, String label, String colour) {
        svg.box(x, y, 150, 48, colour, 0.22);
        svg.text(x + 10, y + 29, 12, Svg.INK, label);
    }
}
