import java.io.PrintStream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Prints a line a class and a line a test while they run, and counts. A failure outside a test, in
 * {@code @BeforeAll} say, counts as one failed.
 */
final class TestTree implements TestExecutionListener {
    private final PrintStream out;
    private int passed;
    private int failed;
    private int skipped;
    private long startedNanos;

    TestTree(PrintStream out) {
        this.out = out;
    }

    /** The closing line. */
    String summary() {
        return passed + " passed, " + failed + " failed"
            + (skipped == 0 ? "" : ", " + skipped + " skipped");
    }

    /** Whether something ran and nothing failed. */
    boolean good() {
        return passed > 0 && failed == 0;
    }

    @Override
    public void executionStarted(TestIdentifier id) {
        startedNanos = System.nanoTime();
        if (id.isContainer() && depth(id) > 0) {
            out.println("  ".repeat(depth(id) - 1) + id.getDisplayName());
        }
    }

    @Override
    public void executionSkipped(TestIdentifier id, String reason) {
        skipped++;
        line("-", id, "skipped: " + reason);
    }

    @Override
    public void executionFinished(TestIdentifier id, TestExecutionResult result) {
        long tookMs = (System.nanoTime() - startedNanos) / 1_000_000;
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (id.isTest()) {
                    passed++;
                    line("✓", id, tookMs < 1000 ? "" : "%.1f s".formatted(tookMs / 1e3));
                }
            }
            // A failed assumption: what the test needs is not to be had on this machine.
            case ABORTED -> executionSkipped(id,
                result.getThrowable().map(Throwable::getMessage).orElse(""));
            case FAILED -> {
                failed++;
                line("✗", id, "");
                result.getThrowable().ifPresent(this::explain);
            }
        }
    }

    private void explain(Throwable thrown) {
        out.println(thrown.toString().indent(6).stripTrailing());
        for (StackTraceElement frame : thrown.getStackTrace()) {
            // The frames of the tests themselves: all code of the course is in the unnamed package.
            if (!frame.getClassName().contains(".")) {
                out.println("        at " + frame);
            }
        }
    }

    private void line(String mark, TestIdentifier id, String note) {
        out.println("  ".repeat(Math.max(0, depth(id) - 1)) + mark + " " + id.getDisplayName()
            + (note.isEmpty() ? "" : "  [" + note + "]"));
    }

    /** 0 for the engine, 1 for a class, 2 for a test in it. */
    private static int depth(TestIdentifier id) {
        return id.getUniqueIdObject().getSegments().size() - 1;
    }
}
