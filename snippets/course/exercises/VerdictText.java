//SOURCES ../grading/Verdict.java

import module java.base;
import picocli.CommandLine.Help.Ansi;

/** A verdict for the terminal. The colours only repeat what the words say. */
final class VerdictText {
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
            verdict.output().lines().forEach(line -> lines.add("    " + line));
        }
        lines.add("exercise " + verdict.exercise().id() + ": " + verdict.headline());
        return String.join("\n", lines);
    }

    private static void add(List<String> lines, Verdict verdict, Verdict.Problem problem) {
        String at = problem.line() == 0 ? "" : verdict.exercise().className() + ".java:"
            + problem.line() + ": ";
        lines.add(at + problem.message());
        if (!problem.source().isEmpty()) {
            lines.add("    " + problem.source());
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
        test.message().lines().forEach(line -> lines.add("    " + line));
        if (test.expected() != null) {
            lines.add("    expected: " + test.expected());
            lines.add("    seen:     " + test.seen());
        }
        if (!test.where().isEmpty()) {
            lines.add("    at " + test.where());
        }
    }
}
