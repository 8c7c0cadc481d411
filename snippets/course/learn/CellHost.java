import java.util.List;

/** What the player does for the JVM that runs the cells. */
interface CellHost {
    /** Gets printed text: whole lines, or the beginning of a line that is not complete yet. */
    void printed(String text);

    /** Shows the words of a picture. */
    void show(String words);

    /** Returns what the learner guesses. The question has options, or the learner types a value. */
    String ask(String question, List<String> options);

    /** Shows what the machine answered, and why. */
    void verdict(String guess, String words);
}
