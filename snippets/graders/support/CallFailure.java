//SOURCES ../../Libc.java

import module java.base;

/** What a caller learns if a call fails in the learner's code. */
final class CallFailure {
    static final String REPORTED = "an exception that says which call failed, and why";

    private CallFailure() {}

    interface Work {
        void run() throws Exception;
    }

    /**
     * Runs {@code work}, in which a system call fails. Returns {@link #REPORTED} if it throws the
     * exception of that call, or another exception with that one as its cause.
     */
    static String of(Work work) {
        try {
            work.run();
            return "no exception";
        } catch (UnsupportedOperationException unsolved) {
            throw unsolved;   // a stub
        } catch (Exception e) {
            return Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
                .anyMatch(CallFailure::isOfCall) ? REPORTED : "only " + e;
        }
    }

    private static boolean isOfCall(Throwable thrown) {
        StackTraceElement[] stack = thrown.getStackTrace();
        // The JDK makes an IOException in a class with a package. Learners' classes have none.
        return thrown instanceof Libc.ErrnoException || thrown instanceof IOException
            && stack.length > 0 && stack[0].getClassName().contains(".");
    }
}
