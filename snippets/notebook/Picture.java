import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A picture of what was measured: SVG that takes its colours from the page around it, light or
 * dark, and the same in words. Every method draws the data it is given and nothing else.
 *
 * @param svg the drawing
 * @param words the alternative for those who do not see it
 */
record Picture(String svg, String words) {
    /** What a notebook shows. */
    String html() {
        return "<div style=\"max-width:100%;overflow-x:auto\">" + svg + "</div>";
    }

    // Mid-tones that stand out on white and on black; the text takes the page's own colour.
    private static final String BLUE = "#4a90d9";
    private static final String ORANGE = "#e08a1e";
    private static final String GREEN = "#3fa66b";
    private static final String RED = "#d9534f";
    private static final String GREY = "#8c8c8c";
    private static final String INK = "var(--jp-content-font-color1, currentColor)";
    private static final int WIDTH = 720;

    // ------------------------------------------------------------------------- address space

    /**
     * An address space, lowest address on top: the mapping in question with its permissions, file
     * and pages, a few neighbours on either side, gaps and sizes as they are.
     *
     * @param regions all mappings of the process, by address, from {@link Proc#maps()}
     * @param mark an address inside the mapping in question
     * @param resident whether each of its pages is in memory, from {@link Proc#residentPages}
     */
    static Picture addressSpace(List<Proc.Region> regions, long mark, List<Boolean> resident) {
        int at = 0;
        while (!regions.get(at).contains(mark)) {
            at++;
        }
        int from = Math.max(0, at - 3);
        int to = Math.min(regions.size(), at + 4);
        var drawing = new Drawing();
        var words = new StringBuilder("Address space, ").append(regions.size())
            .append(" mappings, the middle of it:\n");
        int y = 24;
        drawing.text(8, 14, 12, INK, "start", "perms", 150, "size", 230, "what", 320);
        for (int i = from; i < to; i++) {
            Proc.Region region = regions.get(i);
            if (i > from && regions.get(i - 1).end() != region.start()) {
                drawing.text(8, y + 12, 11, GREY, "… "
                    + size(region.start() - regions.get(i - 1).end()) + " not mapped");
                y += 18;
            }
            String colour = i == at ? BLUE : GREY;
            int height = i == at ? 46 : 22;
            drawing.box(2, y, WIDTH - 4, height, colour, i == at ? 0.30 : 0.12);
            drawing.mono(8, y + 15, INK, Long.toHexString(region.start()));
            drawing.mono(158, y + 15, INK, region.perms());
            drawing.mono(230, y + 15, INK, size(region.sizeBytes()));
            drawing.mono(328, y + 15, INK, shorten(region.label(), 46));
            if (i == at) {
                pages(drawing, y + 24, resident);
            }
            words.append(i == at ? "→ " : "  ").append(region.perms()).append(' ')
                .append(size(region.sizeBytes())).append(' ').append(region.label());
            if (i == at) {
                words.append(", pages in memory: ").append(count(resident)).append(" of ")
                    .append(resident.size());
            }
            words.append('\n');
            y += height + 3;
        }
        return drawing.picture(y, words.toString());
    }

    private static void pages(Drawing drawing, int y, List<Boolean> resident) {
        int shown = Math.min(resident.size(), 32);
        for (int i = 0; i < shown; i++) {
            drawing.box(8 + i * 18, y, 15, 15, resident.get(i) ? BLUE : GREY,
                resident.get(i) ? 0.9 : 0.05);
        }
        drawing.text(14 + shown * 18, y + 12, 11, INK,
            count(resident) + " of " + resident.size() + " pages in memory");
    }

    // ------------------------------------------------------------------- file and its mapping

