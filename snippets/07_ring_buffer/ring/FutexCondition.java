//SOURCES ../../Libc.java

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/**
 * Where one process sleeps until another has made something ready: a futex, that is, a word that
 * both have mapped, 1 while somebody may be asleep. As long as nobody is, nobody calls the kernel.
 */
final class FutexCondition {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final int NOBODY = 0, ASLEEP = 1;
    private static final int SPINS = 1000;
    /** Even asleep, look up now and then: a process that was killed wakes nobody. */
    private static final long LOOK_UP_NANOS = 50_000_000;

    private final MemorySegment word;

    FutexCondition(MemorySegment ring, long offset) {
        word = ring.asSlice(offset, Integer.BYTES);
    }

    /**
     * Waits until {@code ready}, for at most {@code timeoutMs}. Spins a little first: to go to
     * sleep and be woken takes longer than most waits.
     *
     * @return whether it is ready
     */
    boolean await(BooleanSupplier ready, long timeoutMs) {
        for (int i = 0; i < SPINS; i++) {
            if (ready.getAsBoolean()) {
                return true;
            }
            Thread.onSpinWait();
        }
        long deadline = System.nanoTime() + timeoutMs * 1_000_000;
        while (true) {
            // First say that one sleeps, then look: who makes it ready after the look, sees it.
            INT.setVolatile(word, 0L, ASLEEP);
            if (ready.getAsBoolean()) {
                return true;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            // Sleeps only if the word is still 1: a wake() before this line is not lost.
            Libc.futexWait(word, ASLEEP, Math.min(left, LOOK_UP_NANOS));
        }
    }

    /** To be called when something was made ready; wakes all who wait for it. */
    void wake() {
        // The look may not come before what was made ready, not in the processor either. That takes
        // a full fence, which costs more than the commit itself: where all spin, leave it out.
        VarHandle.fullFence();
        if ((int) INT.getVolatile(word, 0L) == ASLEEP) {
            INT.setVolatile(word, 0L, NOBODY);
            Libc.futexWake(word, Integer.MAX_VALUE);
        }
    }
}
