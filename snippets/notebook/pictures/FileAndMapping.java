//SOURCES ../Svg.java

/** A picture of a file's bytes and, below them, the bytes of its mapping. */
final class FileAndMapping {
    private FileAndMapping() {}

    /**
     * Draws both rows, with the end of the file and the end of the page.
     *
     * @param file what the file holds
     * @param mapped what was read from the mapping, from its first byte on
     * @param pageBytes the page size
     * @param beyond the result of an access after the page, such as SIGBUS
     */
    static Svg.Picture draw(byte[] file, byte[] mapped, long pageBytes, String beyond) {
        var svg = new Svg();
        int cells = Math.min(mapped.length, 18);
        svg.text(8, 14, 12, Svg.INK, "the file, " + file.length + " bytes");
        row(svg, 22, file, cells, Svg.GREEN);
        svg.text(8, 76, 12, Svg.INK, "the mapping, read byte by byte");
        row(svg, 84, mapped, cells, Svg.BLUE);
        int right = 8 + cells * 32;
        svg.text(right + 6, 106, 16, Svg.INK, "…");
        svg.box(right + 28, 84, 92, 34, Svg.RED, 0.15);
        svg.text(right + 34, 98, 11, Svg.INK, "byte " + pageBytes + ":");
        svg.text(right + 34, 112, 11, Svg.INK, beyond);
        int end = 7 + Math.min(file.length, cells) * 32;
        svg.line(end, 18, end, 136, Svg.ORANGE);
        svg.text(end + 4, 134, 11, Svg.ORANGE, "end of the file");
        svg.line(right + 26, 78, right + 26, 136, Svg.ORANGE);
        svg.text(right + 30, 134, 11, Svg.ORANGE, "end of the page");
        var grid = new Svg.Grid().put(0, 0, "the file, " + file.length + " bytes");
        row(grid, 1, file, cells, Math.min(file.length, cells));
        grid.put(Math.max(0, 4 * Math.min(file.length, cells) - 15), 5, "end of the file ▲");
        row(grid, 7, mapped, cells, cells);
        grid.put(0, 6, "the mapping, read byte by byte, up to byte " + (pageBytes - 1))
            .put(0, 12, "after the end of the page, byte " + pageBytes + ": " + beyond);
        return svg.picture(142, "File, " + file.length + " bytes: " + spell(file, cells)
            + "\nMapping: " + spell(mapped, cells) + " … up to byte " + (pageBytes - 1)
            + "\nByte " + pageBytes + ": " + beyond + "\n", grid.toString());
    }

    private static void row(Svg svg, int y, byte[] bytes, int cells, String colour) {
        for (int i = 0; i < cells; i++) {
            boolean there = i < bytes.length;
            svg.box(8 + i * 32, y, 30, 34, there ? colour : Svg.GREY, there ? 0.22 : 0);
            if (there) {
                svg.mono(14 + i * 32, y + 16, Svg.INK, glyph(bytes[i]));
                svg.text(14 + i * 32, y + 30, 10, Svg.INK, String.valueOf(i));
            }
        }
    }

    /** Draws cells of three columns, and in the row below, the number of each byte. */
    private static void row(Svg.Grid grid, int row, byte[] bytes, int cells, int filled) {
        grid.put(0, row, "┌" + "───┬".repeat(cells - 1) + "───┐");
        grid.put(0, row + 1, "│" + "   │".repeat(cells));
        grid.put(0, row + 2, "└" + "───┴".repeat(cells - 1) + "───┘");
        for (int i = 0; i < filled; i++) {
            grid.put(2 + 4 * i, row + 1, glyph(bytes[i])).put(2 + 4 * i, row + 3, "" + i);
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
}