    /**
     * The file's bytes above the mapping's bytes, with the end of the file and of the page.
     *
     * @param file what the file holds
     * @param mapped what was read from the mapping, from its first byte on
     * @param pageBytes the page size
     * @param beyond what a touch behind the page came to, such as SIGBUS
     */
    static Picture fileAndMapping(byte[] file, byte[] mapped, long pageBytes, String beyond) {
        var drawing = new Drawing();
        int cells = Math.min(mapped.length, 18);
        drawing.text(8, 14, 12, INK, "the file, " + file.length + " bytes");
        row(drawing, 22, file, cells, GREEN);
        drawing.text(8, 76, 12, INK, "the mapping, read byte by byte");
        row(drawing, 84, mapped, cells, BLUE);
        int right = 8 + cells * 32;
        drawing.text(right + 6, 106, 16, INK, "…");
        drawing.box(right + 28, 84, 92, 34, RED, 0.25);
        drawing.text(right + 34, 98, 11, INK, "byte " + pageBytes + ":");
        drawing.text(right + 34, 112, 11, INK, beyond);
        int end = 8 + Math.min(file.length, cells) * 32;
        drawing.line(end, 18, end, 136, ORANGE);
        drawing.text(end + 4, 134, 11, ORANGE, "end of the file");
        drawing.line(right + 26, 78, right + 26, 136, ORANGE);
        drawing.text(right + 30, 134, 11, ORANGE, "end of the page");
        return drawing.picture(142, "File, " + file.length + " bytes: " + spell(file, cells)
            + "\nMapping: " + spell(mapped, cells) + " … up to byte " + (pageBytes - 1)
            + "\nByte " + pageBytes + ": " + beyond + "\n");
    }

    private static void row(Drawing drawing, int y, byte[] bytes, int cells, String colour) {
        for (int i = 0; i < cells; i++) {
            boolean there = i < bytes.length;
            drawing.box(8 + i * 32, y, 30, 34, there ? colour : GREY, there ? 0.28 : 0.04);
            if (there) {
                drawing.mono(14 + i * 32, y + 16, INK, glyph(bytes[i]));
                drawing.text(14 + i * 32, y + 30, 9, GREY, String.valueOf(i));
            }
        }
    }

    private static String glyph(byte value) {
        return switch (value) {
            case 0 -> "\\0";
            case '\n' -> "\\n";
            case ' ' -> "␣";
            default -> value > 32 && value < 127 ? String.valueOf((char) value)
                : "%02x".formatted(value);
        };
    }

