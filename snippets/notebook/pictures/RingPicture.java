//SOURCES ../Svg.java

import java.util.List;

/** A picture of a ring buffer: its slots as they lie in memory, and the same slots as a ring. */
final class RingPicture {
    private RingPicture() {}

    /** What a slot of a ring is used for, in the order of {@code SlotHeader}. */
    enum Use {
        FREE(Svg.GREY, 0.06), CLAIMED(Svg.ORANGE, 0.45), MESSAGE(Svg.GREEN, 0.45),
        SKIPPED(Svg.RED, 0.25), END(Svg.RED, 0.6);

        private final String colour;
        private final double opacity;

        Use(String colour, double opacity) {
            this.colour = colour;
            this.opacity = opacity;
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
            svg.box(8 + i * wide, 58, wide - 3, 36, slot.use().colour, slot.use().opacity);
            svg.mono(14 + i * wide, 76, slot.use() == Use.FREE ? Svg.GREY : Svg.INK, slot.text());
            svg.text(14 + i * wide, 90, 9, Svg.GREY, String.valueOf(i));
            words.append("slot ").append(i).append(": ").append(slot.text()).append(' ')
                .append(slot.use().toString().toLowerCase()).append('\n');
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
        return svg.picture(158, words.toString());
    }

    private static void mark(Svg svg, int x, int from, int to, String label, String colour) {
        svg.line(x, from, x, to, colour);
        svg.dot(x, to, colour, true);
        svg.text(x + 9, from + (from < to ? 8 : 2), 12, Svg.INK, label);
    }

    /** The same slots, bent to a ring: the head's dot inside it, the tail's outside. */
    private static void wheel(Svg svg, List<Slot> slots, int first, int next) {
        double slot = 1.0 / slots.size();
        for (int i = 0; i < slots.size(); i++) {
            sector(svg, i * slot, (i + 0.93) * slot, slots.get(i).use());
        }
        svg.dot(x((first + 0.46) * slot, 17), y((first + 0.46) * slot, 17), Svg.BLUE, true);
        svg.dot(x((next + 0.46) * slot, 60), y((next + 0.46) * slot, 60), Svg.ORANGE, true);
    }

    /** A piece of the ring; {@code from} and {@code to} in turns, clockwise from the top. */
    private static void sector(Svg svg, double from, double to, Use use) {
        svg.path("M%d %dA50 50 0 0 1 %d %dL%d %dA26 26 0 0 0 %d %dZ".formatted(
            x(from, 50), y(from, 50), x(to, 50), y(to, 50), x(to, 26), y(to, 26),
            x(from, 26), y(from, 26)), use.colour, use.opacity);
    }

    private static int x(double turn, int radius) {
        return 620 + (int) Math.round(Math.sin(turn * 2 * Math.PI) * radius);
    }

    private static int y(double turn, int radius) {
        return 80 - (int) Math.round(Math.cos(turn * 2 * Math.PI) * radius);
    }

    private static void legend(Svg svg, List<Slot> slots) {
        int x = 8;
        for (Use use : Use.values()) {
            if (slots.stream().anyMatch(slot -> slot.use() == use)) {
                svg.box(x, 136, 12, 12, use.colour, use.opacity);
                svg.text(x + 17, 146, 11, Svg.INK, use.toString().toLowerCase());
                x += 80;
            }
        }
    }
}
