//SOURCES Screen.java

import module java.base;

/** Java code for the terminal: with colours, and with lines that fit. */
final class JavaText {
    private static final Pattern TOKEN = Pattern.compile("(?<comment>//[^\n]*|/\\*(?s:.*?)\\*/)"
        + "|(?<text>\"\"\"(?s:.*?)\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])+')"
        + "|\\b(?<word>abstract|boolean|break|byte|case|catch|char|class|continue|default|do|double"
        + "|else|enum|extends|final|finally|float|for|if|implements|import|instanceof|int|interface"
        + "|long|new|null|private|protected|public|record|return|sealed|short|static|super|switch"
        + "|synchronized|this|throw|throws|true|false|try|var|void|volatile|while|yield)\\b"
        + "|(?<magic>^%\\S+.*)", Pattern.MULTILINE);
    private static final Pattern TRAILING_COMMENT =
        Pattern.compile("( *)(\\S.*?) +(//[^\"]*)");
    private static final int CONTINUED = 8;

    private JavaText() {}

    static String of(String code, Screen screen) {
        return TOKEN.matcher(wrapped(screen.plain(code), screen.width())).replaceAll(token ->
            Matcher.quoteReplacement(painted(token, screen)));
    }

    private static String painted(MatchResult token, Screen screen) {
        Screen.Paint paint = token.group("comment") != null ? Screen.Paint.DIM
            : token.group("text") != null ? Screen.Paint.GREEN
            : token.group("word") != null ? Screen.Paint.MAGENTA : Screen.Paint.CYAN;
        // Each line has its own colour, so that no colour runs into the next line.
        return token.group().lines().map(line -> screen.paint(paint, line))
            .collect(Collectors.joining("\n"));
    }

    /** Breaks lines that are too long at a blank. The rest gets a larger indentation. */
    static String wrapped(String code, int width) {
        return code.lines().map(line -> wrappedLine(line, width))
            .collect(Collectors.joining("\n"));
    }

    private static String wrappedLine(String line, int width) {
        Matcher comment = TRAILING_COMMENT.matcher(line);
        if (line.length() > width && comment.matches()) {
            // The comment gets a line of its own, above the code.
            return wrappedLine(comment.group(1) + comment.group(3), width) + "\n"
                + wrappedLine(comment.group(1) + comment.group(2), width);
        }
        int indent = line.length() - line.stripLeading().length();
        boolean isComment = line.stripLeading().startsWith("//");
        int at = isComment ? line.lastIndexOf(' ', width) : lastBreak(line, width, false);
        if (line.length() <= width || indent > width / 2) {
            return line;
        }
        if (!isComment && at < width / 2) {
            // One long text fills the line. In Java a text can continue as a second one.
            int inText = lastBreak(line, width - 1, true);
            if (inText > Math.max(at, indent + CONTINUED)) {
                return line.substring(0, inText + 1) + "\"\n" + wrappedLine(
                    " ".repeat(indent + CONTINUED) + "+ \"" + line.substring(inText + 1), width);
            }
        }
        if (at <= indent + CONTINUED) {
            return line;
        }
        String rest = " ".repeat(isComment ? indent : indent + CONTINUED)
            + (isComment ? "// " : "") + line.substring(at + 1);
        return line.substring(0, at).stripTrailing() + "\n" + wrappedLine(rest, width);
    }

    /** The last blank before {@code end} that is in a text, or in none; or −1. */
    private static int lastBreak(String line, int end, boolean inText) {
        int last = -1;
        boolean isText = false;
        for (int i = 0; i < Math.min(end + (inText ? 0 : 1), line.length()); i++) {
            char character = line.charAt(i);
            if (character == '"' && (i == 0 || line.charAt(i - 1) != '\\')) {
                isText = !isText;
            } else if (character == ' ' && isText == inText) {
                last = i;
            }
        }
        return last;
    }
}
