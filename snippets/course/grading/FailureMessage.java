//SOURCES ../../Libc.java

import java.util.concurrent.ExecutionException;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.ValueWrapper;

/** Why a test failed, in words for the learner. */
record FailureMessage(String message, String expected, String seen, StackTraceElement[] stack) {
    /** The message of the exception that stubs throw. */
    static final String UNSOLVED = "not solved yet";

    /** @param isStub whether the submission still throws the exception of the stub somewhere */
    static FailureMessage of(Throwable thrown, boolean isStub) {
        Throwable cause = thrown;
        while (cause.getCause() != null && (cause instanceof ExceptionInInitializerError
                || cause instanceof ExecutionException)) {
            cause = cause.getCause();
        }
        if (cause instanceof AssertionFailedError failed && failed.isExpectedDefined()) {
            if (isStub && isUnsolved(value(failed.getActual()))) {
                return new FailureMessage(UNSOLVED, null, null, failed.getStackTrace());
            }
            // JUnit appends " ==> expected: <…> but was: <…>". The verdict shows the two values
            // itself.
            return new FailureMessage(text(failed).replaceFirst("(?s)( ==> )?expected: .*", ""),
                value(failed.getExpected()), value(failed.getActual()), failed.getStackTrace());
        }
        return new FailureMessage(words(cause), null, null, cause.getStackTrace());
    }

    /** Whether a grader caught the exception of the stub, and compared it or its class. */
    private static boolean isUnsolved(String seen) {
        return seen.contains(UNSOLVED)
            || seen.matches("(class |\\[)?(java\\.lang\\.)?UnsupportedOperationException]?");
    }

    private static String words(Throwable thrown) {
        return switch (thrown) {
            case UnsupportedOperationException e when UNSOLVED.equals(e.getMessage()) -> UNSOLVED;
            case AssertionError e -> text(e);
            case NoSuchMethodError e -> "your class lacks a method of the stub; keep its name and"
                + " types: " + text(e);
            case NoSuchFieldError e -> "your class lacks a field of the stub; keep its name and"
                + " type: " + text(e);
            case IncompatibleClassChangeError e -> "your class differs from the stub; keep the"
                + " stub's modifiers, such as static: " + text(e);
            case InternalError e when text(e).contains("unsafe memory access") ->
                "SIGBUS: the code accessed a mapped page that is past the end of the file";
            case StackOverflowError e -> "the stack overflowed: a method calls itself without end";
            case OutOfMemoryError e -> "the heap is full: " + text(e);
            case Libc.ErrnoException e -> e.getMessage();
            case InterruptedException e -> "the thread was interrupted, so it could not wait";
            case NoClassDefFoundError e when e.getCause() instanceof ExceptionInInitializerError ->
                "a static initializer failed: " + text(e.getCause());
            default -> name(thrown) + (message(thrown) == null ? "" : ": " + message(thrown));
        };
    }

    private static String text(Throwable thrown) {
        String message = message(thrown);
        return message == null ? thrown.getClass().getSimpleName() : message;
    }

    /**
     * Returns the message. Returns null if getMessage fails, which may be a method of the learner.
     */
    private static String message(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException | StackOverflowError inGetMessage) {
            return null;
        }
    }

    /** Returns the name of the class. An anonymous class has the name of its superclass. */
    private static String name(Throwable thrown) {
        Class<?> type = thrown.getClass();
        return (type.isAnonymousClass() ? type.getSuperclass() : type).getSimpleName();
    }

    private static String value(ValueWrapper value) {
        return value.getStringRepresentation();
    }
}
