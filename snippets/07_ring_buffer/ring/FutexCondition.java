//SOURCES ../../Libc.java

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;

/**
 * A condition on which a process sleeps until another process has made it true. It is a futex,
 * which is an int that both have mapped. The word is the mark: 1 while a process may be asleep. As
 * long as no process is asleep, none makes a system call.
 */
final class FutexCondition {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final int NOBODY = 0, ASLEEP = 1;
    private static final int SPINS = 1000;
    /** How long to sleep before the next look, because a process that was killed wakes nobody. */
    private static final long LOOK_UP_NANOS = 50_000_000;

    private final MemorySegment word;

    FutexCondition(MemorySegment ring, long offset) {
        word = ring.asSlice(offset, Integer.BYTES);
    }

    /**
     * Waits until {@code ready} is true, at most {@code timeoutMs}. It spins for a moment first,
     * because falling asleep and waking up take longer than most waits.
     *
     * @return whether {@code ready} is true
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
            // Mark first, then look: a process that makes it ready after the look sees the mark.
            INT.setVolatile(word, 0L, ASLEEP);
            if (ready.getAsBoolean()) {
                return true;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            // Linux lets it sleep only if the word is still 1, so a wake() before this is not lost.
            Libc.futexWait(word, ASLEEP, Math.min(left, LOOK_UP_NANOS));
        }
    }

    /** Wakes all that wait. Call it after you have made the condition true. */
    void wake() {
        // The mark must be read after the commit, in the processor too. Only a full fence ensures
        // that, and it costs more than the commit. If all consumers spin, do not call wake().
        VarHandle.fullFence();
        if ((int) INT.getVolatile(word, 0L) == ASLEEP) {
            INT.setVolatile(word, 0L, NOBODY);
            Libc.futexWake(word, Integer.MAX_VALUE);
        }
    }
}
