//DEPS org.junit.platform:junit-platform-launcher:1.14.4

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * Prints a line a class and a line a test while they run, and counts. A failure outside a test, in
 * {@code @BeforeAll} say, counts as one failed.
 */
final class TestTree implements TestExecutionListener {
    private static final int FAILURE_LINES = 20;

    private final PrintStream out;
    private int passed;
    private int failed;
    private int skipped;
    private final List<String> failures = new ArrayList<>();
    /** The names of the class and the tests that run, outermost first. */
    private final List<String> running = new ArrayList<>();
    private long startedNanos;

    TestTree(PrintStream out) {
        this.out = out;
    }

    /** The closing line. */
    String summary() {
        return passed + " passed, " + failed + " failed"
            + (skipped == 0 ? "" : ", " + skipped + " skipped");
    }

    /** What failed, once more: a long log is read from its end, and often only that is kept. */
    String failures() {
        return String.join("\n", failures);
    }

    /** Whether something ran and nothing failed. */
    boolean good() {
        return passed > 0 && failed == 0;
    }

    @Override
    public void executionStarted(TestIdentifier id) {
        startedNanos = System.nanoTime();
        while (running.size() >= Math.max(1, depth(id))) {
            running.removeLast();
        }
        if (depth(id) > 0) {
            running.add(id.getDisplayName());
        }
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
                String why = result.getThrowable().map(TestTree::explain).orElse("");
                out.println(why);
                failures.add("✗ " + String.join(": ", running) + "\n"
                    + String.join("\n", why.lines().limit(FAILURE_LINES).toList()));
            }
        }
    }

    private static String explain(Throwable thrown) {
        var why = new StringBuilder(thrown.toString().indent(6).stripTrailing());
        for (StackTraceElement frame : thrown.getStackTrace()) {
            // The frames of the tests themselves: all code of the course is in the unnamed package.
            if (!frame.getClassName().contains(".")) {
                why.append("\n        at ").append(frame);
            }
        }
        return why.toString();
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
