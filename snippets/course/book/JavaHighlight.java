import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Marks comments, texts, words of the language and numbers in Java code, and in C code too. */
final class JavaHighlight {
    private static final Pattern TOKEN = Pattern.compile(
        "(?<comment>//[^\\n]*|/\\*.*?\\*/)"
        + "|(?<text>\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+')"
        + "|(?<magic>(?m:^%[^\\n]*)|@[A-Z]\\w*|(?m:^\\#\\w+))"
        + "|(?<word>\\b(?:abstract|boolean|break|byte|case|catch|char|class|const|continue|default"
        + "|do|double|else|enum|extends|false|final|finally|float|for|if|implements|import"
        + "|instanceof|int|interface|long|native|new|null|package|permits|private|protected|public"
        + "|record|return|sealed|short|signed|sizeof|static|struct|super|switch|synchronized|this"
        + "|throw|throws|true|try|typedef|unsigned|var|void|volatile|while|yield)\\b)"
        + "|(?<number>\\b(?:0[xX][\\da-fA-F_]+|\\d[\\d_]*(?:\\.\\d+)?)[lLfFdDuU]*\\b)",
        Pattern.DOTALL);

    private static final String[] KINDS = {"comment", "text", "magic", "word", "number"};

    private JavaHighlight() {}

    /** Returns the code as HTML. */
    static String html(String code) {
        var html = new StringBuilder();
        Matcher token = TOKEN.matcher(code);
        int end = 0;
        while (token.find()) {
            html.append(escape(code.substring(end, token.start())));
            for (String kind : KINDS) {
                if (token.group(kind) != null) {
                    html.append("<span class=\"").append(kind).append("\">")
                        .append(escape(token.group())).append("</span>");
                }
            }
            end = token.end();
        }
        return html.append(escape(code.substring(end))).toString();
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            .replace("\"", "&quot;");
    }
}
