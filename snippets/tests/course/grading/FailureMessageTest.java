//SOURCES ../../../course/grading/FailureMessage.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

@Tag("exercises")
@DisplayName("The message of a failed test")
class FailureMessageTest {
    /** Returns the message for a grader that compared the class of what it caught. */
    private static String message(boolean isStub) {
        var failed = assertThrows(AssertionFailedError.class, () -> assertEquals("EOFException",
            UnsupportedOperationException.class.getSimpleName(), "receive after the end"));
        return FailureMessage.of(failed, isStub).message();
    }

    @Test
    @DisplayName("says that a stub is not solved yet, if a grader has caught its exception")
    void stub() {
        assertEquals(FailureMessage.UNSOLVED, message(true));
        assertEquals(FailureMessage.UNSOLVED, FailureMessage.of(
            new UnsupportedOperationException(FailureMessage.UNSOLVED), true).message());
    }

    @Test
    @DisplayName("does not say so for the same exception of an answer that is no stub any more")
    void answer() {
        assertEquals("receive after the end", message(false));
        assertEquals("UnsupportedOperationException: no array", FailureMessage.of(
            new UnsupportedOperationException("no array"), false).message());
    }
}
