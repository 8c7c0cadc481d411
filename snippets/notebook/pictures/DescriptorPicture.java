//SOURCES ../Svg.java

import java.util.List;

/** A picture of descriptors: each leads to an open file description, and that to a file. */
final class DescriptorPicture {
    private DescriptorPicture() {}

    /**
     * A descriptor.
     *
     * @param who the process that has it
     * @param description the open file description, such as "position 3"; descriptors with equal
     *     texts share one
     */
    record Row(String who, int fd, String description) {}

    /** Draws descriptors on the left, their descriptions in the middle, the file on the right. */
    static Svg.Picture draw(String title, List<Row> rows, String file) {
        var svg = new Svg();
        var words = new StringBuilder(title).append('\n');
        var grid = new Svg.Grid().put(0, 0, title);
        svg.text(8, 16, 13, Svg.INK, title);
        int middle = 28 + rows.size() * 27;
        svg.box(560, middle - 24, 150, 48, Svg.GREEN, 0.22);
        svg.text(570, middle + 5, 12, Svg.INK, Svg.shorten(file, 20));
        List<String> descriptions = rows.stream().map(Row::description).distinct().toList();
        for (String description : descriptions) {
            int y = centre(rows, description);
            svg.box(290, y - 20, 200, 40, Svg.ORANGE, 0.18);
            svg.text(300, y + 5, 12, Svg.INK, Svg.shorten(description, 28));
            svg.arrow(490, y, 556, middle);
        }
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            int y = 28 + i * 54;
            svg.box(8, y, 210, 46, Svg.BLUE, 0.15);
            svg.text(16, y + 18, 12, Svg.INK, row.who());
            svg.mono(16, y + 37, Svg.INK, "fd " + row.fd());
            svg.arrow(218, y + 23, 286, centre(rows, row.description()));
            words.append(row.who()).append(", fd ").append(row.fd()).append(": ")
                .append(row.description()).append(" of ").append(file).append('\n');
            grid.put(0, i + 1, Svg.shorten(row.who() + ", fd " + row.fd(), 29))
                .put(30, i + 1, "───▶ " + Svg.shorten(row.description(), 20))
                .put(56, i + 1, "───▶ " + Svg.shorten(file, 18));
        }
        return svg.picture(36 + rows.size() * 54, words.toString(), grid.toString());
    }

    /** The middle of the rows that lead to this description. */
    private static int centre(List<Row> rows, String description) {
        return (int) java.util.stream.IntStream.range(0, rows.size())
            .filter(i -> rows.get(i).description().equals(description))
            .map(i -> 28 + i * 54 + 23).average().orElseThrow();
    }
}
