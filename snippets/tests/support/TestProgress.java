//DEPS org.junit.platform:junit-platform-launcher:1.14.4

import module java.base;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Prints each class when it starts and each test when it ends, with its time. JUnit's own listener,
 * which this extends, counts the tests and keeps the failures.
 */
final class TestProgress extends SummaryGeneratingListener {
    private static final int STACK_LINES = 10;

    private final PrintWriter out;
    private final Map<TestIdentifier, Long> startNanos = new HashMap<>();
    private int skipped;

    TestProgress(PrintWriter out) {
        this.out = out;
    }

    /** Prints all failures again and the closing line, because a long log is read from its end. */
    void printSummary() {
        getSummary().printFailuresTo(out, STACK_LINES);
        out.printf("%n%d passed, %d failed%s%n", getSummary().getTestsSucceededCount(),
            getSummary().getTotalFailureCount(), skipped == 0 ? "" : ", " + skipped + " skipped");
        out.flush();
    }

    /** Whether at least one test passed and nothing failed, neither in a test nor outside. */
    boolean isGood() {
        return getSummary().getTestsSucceededCount() > 0
            && getSummary().getTotalFailureCount() == 0;
    }

    @Override
    public void executionStarted(TestIdentifier id) {
        super.executionStarted(id);
        startNanos.put(id, System.nanoTime());
        if (id.isContainer() && id.getParentId().isPresent()) {
            print(id, id.getDisplayName());
        }
    }

    @Override
    public void executionSkipped(TestIdentifier id, String reason) {
        super.executionSkipped(id, reason);
        printSkipped(id, reason);
    }

    @Override
    public void executionFinished(TestIdentifier id, TestExecutionResult result) {
        super.executionFinished(id, result);
        String why = result.getThrowable().map(Throwable::toString).orElse("");
        String ended = " %s  [%.1f s]".formatted(id.getDisplayName(),
            (System.nanoTime() - startNanos.get(id)) / 1e9);
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (id.isTest()) {
                    print(id, "✓" + ended);
                }
            }
            case FAILED -> print(id, "✗" + ended + "\n" + why);
            // An assumption failed: this machine lacks something that the test needs.
            case ABORTED -> printSkipped(id, why);
        }
    }

    private void printSkipped(TestIdentifier id, String reason) {
        skipped++;
        print(id, "- " + id.getDisplayName() + "  [skipped: " + reason + "]");
    }

    /** Prints a text, indented by nothing for a class, by two columns for a test in it. */
    private void print(TestIdentifier id, String text) {
        int depth = id.getUniqueIdObject().getSegments().size() - 2;
        out.print(text.indent(Math.max(0, 2 * depth)));
        out.flush();
    }
}
