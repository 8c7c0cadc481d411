//SOURCES ../Svg.java

import java.util.List;

/** A picture of a file: which of its pages are in memory. */
final class PageMap {
    private static final int COLUMNS = 64;
    private static final int ROWS = 4;
    private static final int CELL = 11;
    private static final String SHADES = "·░▒▓█";

    private PageMap() {}

    /**
     * Draws a file as 256 boxes, in the order of the file. Each box stands for equally many pages,
     * and the more of them are in memory, the darker it is.
     */
    static Svg.Picture draw(String title, List<Boolean> inMemory) {
        var svg = new Svg();
        var grid = new Svg.Grid().put(0, 0, title);
        svg.text(8, 16, 13, Svg.INK, title);
        int boxes = Math.min(COLUMNS * ROWS, inMemory.size());
        for (int i = 0; i < boxes; i++) {
            double share = share(inMemory, i, boxes);
            int column = i % COLUMNS;
            int row = i / COLUMNS;
            svg.box(8 + column * CELL, 26 + row * (CELL + 3), CELL - 2, CELL, Svg.BLUE, share);
            int shade = (int) Math.ceil(share * (SHADES.length() - 1));
            grid.put(column, 1 + row, SHADES.substring(shade, shade + 1));
        }
        long count = inMemory.stream().filter(page -> page).count();
        String legend = count + " of " + inMemory.size() + " pages are in memory. A box stands for "
            + inMemory.size() / Math.max(1, boxes) + " pages.";
        svg.text(8, 34 + ROWS * (CELL + 3), 11, Svg.GREY, legend);
        return svg.picture(44 + ROWS * (CELL + 3), title + "\n" + legend,
            grid.put(0, 1 + ROWS, legend).toString());
    }

    private static double share(List<Boolean> inMemory, int box, int boxes) {
        List<Boolean> pages = inMemory.subList((int) ((long) inMemory.size() * box / boxes),
            (int) ((long) inMemory.size() * (box + 1) / boxes));
        return pages.stream().filter(page -> page).count() / (double) pages.size();
    }
}
