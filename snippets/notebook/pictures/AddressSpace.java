//SOURCES ../../Proc.java ../Svg.java

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A picture of a process's address space around one mapping, lowest address on top. */
final class AddressSpace {
    private static final int MOST_PAGES = 32;   // of the mapping in question

    private AddressSpace() {}

    /**
     * Draws the mapping in question with its permissions, file and pages, a few neighbours on
     * either side, and the gaps between them.
     *
     * @param regions all mappings of the process, by address, from {@link Proc#maps()}
     * @param mark an address inside the mapping in question
     * @param resident whether each of its pages is in memory, from {@link Proc#residentPages}
     */
    static Svg.Picture draw(List<Proc.Region> regions, long mark, List<Boolean> resident) {
        int at = 0;
        while (!regions.get(at).contains(mark)) {
            at++;
        }
        var svg = new Svg();
        String title = "Address space, " + regions.size() + " mappings, the middle of it:";
        var words = new StringBuilder(title).append('\n');
        var grid = new Svg.Grid().put(0, 0, title)
            .put(3, 1, "start         perms       size  what");
        svg.text(8, 14, 12, Svg.INK, "start");
        svg.text(158, 14, 12, Svg.INK, "perms");
        svg.text(238, 14, 12, Svg.INK, "size");
        svg.text(328, 14, 12, Svg.INK, "what");
        int y = 24;
        int from = Math.max(0, at - 3);
        for (int i = from; i < Math.min(regions.size(), at + 4); i++) {
            Proc.Region region = regions.get(i);
            if (i > from && regions.get(i - 1).end() != region.start()) {
                String gap = "… " + size(region.start() - regions.get(i - 1).end())
                    + " not mapped";
                svg.text(8, y + 12, 11, Svg.GREY, gap);
                grid.put(3, grid.height(), gap);
                y += 18;
            }
            row(svg, y, region, i == at);
            row(grid, region, i == at, resident);
            words.append(i == at ? "→ " : "  ").append(region.perms()).append(' ')
                .append(size(region.sizeBytes())).append(' ').append(region.label());
            if (i == at) {
                pages(svg, y + 24, resident);
                words.append(", pages in memory: ").append(count(resident)).append(" of ")
                    .append(resident.size());
            }
            words.append('\n');
            y += height(i == at) + 3;
        }
        return svg.picture(y + 3, words.toString(), grid.toString());
    }

    private static int height(boolean isMarked) {
        return isMarked ? 46 : 22;
    }

    private static void row(Svg.Grid grid, Proc.Region region, boolean isMarked,
            List<Boolean> resident) {
        String row = "%-12x  %s  %9s  %s".formatted(region.start(), region.perms(),
            size(region.sizeBytes()), region.label());
        if (isMarked) {
            String pages = resident.stream().limit(MOST_PAGES).map(page -> page ? "■ " : "□ ")
                .collect(Collectors.joining());
            grid.box(1, grid.height(), Svg.Grid.COLUMNS - 2, row, pages, pagesInMemory(resident));
        } else {
            grid.put(3, grid.height(), Svg.shorten(row, Svg.Grid.COLUMNS - 6));
        }
    }

    private static void row(Svg svg, int y, Proc.Region region, boolean isMarked) {
        svg.box(2, y, Svg.WIDTH - 4, height(isMarked), isMarked ? Svg.BLUE : Svg.GREY,
            isMarked ? 0.22 : 0.08);
        svg.mono(8, y + 15, Svg.INK, Long.toHexString(region.start()));
        svg.mono(158, y + 15, Svg.INK, region.perms());
        svg.mono(230, y + 15, Svg.INK, size(region.sizeBytes()));
        svg.mono(328, y + 15, Svg.INK, Svg.shorten(region.label(), 46));
    }

    private static void pages(Svg svg, int y, List<Boolean> resident) {
        int shown = Math.min(resident.size(), MOST_PAGES);
        for (int i = 0; i < shown; i++) {
            svg.box(8 + i * 18, y, 15, 15, resident.get(i) ? Svg.BLUE : Svg.GREY,
                resident.get(i) ? 1 : 0);
        }
        svg.text(14 + shown * 18, y + 12, 11, Svg.INK, pagesInMemory(resident));
    }

    private static String pagesInMemory(List<Boolean> resident) {
        return count(resident) + " of " + resident.size() + " pages in memory";
    }

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
        return String.format(Locale.ROOT, value == Math.rint(value) ? "%.0f" : "%.1f", value)
            + " " + units[unit];
    }
}
