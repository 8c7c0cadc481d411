import module java.base;

/** Replaces the characters that a terminal cannot show, or that a screen reader does not read. */
final class PlainText {
    private static final Map<String, String> WORDS = Map.of("✓", "[ok]", "✗", "[FAILED]",
        "○", "[open]");
    /** A screen reader would read each character of a line below a heading. */
    private static final Pattern UNDERLINE = Pattern.compile("(?m)^[═─]+\\n");
    private static final String[] ASCII = {
        "…", "...", "→", "->", "←", "<-", "↔", "<->", "≥", ">=", "≤", "<=", "µ", "u", "×", "x",
        "[–—−─━═╌┄]", "-", "[│┃║┆]", "|", "[┌┐└┘├┤┬┴┼╭╮╯╰╔╗╚╝]", "+", "[“”]", "\"", "[‘’]", "'",
        "[█▓▉▊▋▌▍▎▏■]", "#", "[░▒]", ".", "[·•●]", "*", "[▲▴]", "^", "[▼▾]", "v",
        "▶", ">", "◀", "<"};

    private final boolean ascii;
    private final boolean words;

    /**
     * @param ascii whether to show only ASCII, even if the locale has more characters
     * @param words whether to show words in the place of marks
     */
    PlainText(boolean ascii, boolean words) {
        Charset charset = Charset.forName(System.getProperty("stdout.encoding", "UTF-8"));
        this.ascii = ascii || !charset.newEncoder().canEncode('✓');
        this.words = words || this.ascii;
    }

    String of(String text) {
        String plain = text;
        if (words) {
            for (var mark : WORDS.entrySet()) {
                plain = plain.replace(mark.getKey(), mark.getValue());
            }
            plain = UNDERLINE.matcher(plain).replaceAll("");
        }
        if (ascii) {
            for (int i = 0; i < ASCII.length; i += 2) {
                plain = plain.replaceAll(ASCII[i], ASCII[i + 1]);
            }
            plain = plain.replaceAll("[^\\x00-\\x7f]", "?");
        }
        return plain;
    }
}
