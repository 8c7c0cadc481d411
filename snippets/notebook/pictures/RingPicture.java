//SOURCES ../Svg.java

import java.util.List;
import java.util.Locale;

/** A picture of a ring buffer: its slots as they lie in memory, and the same slots as a ring. */
final class RingPicture {
    private static final int STEPS = 8;   // straight lines that make up an arc

    private RingPicture() {}

    /** What a slot of a ring is used for. */
    enum Use {
        FREE(Svg.GREY, 0), CLAIMED(Svg.ORANGE, 0.3), MESSAGE(Svg.GREEN, 0.4),
        SKIPPED(Svg.RED, 0.2), END(Svg.RED, 0.4);

        private final String colour;
        private final double share;

        Use(String colour, double share) {
            this.colour = colour;
            this.share = share;
        }

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A slot of a ring: its content, in up to six characters, and its use. */
    record Slot(String text, Use use) {}

    /** A slot that a long message uses after its first one. */
    static Slot dots(Use use) {
        return new Slot("…", use);
    }

    /**
     * Draws a ring.
     *
     * @param slots a power of two of them, 16 at most
     * @param head counts what was taken out
     * @param tail counts what was put in
     */
    static Svg.Picture draw(String title, List<Slot> slots, long head, long tail) {
        var svg = new Svg();
        int wide = Math.min(60, 480 / slots.size());
        svg.text(8, 16, 13, Svg.INK, title);
        var words = new StringBuilder(title).append('\n');
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            svg.box(8 + i * wide, 58, wide - 3, 36, slot.use().colour, slot.use().share);
            svg.mono(14 + i * wide, 76, Svg.INK, Svg.shorten(slot.text(), (wide - 6) / 7));
            svg.text(14 + i * wide, 90, 10, Svg.INK, String.valueOf(i));
            words.append("slot ").append(i).append(": ").append(slot.text()).append(' ')
                .append(slot.use().label()).append('\n');
        }
        int first = (int) head & slots.size() - 1;
        int next = (int) tail & slots.size() - 1;
        mark(svg, 8 + first * wide + wide / 2, 34, 56, "head " + head, Svg.BLUE);
        mark(svg, 8 + next * wide + wide / 2, 118, 96, "tail " + tail, Svg.ORANGE);
        wheel(svg, slots, first, next);
        legend(svg, slots);
        words.append("head ").append(head).append(" points at slot ").append(first)
            .append(", tail ").append(tail).append(" at slot ").append(next).append(": ")
            .append(tail - head).append(" in use\n");
        return svg.picture(158, words.toString(), letters(title, slots, head, tail));
    }

    /** Draws eight slots a row, with the use below each slot. */
    private static String letters(String title, List<Slot> slots, long head, long tail) {
        var grid = new Svg.Grid().put(0, 0, title);
        int first = (int) head & slots.size() - 1;
        int next = (int) tail & slots.size() - 1;
        for (int i = 0; i < slots.size(); i++) {
            int column = i % 8 * 10;
            int row = 1 + i / 8 * 7;
            Slot slot = slots.get(i);
            grid.put(column + 1, row, i == first ? "head " + head : "")
                .put(column + 1, row + 1, i == first ? "▼" : "")
                .box(column, row + 2, 9, slot.text(), slot.use().label())
                .put(column + 3, row + 2, " " + i + " ")
                .put(column + 1, row + 6, i == next ? "▲ tail " + tail : "");
        }
        return grid + "\n" + (tail - head) + " in use, " + (slots.size() - (tail - head)) + " free";
    }

    private static void mark(Svg svg, int x, int from, int to, String label, String colour) {
        svg.line(x, from, x, to, colour);
        svg.dot(x, to, 5, colour, true);
        svg.text(x + 9, from + (from < to ? 8 : 2), 12, Svg.INK, label);
    }

    /** The same slots, bent to a ring: the head's dot inside it, the tail's outside. */
    private static void wheel(Svg svg, List<Slot> slots, int first, int next) {
        double slot = 1.0 / slots.size();
        for (int i = 0; i < slots.size(); i++) {
            sector(svg, i * slot, (i + 0.93) * slot, slots.get(i).use());
        }
        double inside = (first + 0.46) * slot;
        double outside = (next + 0.46) * slot;
        svg.dot(x(inside, 17), y(inside, 17), 5, Svg.BLUE, true);
        svg.dot(x(outside, 60), y(outside, 60), 5, Svg.ORANGE, true);
    }

    /** A piece of the ring; {@code from} and {@code to} in turns, clockwise from the top. */
    private static void sector(Svg svg, double from, double to, Use use) {
        var d = new StringBuilder("M");
        for (int i = 0; i <= 2 * STEPS + 1; i++) {   // out along the rim, and back along the hole
            double turn = from + (to - from) * Math.min(i, 2 * STEPS + 1 - i) / STEPS;
            int radius = i <= STEPS ? 50 : 26;
            d.append(i == 0 ? "" : "L").append(Svg.point(x(turn, radius), y(turn, radius)));
        }
        svg.path(d + "Z", use.colour, use.share);
    }

    private static double x(double turn, int radius) {
        return 620 + StrictMath.sin(turn * 2 * Math.PI) * radius;
    }

    private static double y(double turn, int radius) {
        return 80 - StrictMath.cos(turn * 2 * Math.PI) * radius;
    }

    private static void legend(Svg svg, List<Slot> slots) {
        int x = 8;
        for (Use use : Use.values()) {
            if (slots.stream().anyMatch(slot -> slot.use() == use)) {
                svg.box(x, 136, 12, 12, use.colour, use.share);
                svg.text(x + 17, 146, 11, Svg.INK, use.label());
                x += 80;
            }
        }
    }
}
