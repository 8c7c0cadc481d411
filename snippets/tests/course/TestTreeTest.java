//SOURCES ../../course/TestTree.java ../support/Course.java TestTreeSample.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

@Tag("test")
@DisplayName("The test command")
class TestTreeTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TestTree tree =
        new TestTree(new PrintStream(bytes, true, StandardCharsets.UTF_8));

    private String run(Class<?>... classes) {
        var request = LauncherDiscoveryRequestBuilder.request();
        for (Class<?> sample : classes) {
            request.selectors(DiscoverySelectors.selectClass(sample));
        }
        LauncherFactory.create().execute(request.build(), tree);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("counts what passed, failed and was skipped, disabled and assumed alike")
    void counts() {
        run(TestTreeSample.Mixed.class);
        assertEquals("2 passed, 1 failed, 2 skipped", tree.summary());
        assertFalse(tree.good());
    }

    @Test
    @DisplayName("counts a failure outside a test as one failed")
    void beforeAll() {
        run(TestTreeSample.Passes.class, TestTreeSample.FailsBeforeAll.class);
        assertEquals("1 passed, 1 failed", tree.summary());
        assertFalse(tree.good());
    }

    @Test
    @DisplayName("is good only when something passed and nothing failed")
    void good() {
        run();
        assertFalse(tree.good(), "nothing ran");
        run(TestTreeSample.Passes.class);
        assertTrue(tree.good());
    }

    @Test
    @DisplayName("tells each failure again at the end, with the class it is in, shortened")
    void again() {
        run(TestTreeSample.Mixed.class, TestTreeSample.FailsBeforeAll.class);
        String text = tree.failures();
        assertTrue(text.contains("Mixed: fails()\n"), text);
        assertTrue(text.contains("FailsBeforeAll\n"), text);
        assertTrue(text.contains("but was: <seen>"), text);
        assertFalse(text.contains("passes()"), text);
        assertFalse(text.contains("Mixed: TestTreeSample"), text);
    }

    @Test
    @DisplayName("prints a line a class, a mark a test, what was seen and the reason for a skip")
    void prints() {
        String text = run(TestTreeSample.Mixed.class);
        assertTrue(text.startsWith("TestTreeSample$Mixed\n") || text.startsWith("Mixed\n"), text);
        assertTrue(text.contains("  ✓ passes()\n"), text);
        assertTrue(text.contains("  ✗ fails()\n"), text);
        assertTrue(text.contains("expected: <expected> but was: <seen>"), text);
        assertTrue(text.contains("at TestTreeSample$Mixed.fails(TestTreeSample.java:"), text);
        assertTrue(text.contains("  - isDisabled()  [skipped: on purpose]\n"), text);
        assertTrue(text.contains("no such thing here]\n"), text);
    }

    @Test
    @DisplayName("answers an unknown tag with the known ones, exit code 2, and runs nothing")
    void unknownTag(@TempDir Path dir) {
        Course.Result result = Course.run(Course.script(dir, "test", "nonsense"));
        assertEquals(2, result.exit());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("No test has the tag nonsense; there are: "),
            result.err());
        assertTrue(result.err().contains(" libc "), result.err());
    }
}
