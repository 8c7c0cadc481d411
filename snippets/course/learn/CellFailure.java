/** A cell, or code that the learner typed, has not run to its end. The message says why. */
final class CellFailure extends Exception {
    /** Why the code did not run to its end. */
    enum Kind {
        /** The compiler rejects the code. */
        REJECTED,
        /** The code threw an exception. The message is its type and its own message. */
        THROWN,
        /** A check does not hold. It has printed both values. */
        CHECK_FAILED,
        /** The learner stopped the code. */
        STOPPED,
        /** The JVM of the cells has ended. All variables are lost. */
        JVM_ENDED
    }

    final Kind kind;

    CellFailure(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }
}
