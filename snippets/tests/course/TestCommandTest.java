//SOURCES ../support/Course.java ../support/TestProgress.java TestCommandSample.java
//SOURCES ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

@Tag("test")
@DisplayName("The test command")
class TestCommandTest {
    private final StringWriter printed = new StringWriter();
    private final TestProgress progress = new TestProgress(new PrintWriter(printed), true);

    /** Runs the tests of these classes, prints the summary, and returns all that was printed. */
    private String run(Class<?>... classes) {
        var request = LauncherDiscoveryRequestBuilder.request();
        for (Class<?> sample : classes) {
            request.selectors(DiscoverySelectors.selectClass(sample));
        }
        LauncherFactory.create().execute(request.build(), progress);
        progress.printSummary();
        return printed.toString();
    }

    private static String lastLine(String text) {
        return text.lines().toList().getLast();
    }

    @Test
    @DisplayName("counts passed, failed and skipped tests; a disabled one is skipped")
    void counts() {
        assertEquals("2 passed, 1 failed, 2 skipped",
            lastLine(run(TestCommandSample.Mixed.class)));
        assertFalse(progress.isGood());
    }

    @Test
    @DisplayName("counts a failure outside a test as one failed test")
    void beforeAll() {
        assertEquals("1 passed, 1 failed", lastLine(
            run(TestCommandSample.Passes.class, TestCommandSample.FailsBeforeAll.class)));
        assertFalse(progress.isGood());
    }

    @Test
    @DisplayName("is good only if a test passed and nothing failed")
    void good() {
        assertEquals("0 passed, 0 failed", lastLine(run()));
        assertFalse(progress.isGood(), "nothing ran");
        assertEquals("1 passed, 0 failed", lastLine(run(TestCommandSample.Passes.class)));
        assertTrue(progress.isGood());
    }

    @Test
    @DisplayName("prints each failure again at the end, with its class and a short stack trace")
    void again() {
        String all = run(TestCommandSample.Mixed.class, TestCommandSample.FailsBeforeAll.class);
        String text = all.substring(all.indexOf("\nFailures (2):\n"));
        assertTrue(text.contains("Mixed:fails()\n"), text);
        assertTrue(text.contains("FailsBeforeAll\n"), text);
        assertTrue(text.contains("but was: <seen>"), text);
        assertTrue(text.contains("TestCommandSample$Mixed.fails(TestCommandSample.java:"), text);
        assertFalse(text.contains("passes()"), text);
        assertTrue(text.lines().count() < 40, text);
    }

    @Test
    @DisplayName("prints each class, and each test with its mark, its failure or the reason for a"
        + " skip")
    void prints() {
        String text = run(TestCommandSample.Mixed.class).replaceAll("[0-9.]+ s]", "N s]");
        assertTrue(text.startsWith("TestCommandSample$Mixed\n") || text.startsWith("Mixed\n"),
            text);
        assertTrue(text.contains("  ✓ passes()  [N s]\n"), text);
        assertTrue(text.contains("  ✗ fails()  [N s]\n"), text);
        assertTrue(text.contains("expected: <expected> but was: <seen>"), text);
        assertTrue(text.contains("  - isDisabled()  [skipped: on purpose]\n"), text);
        assertTrue(text.contains("no such thing here]\n"), text);
    }

    @Test
    @DisplayName("reports an unknown name with the known tags, exit code 2, and runs nothing")
    void unknownName(@TempDir Path dir) {
        ProcessResult result = Course.run(Course.script(dir, "test", "nonsense"));
        assertEquals(2, result.exit());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("No test has the name nonsense; there are "),
            result.err());
        assertTrue(result.err().contains(" libc "), result.err());
    }
}
