import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** Tests of every outcome, for {@link TestCommandTest}; the test command does not pick them up. */
final class TestCommandSample {
    private TestCommandSample() {}

    static class Mixed {
        @Test
        void passes() {}

        @Test
        void passesToo() {}

        @Test
        void fails() {
            assertEquals("expected", "seen");
        }

        @Test
        @Disabled("on purpose")
        void isDisabled() {}

        @Test
        void cannotRunHere() {
            assumeTrue(false, "no such thing here");
        }
    }

    static class FailsBeforeAll {
        @BeforeAll
        static void breaks() {
            fail("before all");
        }

        @Test
        void neverRuns() {}
    }

    static class Passes {
        @Test
        void passes() {}
    }
}
