//SOURCES ../Script.java MmapAttempt.java

import java.util.List;

/**
 * One row of the output: a call, what the tutorial says about it, and what the course teaches.
 * Whether the tutorial is right is not stored, because each run finds it out from Linux's answer.
 *
 * @param call the call as short C-like text; READ stands for PROT_READ, SHARED for MAP_SHARED
 * @param tutorial what the tutorial says, in English, or null if it says nothing
 * @param claimed the answer that Linux would give if the tutorial were right, or null
 * @param taught the answer that the course teaches
 * @param question makes the call and returns Linux's answer
 */
record Caveat(String call, String tutorial, String claimed, String taught, Question question) {
    private static int asked;
    private static int agreeing;
    private static int errata;
    private static int differing;

    /** Makes the call and describes the result in a few words. */
    interface Question {
        String ask() throws Exception;
    }

    /** The tutorial is right. */
    static Caveat agree(String call, String tutorial, String taught, Question question) {
        return new Caveat(call, tutorial, taught, taught, question);
    }

    /** The tutorial is wrong: it claims {@code claimed}, and Linux does {@code taught}. */
    static Caveat erratum(
            String call, String tutorial, String claimed, String taught, Question question) {
        return new Caveat(call, tutorial, claimed, taught, question);
    }

    /** The tutorial says nothing. */
    static Caveat beyond(String call, String taught, Question question) {
        return new Caveat(call, null, null, taught, question);
    }

    /** Prints three lines for each row. The numbers continue from one list to the next. */
    static void print(String title, List<Caveat> caveats) {
        IO.println((asked == 0 ? "" : "\n") + title);
        for (Caveat caveat : caveats) {
            asked++;
            caveat.print();
        }
    }

    private void print() {
        IO.println("\n%2d  %s".formatted(asked, call));
        IO.println("    tutorial  " + (tutorial == null ? "says nothing" : tutorial));
        String answer = MmapAttempt.answer(question);
        String verdict = tutorial == null ? "beyond"
            : answer.equals(claimed) ? "agree" : "erratum";
        IO.println("    Linux     %-57s%8s".formatted(answer, verdict));
        agreeing += verdict.equals("agree") ? 1 : 0;
        errata += verdict.equals("erratum") ? 1 : 0;
        if (!answer.equals(taught)) {
            differing++;
            IO.println("    DIFFERS: the course teaches " + taught);
        }
    }

    /** Prints the counts, and fails if an answer is not what the course teaches. */
    static void printSummary() {
        IO.println("\n%d answers: the tutorial agrees with %d, has %d wrong, is silent on %d"
            .formatted(asked, agreeing, errata, asked - agreeing - errata));
        if (differing > 0) {
            throw Script.refusal("answers that differ from what the course teaches: " + differing);
        }
    }
}
