//SOURCES ../../Script.java ../../support/Checkout.java ../grading/Exercise.java
//SOURCES ../grading/Grader.java ../grading/Mutant.java ../grading/Verdict.java VerdictText.java

import module java.base;
import picocli.CommandLine.Help.Ansi;

/**
 * Checks an exercise for its author: the stub must be unsolved, the solution must pass each time,
 * and each mutant must fail with the words that its file names.
 */
final class ExerciseCheck {
    private final Exercise exercise;
    private final Grader grader;
    private boolean good = true;

    ExerciseCheck(Exercise exercise, Grader grader) {
        this.exercise = exercise;
        this.grader = grader;
    }

    /** Returns whether everything is as it must be. */
    boolean run(int times) throws Exception {
        Path root = Checkout.find().orElseThrow(
            () -> Script.refusal("check works only in a checkout of the course"));
        List<Mutant> mutants = Mutant.read(root.resolve("snippets/graders").resolve(
            exercise.file().replace(".java", ".mutants")), exercise.solution());
        Verdict stub = grader.grade(exercise, exercise.stub());
        print(stub.isUnsolved(), "stub", stub.headline());
        checkSolution(times);
        for (Mutant mutant : mutants) {
            check(mutant);
        }
        return good;
    }

    private void checkSolution(int times) throws Exception {
        int passed = 0;
        Verdict last = null;
        for (int i = 0; i < times; i++) {
            Verdict verdict = grader.grade(exercise, exercise.solution());
            passed += verdict.passed() ? 1 : 0;
            last = last == null || !verdict.passed() ? verdict : last;
        }
        print(passed == times, "solution", "passed " + passed + " of " + times + " times");
        if (passed < times) {
            IO.println(words(last).indent(4).stripTrailing());
        }
    }

    private void check(Mutant mutant) throws Exception {
        Verdict verdict = grader.grade(exercise, mutant.text());
        String words = words(verdict);
        List<String> missing = mutant.verdictSays().stream()
            .filter(said -> !words.contains(said)).toList();
        boolean right = !verdict.passed() && verdict.outcome() != Verdict.Outcome.NOT_COMPILED
            && missing.isEmpty() && !mutant.verdictSays().isEmpty();
        print(right, mutant.mistake(), right ? String.join(" … ", mutant.verdictSays())
            : verdict.passed() ? "it passes" : "the verdict lacks " + missing);
        if (!right) {
            IO.println(words.indent(4).stripTrailing());
        }
    }

    private void print(boolean right, String what, String seen) {
        good &= right;
        IO.println((right ? "✓ " : "✗ ") + what + ": " + seen);
    }

    private static String words(Verdict verdict) {
        return VerdictText.of(verdict, Ansi.OFF);
    }
}
