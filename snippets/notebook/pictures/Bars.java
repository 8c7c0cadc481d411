//SOURCES ../Svg.java

import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A bar chart, one bar a row. */
final class Bars {
    private static final int LEFT = 210;
    private static final int LONGEST = 380;

    private Bars() {}

    /** Draws figures that were measured at several settings. */
    static Svg.Picture draw(String title, List<String> labels, List<Double> values, String unit) {
        return draw(title, labels, values, unit, values.stream().map(List::of).toList());
    }

    /**
     * Draws several figures a row, such as those of several rounds. The bar is their median, and
     * each figure is a dot, so that a reader sees whether they form one cloud or two.
     */
    static Svg.Picture draw(String title, List<String> labels, List<Double> medians, String unit,
            List<List<Double>> figures) {
        var svg = new Svg();
        var words = new StringBuilder(title).append("\n");
        var grid = new Svg.Grid().put(0, 0, title);
        svg.text(8, 16, 13, Svg.INK, title);
        double most = Math.max(1e-9, figures.stream().flatMap(List::stream)
            .mapToDouble(Double::doubleValue).max().orElse(1));
        for (int i = 0; i < labels.size(); i++) {
            int y = 28 + i * 26;
            List<Integer> dots = figures.get(i).stream().sorted()
                .map(value -> length(value, most)).toList();
            int length = length(medians.get(i), most);
            String figure = (dots.size() > 1 ? "median " : "") + figure(medians.get(i)) + " "
                + unit;
            svg.text(8, y + 14, 12, Svg.INK, Svg.shorten(labels.get(i), 29));
            svg.box(LEFT, y, Math.max(1, length), 20, Svg.BLUE, 0.6);
            grid.put(0, i + 1, Svg.shorten(labels.get(i), 29)).put(30, i + 1, "│");
            grid.put(31, i + 1, "█".repeat(columns(length)));
            words.append(labels.get(i)).append(": ").append(figure);
            if (dots.size() > 1) {
                int row = i + 1;
                dots.forEach(x -> svg.dot(LEFT + x, y + 10, 5, Svg.ORANGE, false));
                dots.forEach(x -> grid.put(31 + columns(x), row, "○"));
                words.append(", from ").append(figure(Collections.min(figures.get(i))))
                    .append(" to ").append(figure(Collections.max(figures.get(i))));
            }
            int end = dots.stream().reduce(length, Math::max);
            svg.text(LEFT + 10 + end, y + 14, 12, Svg.INK, figure);
            grid.put(33 + columns(end), i + 1, figure);
            words.append('\n');
        }
        return svg.picture(34 + labels.size() * 26, words.toString(), grid.toString());
    }

    /** How many columns of letters are as long as a bar of so many pixels. */
    private static int columns(int length) {
        return Math.round(length * 28f / LONGEST);
    }

    private static int length(double value, double most) {
        return (int) Math.round(value / most * LONGEST);
    }

    /** Formats a figure: a small one with two decimals, unless it is an integer. */
    private static String figure(double value) {
        return String.format(Locale.ROOT,
            value >= 100 || value == Math.rint(value) ? "%.0f" : "%.2f", value);
    }
}