    private static String spell(byte[] bytes, int most) {
        var words = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length, most); i++) {
            words.append(i == 0 ? "" : " ").append(glyph(bytes[i]));
        }
        return words.toString();
    }

    // ------------------------------------------------------------------ processes and one page

    /**
     * How one process sees a page.
     *
     * @param who the process, in a word or two
     * @param value what it reads there
     * @param ownCopy whether the page is its own: Anonymous in {@link Proc#smaps} is not 0
     */
    record View(String who, String value, boolean ownCopy) {}

    /** Processes on the left, the page or the pages that they really see on the right. */
    static Picture onePage(String title, List<View> views) {
        var drawing = new Drawing();
        var words = new StringBuilder(title).append('\n');
        drawing.text(8, 16, 13, INK, title);
        int sharers = (int) views.stream().filter(view -> !view.ownCopy()).count();
        int middle = 30 + (views.size() * 56) / 2;
        if (sharers > 0) {
            page(drawing, 470, middle - 24, "page of the file", GREEN);
        }
        for (int i = 0; i < views.size(); i++) {
            View view = views.get(i);
            int y = 28 + i * 56;
            drawing.box(8, y, 210, 46, BLUE, 0.22);
            drawing.text(16, y + 18, 12, INK, view.who());
            drawing.mono(16, y + 37, INK, "reads " + view.value());
            if (view.ownCopy()) {
                drawing.arrow(218, y + 23, 282, y + 23);
                page(drawing, 286, y - 1, "a copy of its own", ORANGE);
            } else {
                drawing.arrow(218, y + 23, 466, middle);
            }
            words.append(view.who()).append(" reads ").append(view.value())
                .append(view.ownCopy() ? " from a copy of its own" : " from the page of the file")
                .append('\n');
        }
        return drawing.picture(36 + views.size() * 56, words.toString());
    }

    private static void page(Drawing drawing, int x, int y, String label, String colour) {
        drawing.box(x, y, 150, 48, colour, 0.30);
        drawing.text(x + 10, y + 29, 12, INK, label);
    }

    // ---------------------------------------------------------------------------------- a ring

    /** What a slot of a ring is used for, in the order of {@code SlotHeader}. */
    enum Use {
        FREE(GREY, 0.06), CLAIMED(ORANGE, 0.45), MESSAGE(GREEN, 0.45), SKIPPED(RED, 0.25),
        END(RED, 0.6);

        private final String colour;
        private final double opacity;

        Use(String colour, double opacity) {
            this.colour = colour;
            this.opacity = opacity;
        }
    }

    /** A slot of a ring: what stands in it, in up to six letters, and its use. */
    record Slot(String text, Use use) {}

    /**
     * A ring as it lies in memory, slot by slot, and beside it as the ring that it is used as.
     *
     * @param slots a power of two of them, 16 at most
     * @param head counts what was taken out
     * @param tail counts what was put in
     */
    static Picture ring(String title, List<Slot> slots, long head, long tail) {
        var drawing = new Drawing();
        int wide = Math.min(60, 480 / slots.size());
        drawing.text(8, 16, 13, INK, title);
        var words = new StringBuilder(title).append('\n');
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            drawing.box(8 + i * wide, 58, wide - 3, 36, slot.use().colour, slot.use().opacity);
            drawing.mono(14 + i * wide, 76, slot.use() == Use.FREE ? GREY : INK, slot.text());
            drawing.text(14 + i * wide, 90, 9, GREY, String.valueOf(i));
            words.append("slot ").append(i).append(": ").append(slot.text()).append(' ')
                .append(slot.use().toString().toLowerCase()).append('\n');
        }
        int first = (int) head & slots.size() - 1;
        int next = (int) tail & slots.size() - 1;
        mark(drawing, 8 + first * wide + wide / 2, 34, 56, "head " + head, BLUE);
        mark(drawing, 8 + next * wide + wide / 2, 118, 96, "tail " + tail, ORANGE);
        wheel(drawing, slots, first, next);
        legend(drawing, slots);
        words.append("head ").append(head).append(" points at slot ").append(first)
            .append(", tail ").append(tail).append(" at slot ").append(next).append(": ")
            .append(tail - head).append(" in use\n");
        return drawing.picture(158, words.toString());
    }

    private static void mark(Drawing drawing, int x, int from, int to, String label,
            String colour) {
        drawing.line(x, from, x, to, colour);
        drawing.dot(x, to, colour, true);
        drawing.text(x + 9, from + (from < to ? 8 : 2), 12, INK, label);
    }

    /** The same slots, bent to a ring: the head's dot inside it, the tail's outside. */
    private static void wheel(Drawing drawing, List<Slot> slots, int first, int next) {
        double slot = 1.0 / slots.size();
        for (int i = 0; i < slots.size(); i++) {
            Use use = slots.get(i).use();
            drawing.sector(620, 80, 26, 50, i * slot, (i + 0.93) * slot, use.colour, use.opacity);
        }
        drawing.dot(620 + Drawing.x((first + 0.46) * slot, 17),
            80 + Drawing.y((first + 0.46) * slot, 17), BLUE, true);
        drawing.dot(620 + Drawing.x((next + 0.46) * slot, 60),
            80 + Drawing.y((next + 0.46) * slot, 60), ORANGE, true);
    }

    private static void legend(Drawing drawing, List<Slot> slots) {
        int x = 8;
        for (Use use : Use.values()) {
            if (slots.stream().anyMatch(slot -> slot.use() == use)) {
                drawing.box(x, 136, 12, 12, use.colour, use.opacity);
                drawing.text(x + 17, 146, 11, INK, use.toString().toLowerCase());
                x += 80;
            }
        }
    }

    // -------------------------------------------------------------------------------- timeline

    /** A value seen at a moment, in milliseconds from the beginning. */
    record Sample(double atMs, long value) {}

    /**
     * What a writer wrote and a reader saw, over time: each value as a step, a repeated one as a
     * ring, and behind it how many were lost.
     */
    static Picture timeline(String title, List<Sample> written, List<Sample> read) {
        var drawing = new Drawing();
        double end = Math.max(1, Math.max(last(written), last(read)));
        drawing.text(8, 16, 13, INK, title);
        var words = new StringBuilder(title).append("\n");
        words.append(lane(drawing, 52, "written", written, end, BLUE));
        words.append(lane(drawing, 112, "read", read, end, ORANGE));
        for (int i = 0; i <= 4; i++) {
            int x = x(end * i / 4, end);
            drawing.line(x, 142, x, 147, GREY);
            drawing.text(x - 14, 160, 10, GREY, Math.round(end * i / 4) + " ms");
        }
        return drawing.picture(168, words.toString());
    }

    private static String lane(Drawing drawing, int y, String label, List<Sample> samples,
            double end, String colour) {
        drawing.text(8, y + 4, 12, INK, label);
        drawing.line(80, y, WIDTH - 10, y, GREY);
        Sample before = null;
        int lastLabel = -100;
        for (Sample sample : samples) {
            int x = x(sample.atMs(), end);
            boolean repeated = before != null && before.value() == sample.value();
            drawing.dot(x, y, colour, !repeated);
            if (!repeated && x - lastLabel > 30) {
                drawing.text(x - 8, y - 10, 10, INK, String.valueOf(sample.value()));
                lastLabel = x;
            }
            before = sample;
        }
        String summary = samples.size() + " values, " + repeated(samples) + " repeated, "
            + lost(samples) + " lost";
        drawing.text(80, y + 22, 11, GREY, summary);
        return label + ": " + summary + "\n";
    }

    private static double last(List<Sample> samples) {
        return samples.isEmpty() ? 0 : samples.getLast().atMs();
    }

    private static int x(double atMs, double end) {
        return (int) Math.round(90 + atMs / end * (WIDTH - 120));
    }

    /** How many samples are the same value as the one before. */
    static long repeated(List<Sample> samples) {
        long count = 0;
        for (int i = 1; i < samples.size(); i++) {
            count += samples.get(i).value() == samples.get(i - 1).value() ? 1 : 0;
        }
        return count;
    }

    /** How many values of a counter lie between the samples, seen by none. */
    static long lost(List<Sample> samples) {
        long count = 0;
        for (int i = 1; i < samples.size(); i++) {
            count += Math.max(0, samples.get(i).value() - samples.get(i - 1).value() - 1);
        }
        return count;
    }

    /** A bar a row, for figures measured at several settings. */
    static Picture bars(String title, List<String> labels, List<Double> values, String unit) {
        return bars(title, labels, values, unit, values.stream().map(List::of).toList());
    }

    /**
     * The same, where a row has figures of its own, such as those of several rounds: its bar is
     * their median, and each is a dot, so that two clouds are not taken for one.
     */
    static Picture bars(String title, List<String> labels, List<Double> medians, String unit,
            List<List<Double>> figures) {
        var drawing = new Drawing();
        var words = new StringBuilder(title).append("\n");
        drawing.text(8, 16, 13, INK, title);
        double most = Math.max(1e-9, figures.stream().flatMap(List::stream)
            .mapToDouble(Double::doubleValue).max().orElse(1));
        for (int i = 0; i < labels.size(); i++) {
            int y = 28 + i * 26;
            List<Integer> dots = figures.get(i).stream().sorted()
                .map(value -> (int) Math.round(value / most * 380)).toList();
            int length = (int) Math.round(medians.get(i) / most * 380);
            String figure = (dots.size() > 1 ? "median " : "") + figure(medians.get(i)) + " "
                + unit;
            drawing.text(8, y + 14, 12, INK, shorten(labels.get(i), 32));
            drawing.box(210, y, Math.max(1, length), 20, BLUE, 0.6);
            words.append(labels.get(i)).append(": ").append(figure);
            if (dots.size() > 1) {
                dots.forEach(x -> drawing.dot(210 + x, y + 10, ORANGE, false));
                words.append(", from ").append(figure(Collections.min(figures.get(i))))
                    .append(" to ").append(figure(Collections.max(figures.get(i))));
            }
            int end = dots.stream().reduce(length, Math::max);
            drawing.text(220 + end, y + 14, 12, INK, figure);
            words.append('\n');
        }
        return drawing.picture(34 + labels.size() * 26, words.toString());
    }

    // ---------------------------------------------------------------------------------- drawing

    private static long count(List<Boolean> flags) {
        return flags.stream().filter(flag -> flag).count();
    }

    private static String size(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return (value == Math.rint(value) ? "%.0f" : "%.1f").formatted(value) + " " + units[unit];
    }

    /** With two decimals, if it has any to speak of. */
    private static String figure(double value) {
        return value >= 100 || value == Math.rint(value) ? "%.0f".formatted(value)
            : "%.2f".formatted(value);
    }

    private static String shorten(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 1) + "…";
    }

    /** SVG, element by element. */
    private static final class Drawing {
        private final List<String> elements = new ArrayList<>();

        void box(int x, int y, int width, int height, String colour, double opacity) {
            elements.add(("<rect x='%d' y='%d' width='%d' height='%d' rx='3' fill='%s'"
                + " fill-opacity='%.2f' stroke='%s' stroke-width='1'/>")
                .formatted(x, y, width, height, colour, opacity, colour));
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

        /** A piece of a ring; {@code from} and {@code to} in turns, clockwise from the top. */
        void sector(int x, int y, int inner, int outer, double from, double to, String colour,
                double opacity) {
            elements.add(("<path d='M%d %dA%d %d 0 0 1 %d %dL%d %dA%d %d 0 0 0 %d"
                + " %dZ' fill='%s' fill-opacity='%.2f' stroke='%s' stroke-width='1'/>")
                .formatted(x + x(from, outer), y + y(from, outer), outer, outer,
                    x + x(to, outer), y + y(to, outer), x + x(to, inner), y + y(to, inner),
                    inner, inner, x + x(from, inner), y + y(from, inner), colour, opacity, colour));
        }

        static int x(double turn, int radius) {
            return (int) Math.round(Math.sin(turn * 2 * Math.PI) * radius);
        }

        static int y(double turn, int radius) {
            return (int) -Math.round(Math.cos(turn * 2 * Math.PI) * radius);
        }

        void text(int x, int y, int size, String colour, String text) {
            write(x, y, size, colour, "sans-serif", text);
        }

        /** Several columns: a text, then text and x in turn. */
        void text(int x, int y, int size, String colour, String first, Object... rest) {
            write(x, y, size, colour, "sans-serif", first);
            for (int i = 0; i < rest.length; i += 2) {
                write((Integer) rest[i + 1] + 8, y, size, colour, "sans-serif", (String) rest[i]);
            }
        }

        void mono(int x, int y, String colour, String text) {
            write(x, y, 12, colour, "monospace", text);
        }

        private void write(int x, int y, int size, String colour, String font, String text) {
            String safe = text.replace("&", "&amp;").replace("<", "&lt;");
            elements.add("<text x='%d' y='%d' font-size='%d' style='fill:%s' font-family='%s'>%s"
                .formatted(x, y, size, colour, font, safe) + "</text>");
        }

        Picture picture(int height, String words) {
            String label = words.replace("&", "&amp;").replace("<", "&lt;").replace("'", "’");
            return new Picture("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d %d'"
                .formatted(WIDTH, height) + " width='%d' height='%d' role='img' aria-label='%s'>"
                .formatted(WIDTH, height, label) + String.join("", elements) + "</svg>",
                words.stripTrailing());
        }
    }
}
