//SOURCES CellFailure.java CellHost.java CellRunner.java CellSession.java Chapter.java

import module java.base;

/**
 * Runs all cells of a chapter without a learner. Exercises are graded from their stubs, whose
 * verdicts may be anything.
 */
final class ChapterCheck implements CellHost {
    /** Grades the text of an exercise cell, and returns the verdict in words. */
    interface Grading {
        String grade(String id, String text) throws Exception;
    }

    private final StringBuilder printed = new StringBuilder();
    private int holds;
    private int fails;

    /** @param failure what the first cell that failed printed, and why it failed; or "" */
    record Result(String name, int holds, int fails, double seconds, String failure) {
        boolean isGood() {
            return fails == 0 && failure.isEmpty();
        }

        @Override
        public String toString() {
            return "%s %s: %d ✓, %d ✗, %.1f s".formatted(isGood() ? "✓" : "✗", name, holds, fails,
                seconds) + (failure.isEmpty() ? "" : "\n" + failure.indent(4).stripTrailing());
        }
    }

    /** Runs the cells until one fails. */
    static Result run(Path notebooks, String name, Map<String, String> environment,
            Grading grading) throws IOException {
        long start = System.nanoTime();
        var check = new ChapterCheck();
        Chapter chapter = Chapter.read(notebooks, name);
        String failure = "";
        try (var session = new CellSession(check, notebooks, environment)) {
            for (Chapter.Cell cell : chapter.cells()) {
                if (cell.isCode() && failure.isEmpty()) {
                    failure = check.run(session, notebooks, cell, grading);
                }
            }
        } catch (CellFailure e) {
            failure = e.getMessage();
        }
        return new Result(name, check.holds, check.fails, (System.nanoTime() - start) / 1e9,
            failure);
    }

    /** @return what is wrong, or "" */
    private String run(CellSession session, Path notebooks, Chapter.Cell cell, Grading grading) {
        String problem = "";
        try {
            if (cell.exercise() != null) {
                grading.grade(cell.exercise(), cell.body());
            } else {
                CellRunner.run(session, notebooks, cell);
            }
        } catch (CellFailure e) {
            problem = e.getMessage();
        } catch (Exception e) {
            problem = "exercise " + cell.exercise() + " could not be graded: " + e;
        }
        String output;
        synchronized (this) {
            output = printed.toString();
            printed.setLength(0);
        }
        int failed = count(output, "✗");
        holds += count(output, "✓");
        fails += Math.max(failed, problem.isEmpty() ? 0 : 1);
        // A check has already printed what its exception says.
        return problem.isEmpty() && failed == 0 ? "" : "cell " + cell.number() + ": "
            + (output.strip() + "\n" + (output.contains(problem) ? "" : problem)).strip();
    }

    private static int count(String output, String mark) {
        return (int) output.lines().filter(line -> line.startsWith(mark)).count();
    }

    // ------------------------------------------------------------------------ instead of a learner

    @Override
    public synchronized void printed(String text) {
        printed.append(text);
    }

    @Override
    public void show(String words) {}

    @Override
    public String ask(String question, List<String> options) {
        return "?";
    }

    @Override
    public void verdict(String guess, String words) {}
}
