//SOURCES ../grading/Verdict.java

import module java.base;
import picocli.CommandLine.Help.Ansi;

/** A verdict for the terminal. The colours only repeat what the words say. */
final class VerdictText {
    /** Control characters but tab and line break, and those that reverse the text around them. */
    private static final Pattern CONTROLS =
        Pattern.compile("[\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069&&[^\\t\\n]]");

    private VerdictText() {}

    static String of(Verdict verdict, Ansi ansi) {
        var lines = new ArrayList<String>();
        for (var problem : verdict.problems()) {
            add(lines, verdict, problem);
        }
        for (var test : verdict.tests()) {
            add(lines, test, ansi);
        }
        if (!verdict.passed() && !verdict.output().isBlank()) {
            lines.add("your code printed:");
            visible(verdict.output()).lines().forEach(line -> lines.add("    " + line));
        }
        if (!verdict.flags().isEmpty()) {
            lines.add("flagged: the code uses " + String.join(", ", verdict.flags())
                + ", which the exercise does not need");
        }
        lines.add("exercise " + verdict.exercise().id() + ": " + visible(verdict.headline()));
        return String.join("\n", lines);
    }

    /** Replaces the characters that control a terminal, because the learner's code chose them. */
    static String visible(String text) {
        return CONTROLS.matcher(text).replaceAll("\uFFFD");
    }

    private static void add(List<String> lines, Verdict verdict, Verdict.Problem problem) {
        String at = problem.line() == 0 ? "" : verdict.exercise().className() + ".java:"
            + problem.line() + ": ";
        lines.add(at + visible(problem.message()));
        if (!problem.source().isEmpty()) {
            lines.add("    " + visible(problem.source()));
            if (problem.column() > 0) {
                lines.add("    " + " ".repeat((int) problem.column() - 1) + "^");
            }
        }
    }

    private static void add(List<String> lines, Verdict.TestResult test, Ansi ansi) {
        String word = switch (test.mark()) {
            case PASSED -> ansi.string("@|green ✓ passed|@") + "   ";
            case FAILED -> ansi.string("@|red ✗ failed|@") + "   ";
            case UNSOLVED -> ansi.string("@|yellow ○ unsolved|@") + " ";
            case NOT_RUN -> "- not run  ";
        };
        lines.add(word + test.title());
        if (test.mark() != Verdict.Mark.FAILED) {
            return;
        }
        visible(test.message()).lines().forEach(line -> lines.add("    " + line));
        if (test.expected() != null) {
            lines.add("    expected: " + visible(test.expected()));
            lines.add("    seen:     " + visible(String.valueOf(test.seen())));
        }
        if (!test.where().isEmpty()) {
            lines.add("    at " + test.where());
        }
    }
}
