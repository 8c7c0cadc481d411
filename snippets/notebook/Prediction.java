import java.util.ArrayList;
import java.util.List;

/**
 * A question that a reader answers before the machine does. The answer is folded away until the
 * reader opens an option, or has typed a guess into the cell.
 *
 * @param options what the reader may choose from; empty if the reader types the guess
 * @param guess the typed guess, or "?" if there is none yet
 * @param answer what this machine answered
 * @param why the reason, in a sentence or two
 */
record Prediction(String question, List<String> options, String guess, String answer, String why) {
    private static final String NO_GUESS = "?";

    /** Whether two answers say the same: 0 and "0" do, and so do 'h', "h" and " H ". */
    static boolean same(Object one, Object other) {
        return String.valueOf(one).strip().equalsIgnoreCase(String.valueOf(other).strip());
    }

    /** Whether one of the options is the machine's answer. A typed guess may be anything. */
    boolean isFair() {
        return options.isEmpty() || options.stream().anyMatch(option -> same(option, answer));
    }

    /** The question with its options. HTML's details element opens without a script. */
    String html() {
        var html = new StringBuilder("<div><p><strong>Your guess.</strong> " + escape(question)
            + "</p>");
        if (!options.isEmpty()) {
            options.forEach(option -> html.append(folded(option, option)));
        } else if (same(guess, NO_GUESS)) {
            html.append("<p>" + escape(HOW_TO_TYPE) + "</p>");
        } else {
            html.append(folded("You said " + guess + ". Open this line to see what the machine"
                + " says.", guess));
        }
        return html.append("</div>").toString();
    }

    private String folded(String line, String guessed) {
        return "<details><summary>" + escape(line) + "</summary><p style='margin:4px 20px'>"
            + verdict(guessed, "<code>" + escape(answer) + "</code>", escape(why))
            + "</p></details>";
    }

    private static final String HOW_TO_TYPE =
        "Put your guess in the place of \"?\" in the cell, and run the cell again.";

    /** The question without the answer, for readers whose Jupyter shows only text. */
    String words() {
        var lines = new ArrayList<String>(List.of("Your guess. " + question));
        options.forEach(option -> lines.add("  ( ) " + option));
        lines.add(options.isEmpty() ? same(guess, NO_GUESS) ? HOW_TO_TYPE
            : "You said " + guess + "." : "The next cell has the answer.");
        return String.join("\n", lines);
    }

    /** What a reader with this guess gets to read. */
    String verdict(String guessed) {
        return verdict(guessed, answer, why);
    }

    private String verdict(String guessed, String shownAnswer, String shownWhy) {
        return (same(guessed, answer) ? "Yes, this machine agrees: "
            : "No, this machine answered: ") + shownAnswer + ". " + shownWhy;
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
