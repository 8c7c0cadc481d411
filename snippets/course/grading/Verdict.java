//SOURCES Exercise.java FailureMessage.java

import java.util.List;

/**
 * The result of grading a submission.
 *
 * @param headline one sentence: how many tests passed, or why they did not run
 * @param tests the grader's tests in their order; empty if the text did not compile
 * @param problems the messages of the compiler
 * @param output what the learner's code printed, shortened
 * @param flags what the code uses although an honest answer never needs it
 */
record Verdict(Exercise exercise, Outcome outcome, String headline, List<TestResult> tests,
        List<Problem> problems, String output, List<String> flags) {

    /** A verdict without flags. */
    Verdict(Exercise exercise, Outcome outcome, String headline, List<TestResult> tests,
            List<Problem> problems, String output) {
        this(exercise, outcome, headline, tests, problems, output, List.of());
    }

    /** The verdict on a stub. */
    static Verdict unsolved(Exercise exercise) {
        return new Verdict(exercise, Outcome.FAILED, FailureMessage.UNSOLVED, List.of(), List.of(),
            "");
    }

    /** The verdict on a text that cannot be read or graded. */
    static Verdict ungraded(Exercise exercise, String reason) {
        return new Verdict(exercise, Outcome.NOT_COMPILED, reason, List.of(),
            List.of(new Problem(0, 0, reason, "")), "");
    }

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

    /** The same with the lines as in a notebook's cell, which has the line %%exercise first. */
    Verdict inCell() {
        return new Verdict(exercise, outcome, headline, tests, problems.stream()
            .map(problem -> problem.line() == 0 ? problem : new Problem(problem.line() + 1,
                problem.column(), problem.message(), problem.source())).toList(), output, flags);
    }

    /** Whether the submission is still unsolved, as the stub is. Then nothing is wrong yet. */
    boolean isUnsolved() {
        return headline.equals(FailureMessage.UNSOLVED);
    }

    boolean passed() {
        return outcome == Outcome.PASSED;
    }

    /** The points that this submission gets: all of them, or none. */
    int points() {
        return passed() ? exercise.points() : 0;
    }
}
