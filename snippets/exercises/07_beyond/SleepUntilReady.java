import module java.base;

// Sleep until another process has made something ready, and be woken by it. `word`, an int that all
// have mapped, is 0 at first: nobody sleeps. Whoever makes something ready calls wake() after it.
// Wanted of await(): nobody sleeps when it is ready, whenever that came; who sleeps costs nothing
// (to look a few times before, or every 50 ms, is all right); and it may be woken for another.
// Wanted of wake(): all wake up, and while nobody has slept it makes no system call.
// The grader has its eyes on the looks, on the time of the processor, and on the system calls.
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
