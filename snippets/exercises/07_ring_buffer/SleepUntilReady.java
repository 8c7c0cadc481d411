/*
 * exercise 7.2: Sleep until it is there
 * points: 3
 * forks: yes
 * hint: Somebody makes it ready after you have looked and before you sleep. How does that one learn
 *   that you are about to sleep, and what does the kernel compare before it lets you?
 * hint: Notebook 07, "Sleeping without losing the wake-up", and futex(2), FUTEX_WAIT: it sleeps
 *   only if the word still has the expected value. Say that you sleep before you look, not after.
 *   Whoever is awake again looks again, and sleeps no longer than until the deadline.
 * hint:
 *   | In a loop: INT.setVolatile(word, 0L, 1); if (ready.getAsBoolean()) { return true; }
 *   | long left = deadline - System.nanoTime(); if (left <= 0) { return false; }
 *   | Libc.futexWait(word, 1, left);
 *   | // and in wake:
 *   | if ((int) INT.getAndSet(word, 0L, 0) == 1) { Libc.futexWake(word, Integer.MAX_VALUE); }
 */
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
