//SOURCES ../Svg.java

import java.util.ArrayList;
import java.util.List;

/** A picture of a power cut: which changes reached the disk, and which ones are lost. */
final class CutPicture {
    private CutPicture() {}

    /**
     * A page of a file.
     *
     * @param label the file and the number of the page
     * @param sectors a letter for each of its eight sectors: . unchanged, o old bytes, n new bytes,
     *     m some of the new words
     */
    record Page(String label, String sectors) {}

    /** A change of a size or of a name, and whether it reached the disk. */
    record Change(String label, boolean reached) {}

    /**
     * Draws the pages with their sectors, and below them the other changes.
     *
     * @param when the moment of the power cut, in words
     * @param then what happened after the restart, or empty
     * @param outcome the states that were promised, and the one that was found
     */
    static Svg.Picture draw(String when, List<Page> pages, List<Change> changes, String then,
            String outcome) {
        var svg = new Svg();
        var grid = new Svg.Grid().put(0, 0, when);
        var words = new StringBuilder(when).append('\n');
        svg.text(8, 18, 13, Svg.INK, Svg.shorten(when, 95));
        int y = 30;
        for (Page page : pages) {
            svg.text(8, y + 20, 12, Svg.INK, Svg.shorten(page.label(), 26));
            var said = new ArrayList<String>();
            for (int i = 0; i < page.sectors().length(); i++) {
                char state = page.sectors().charAt(i);
                svg.box(200 + i * 64, y, 58, 32, colour(state), state == '.' ? 0 : 0.22);
                svg.text(206 + i * 64, y + 20, 12, Svg.INK, state == '.' ? "" : word(state));
                if (state != '.') {
                    said.add("sector " + i + " " + word(state));
                }
            }
            int row = grid.height();
            grid.put(0, row + 1, Svg.shorten(page.label(), 22));
            for (int i = 0; i < page.sectors().length(); i++) {
                char state = page.sectors().charAt(i);
                grid.box(23 + i * 7, row, 7, state == '.' ? "" : word(state));
            }
            words.append(page.label()).append(": ").append(String.join(", ", said)).append('\n');
            y += 42;
        }
        for (Change change : changes) {
            String mark = change.reached() ? "new" : "lost";
            svg.box(8, y, 58, 24, colour(change.reached() ? 'n' : 'o'), 0.22);
            svg.text(14, y + 16, 12, Svg.INK, mark);
            svg.text(76, y + 16, 12, Svg.INK, Svg.shorten(change.label(), 80));
            grid.put(0, grid.height(), "[" + mark + "] " + change.label());
            words.append(change.label()).append(": ").append(mark).append('\n');
            y += 32;
        }
        if (!then.isEmpty()) {
            svg.text(8, y + 18, 13, Svg.INK, Svg.shorten(then, 95));
            grid.put(0, grid.height(), then);
            words.append(then).append('\n');
            y += 24;
        }
        svg.text(8, y + 18, 13, Svg.RED, Svg.shorten(outcome, 95));
        grid.put(0, grid.height(), outcome);
        return svg.picture(y + 30, words + outcome, grid.toString());
    }

    private static String colour(char state) {
        return switch (state) {
            case 'n' -> Svg.GREEN;
            case 'o' -> Svg.ORANGE;
            case 'm' -> Svg.BLUE;
            default -> Svg.GREY;
        };
    }

    private static String word(char state) {
        return switch (state) {
            case 'n' -> "new";
            case 'o' -> "old";
            default -> "mixed";
        };
    }
}
