import module java.base;

// Sleep until another process has made something ready, and be woken by it. `word`, an int that all
// have mapped, is 0 at first: nobody sleeps. Whoever makes something ready calls wake() after that.
// await() looks, and sleeps as long as it is not ready. No wake may be lost, not even one between
// the look and the sleep. A wake may be for another who waits, or for nobody: sleep on then.
// Sleep costs nothing: a few looks before it, or one every 50 ms, are all right.
// wake() wakes all, and makes no system call as long as nobody has slept.
class SleepUntilReady {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    /** Waits until `ready`, for at most `timeoutMs`; answers whether it is ready. */
    static boolean await(MemorySegment word, BooleanSupplier ready, long timeoutMs) {
        throw todo();
    }

    /** Wakes all who sleep on `word`, in any process. */
    static void wake(MemorySegment word) {
        throw todo();
    }

    // TODO: write the two methods above; then this one can go.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
