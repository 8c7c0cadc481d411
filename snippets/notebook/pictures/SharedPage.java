//SOURCES ../Svg.java

import java.util.List;

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
            svg.box(8, y, 210, 46, Svg.BLUE, 0.22);
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
        return svg.picture(36 + views.size() * 56, words.toString());
    }

    private static void page(Svg svg, int x, int y, String label, String colour) {
        svg.box(x, y, 150, 48, colour, 0.30);
        svg.text(x + 10, y + 29, 12, Svg.INK, label);
    }
}
