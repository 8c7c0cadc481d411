//SOURCES ../Script.java MmapAttempt.java

import java.util.List;

/**
 * A row of the lesson: a call, what the tutorial says to it, and what the course teaches. Whether
 * the tutorial is right is not part of it: that follows from the answer, asked anew each time.
 *
 * @param call the call as short C-like text; READ stands for PROT_READ, SHARED for MAP_SHARED
 * @param document the tutorial's words in English, or null where it says nothing
 * @param documented the answer that would bear these words out, or null
 * @param taught the answer that the course teaches
 * @param question asks the kernel
 */
record Caveat(String call, String document, String documented, String taught, Question question) {
    private static int asked;
    private static int agreeing;
    private static int errata;
    private static int differing;

    /** Does the call, and puts what came of it into a few words. */
    interface Question {
        String ask() throws Exception;
    }

    /** The tutorial is right. */
    static Caveat agree(String call, String document, String taught, Question question) {
        return new Caveat(call, document, taught, taught, question);
    }

    /** The tutorial is wrong: it has {@code documented}, the kernel answers {@code taught}. */
    static Caveat erratum(
            String call, String document, String documented, String taught, Question question) {
        return new Caveat(call, document, documented, taught, question);
    }

    /** The tutorial says nothing. */
    static Caveat beyond(String call, String taught, Question question) {
        return new Caveat(call, null, null, taught, question);
    }

    /** Asks each, and prints three lines a row; the numbers run on from one list to the next. */
    static void print(String title, List<Caveat> caveats) {
        IO.println((asked == 0 ? "" : "\n") + title);
        for (Caveat caveat : caveats) {
            asked++;
            caveat.print();
        }
    }

    private void print() {
        IO.println("\n%2d  %s".formatted(asked, call));
        IO.println("    tutorial  " + (document == null ? "says nothing" : document));
        String answer = MmapAttempt.answer(question);
        String verdict = document == null ? "beyond"
            : answer.equals(documented) ? "agree" : "erratum";
        IO.println("    Linux     %-57s%8s".formatted(answer, verdict));
        agreeing += verdict.equals("agree") ? 1 : 0;
        errata += verdict.equals("erratum") ? 1 : 0;
        if (!answer.equals(taught)) {
            differing++;
            IO.println("    DIFFERS: the course teaches " + taught);
        }
    }

    /** Counts, and fails if an answer was not what the course teaches. */
    static void printSummary() {
        IO.println("\n%d answers: the tutorial agrees with %d, has %d wrong, is silent on %d"
            .formatted(asked, agreeing, errata, asked - agreeing - errata));
        if (differing > 0) {
            throw Script.refusal("answers that differ from what the course teaches: " + differing);
        }
    }
}
