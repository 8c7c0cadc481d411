//SOURCES ../../Libc.java

import org.opentest4j.AssertionFailedError;
import org.opentest4j.ValueWrapper;

/** Why a test failed, in words for the learner. */
record FailureMessage(String message, String expected, String seen, StackTraceElement[] stack) {
    /** What stubs throw. */
    static final String UNSOLVED = "not solved yet";

    static FailureMessage of(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof ExceptionInInitializerError && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof AssertionFailedError failed && failed.isExpectedDefined()) {
            // JUnit's own ending " ==> expected: <…> but was: <…>" is told by the two values.
            return new FailureMessage(text(failed).replaceFirst("(?s)( ==> )?expected: .*", ""),
                value(failed.getExpected()), value(failed.getActual()), failed.getStackTrace());
        }
        return new FailureMessage(words(cause), null, null, cause.getStackTrace());
    }

    private static String words(Throwable thrown) {
        return switch (thrown) {
            case UnsupportedOperationException e when UNSOLVED.equals(e.getMessage()) -> UNSOLVED;
            case AssertionError e -> text(e);
            case NoSuchMethodError e -> "the grader calls what the stub had and the class has not: "
                + text(e);
            case NoSuchFieldError e -> "the grader uses what the stub had and the class has not: "
                + text(e);
            case IncompatibleClassChangeError e -> "the class has not the shape of the stub: "
                + text(e);
            case InternalError e when text(e).contains("unsafe memory access") ->
                "SIGBUS: the code touched a mapped page that has nothing behind it";
            case StackOverflowError e -> "the stack overflowed: a method calls itself without end";
            case OutOfMemoryError e -> "the heap is full: " + text(e);
            case Libc.ErrnoException e -> e.getMessage();
            case InterruptedException e -> "the thread was interrupted, and so it could not wait";
            case NoClassDefFoundError e when e.getCause() instanceof ExceptionInInitializerError ->
                "a static initializer failed: " + text(e.getCause());
            default -> name(thrown) + (message(thrown) == null ? "" : ": " + message(thrown));
        };
    }

    private static String text(Throwable thrown) {
        String message = message(thrown);
        return message == null ? thrown.getClass().getSimpleName() : message;
    }

    /** The exception may be of the learner's own, and so may be what it says. */
    private static String message(Throwable thrown) {
        try {
            return thrown.getMessage();
        } catch (RuntimeException | StackOverflowError inGetMessage) {
            return null;
        }
    }

    /** Of an anonymous class, that of what it extends. */
    private static String name(Throwable thrown) {
        Class<?> type = thrown.getClass();
        return (type.isAnonymousClass() ? type.getSuperclass() : type).getSimpleName();
    }

    private static String value(ValueWrapper value) {
        return value.getStringRepresentation();
    }
}
