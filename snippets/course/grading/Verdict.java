//SOURCES Exercise.java FailureMessage.java

import java.util.List;

/**
 * The result of grading a submission.
 *
 * @param headline one sentence: how many tests passed, or why they did not run
 * @param tests the grader's tests in their order; empty if the text did not compile
 * @param problems the messages of the compiler
 * @param output what the learner's code printed, shortened
 */
record Verdict(Exercise exercise, Outcome outcome, String headline, List<TestResult> tests,
        List<Problem> problems, String output) {

    enum Outcome { PASSED, FAILED, NOT_COMPILED, ENDED, TIMED_OUT }

    enum Mark { PASSED, FAILED, UNSOLVED, NOT_RUN }

    /**
     * One test of the grader.
     *
     * @param message what is wrong, in a sentence; empty if it passed
     * @param expected what the test expected, or null if it compared nothing
     * @param seen what it saw instead
     * @param where the line of the learner's text, such as MapAndWrite.java:12, or empty
     */
    record TestResult(String title, Mark mark, String message, String expected, String seen,
            String where) {}

    /** A message of the compiler about a line of the submission; line 0 means the whole text. */
    record Problem(long line, long column, String message, String source) {}

    /** Whether the submission is still unsolved, as the stub is. Then nothing is wrong yet. */
    boolean isUnsolved() {
        return headline.equals(FailureMessage.UNSOLVED);
    }

    boolean passed() {
        return outcome == Outcome.PASSED;
    }
}
