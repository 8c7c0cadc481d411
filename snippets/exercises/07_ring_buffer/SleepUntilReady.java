/*
 * exercise 7.2: Sleep until it is ready
 * points: 3
 * forks: yes
 * hint: Suppose that another process makes it ready after you have looked and before you sleep. How
 *   can it see that you are about to sleep? What does Linux compare before it puts you to sleep?
 * hint: Notebook 07, "Sleeping without losing the wake-up", and futex(2), FUTEX_WAIT. A thread
 *   sleeps only if the word still has the expected value. Set the word before you look, not after.
 *   After each wake-up, set it and look again, and sleep until the deadline at most.
 * hint:
 *   | In a loop: INT.setVolatile(word, 0L, 1); if (ready.getAsBoolean()) { return true; }
 *   | long left = deadline - System.nanoTime(); if (left <= 0) { return false; }
 *   | Libc.futexWait(word, 1, left);
 *   | // and in wake:
 *   | if ((int) INT.getAndSet(word, 0L, 0) == 1) { Libc.futexWake(word, Integer.MAX_VALUE); }
 * why: The sleeper first leaves its mark and then looks again, and the waker first makes it
 *   ready and then takes the mark. So one of the two always sees the other. This needs full
 *   fences, because a processor may move a load before an earlier store. futex compares the word
 *   inside Linux, which closes the last gap before the sleep.
 */
import module java.base;

// Sleep until another process has made something ready. `word` is an int that all processes have
// mapped. At first it is 0, because nobody sleeps. A process that makes something ready calls
// wake() after that.
// await() asks `ready`, and sleeps as long as the result is false. It must not lose a wake-up, not
// even one between the look and the sleep. A wake-up may be meant for another process: then sleep
// again. Look once more after the timeout. It is 0 or more, and Long.MAX_VALUE is fine too. The
// time of day may jump, so use another clock. You need not care about interrupts. A sleeping thread
// must cost nearly no processor time. A few looks before the sleep are fine, or one every 50 ms.
// wake() changes the word, and then wakes all sleepers. It makes no system call as long as nobody
// has called await(). Something is made ready by a plain store or one with release, and `ready`
// looks with acquire. A processor may do a load before an earlier store. So await() needs a full
// fence before its look, and wake() needs one before it reads the word: VarHandle.fullFence(), or
// an atomic update such as getAndSet.
class SleepUntilReady {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    /** Waits until `ready` is true, at most `timeoutMs`. Returns whether it is true. */
    static boolean await(MemorySegment word, BooleanSupplier ready, long timeoutMs) {
        throw todo();
    }

    /** Wakes all threads that sleep on `word`, in every process. */
    static void wake(MemorySegment word) {
        throw todo();
    }

    // TODO: write the two methods above. Then delete this one.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
