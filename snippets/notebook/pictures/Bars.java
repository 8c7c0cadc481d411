//SOURCES ../Svg.java

import java.util.Collections;
import java.util.List;

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
            svg.text(8, y + 14, 12, Svg.INK, Svg.shorten(labels.get(i), 32));
            svg.box(LEFT, y, Math.max(1, length), 20, Svg.BLUE, 0.6);
            words.append(labels.get(i)).append(": ").append(figure);
            if (dots.size() > 1) {
                dots.forEach(x -> svg.dot(LEFT + x, y + 10, Svg.ORANGE, false));
                words.append(", from ").append(figure(Collections.min(figures.get(i))))
                    .append(" to ").append(figure(Collections.max(figures.get(i))));
            }
            int end = dots.stream().reduce(length, Math::max);
            svg.text(LEFT + 10 + end, y + 14, 12, Svg.INK, figure);
            words.append('\n');
        }
        return svg.picture(34 + labels.size() * 26, words.toString());
    }

    private static int length(double value, double most) {
        return (int) Math.round(value / most * LONGEST);
    }

    /** Formats a figure: a small one with two decimals, unless it is an integer. */
    private static String figure(double value) {
        return value >= 100 || value == Math.rint(value) ? "%.0f".formatted(value)
            : "%.2f".formatted(value);
    }
}
