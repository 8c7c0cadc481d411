//SOURCES ../Svg.java

import java.util.List;
import java.util.stream.Collectors;

/**
 * A picture of the values that a writer wrote and a reader saw, over time. On IJava a cell must not
 * declare a variable with a name that this file uses. Otherwise JShell compiles this class again,
 * and the cell sees two classes of the same name.
 */
final class Timeline {
    private static final int FIRST_COLUMN = 9;
    private static final int COLUMNS = 66;

    private Timeline() {}

    /** A value seen at a moment, in milliseconds from the beginning. */
    record Sample(double atMs, long value) {}

    /** Draws each value as a filled dot, a repeated one as a circle, and counts the lost ones. */
    static Svg.Picture draw(String title, List<Sample> fromWriter, List<Sample> fromReader) {
        var svg = new Svg();
        double end = Math.max(1, Math.max(last(fromWriter), last(fromReader)));
        svg.text(8, 16, 13, Svg.INK, title);
        var words = new StringBuilder(title).append("\n");
        var grid = new Svg.Grid().put(0, 0, title);
        lane(grid, 2, "written", fromWriter, end);
        lane(grid, 5, "read", fromReader, end);
        words.append(lane(svg, 52, "written", fromWriter, end, Svg.BLUE));
        words.append(lane(svg, 112, "read", fromReader, end, Svg.ORANGE));
        for (int i = 0; i <= 4; i++) {
            int x = x(end * i / 4, end);
            svg.line(x, 142, x, 147, Svg.GREY);
            svg.text(x - 14, 160, 10, Svg.GREY, Math.round(end * i / 4) + " ms");
            grid.put(column(end * i / 4, end), 7, "┴").put(column(end * i / 4, end) - 2, 8,
                Math.round(end * i / 4) + " ms");
        }
        return svg.picture(168, words.toString(),
            grid.put(0, 9, "● a new value   ○ the same value again") + "\n"
                + words.toString().lines().skip(1).collect(Collectors.joining("\n")));
    }

    private static void lane(Svg.Grid grid, int row, String label, List<Sample> samples,
            double end) {
        grid.put(0, row, label).put(FIRST_COLUMN, row, "─".repeat(COLUMNS + 1));
        Sample before = null;
        int free = 0;   // the first column where a number may begin
        for (Sample sample : samples) {
            int column = column(sample.atMs(), end);
            boolean isRepeat = before != null && before.value() == sample.value();
            String value = String.valueOf(sample.value());
            grid.put(column, row, isRepeat ? "○" : "●");
            if (!isRepeat && column >= free) {
                grid.put(column, row - 1, value);
                free = column + value.length() + 1;
            }
            before = sample;
        }
    }

    private static int column(double atMs, double end) {
        return FIRST_COLUMN + (int) Math.round(atMs / end * COLUMNS);
    }

    private static String lane(Svg svg, int y, String label, List<Sample> samples, double end,
            String colour) {
        svg.text(8, y + 4, 12, Svg.INK, label);
        svg.line(80, y, Svg.WIDTH - 10, y, Svg.GREY);
        Sample before = null;
        int lastLabel = -100;
        for (Sample sample : samples) {
            int x = x(sample.atMs(), end);
            boolean isRepeat = before != null && before.value() == sample.value();
            svg.dot(x, y, 5, colour, !isRepeat);
            if (!isRepeat && x - lastLabel > 30) {
                svg.text(x - 8, y - 10, 10, Svg.INK, String.valueOf(sample.value()));
                lastLabel = x;
            }
            before = sample;
        }
        String summary = samples.size() + " values, " + countRepeated(samples) + " repeated, "
            + countLost(samples) + " lost";
        svg.text(80, y + 22, 11, Svg.GREY, summary);
        return label + ": " + summary + "\n";
    }

    private static double last(List<Sample> samples) {
        return samples.isEmpty() ? 0 : samples.getLast().atMs();
    }

    private static int x(double atMs, double end) {
        return (int) Math.round(90 + atMs / end * (Svg.WIDTH - 120));
    }

    /** How many samples are the same value as the one before. */
    static long countRepeated(List<Sample> samples) {
        long count = 0;
        for (int i = 1; i < samples.size(); i++) {
            count += samples.get(i).value() == samples.get(i - 1).value() ? 1 : 0;
        }
        return count;
    }

    /** How many values of a counter lie between the samples, so that no sample shows them. */
    static long countLost(List<Sample> samples) {
        long count = 0;
        for (int i = 1; i < samples.size(); i++) {
            count += Math.max(0, samples.get(i).value() - samples.get(i - 1).value() - 1);
        }
        return count;
    }
}
