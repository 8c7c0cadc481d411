//SOURCES ../../Libc.java

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A condition on which processes sleep until another process has made it true. It is a futex, which
 * is an int that all have mapped. As long as no process is asleep, none makes a system call.
 *
 * <pre>
 *   31                     1   0
 *  |  wake-ups so far        | 1 |   the last bit is 1 while a process may be asleep
 * </pre>
 *
 * The number changes with every wake-up. So a process that was about to sleep does not sleep, even
 * if another one has set the bit again meanwhile.
 */
final class FutexCondition {
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final int ASLEEP = 1;
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
        long timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        long startNanos = System.nanoTime();
        while (true) {
            // Mark first, then look: a process that makes it ready after the look sees the mark.
            int marked = ASLEEP | (int) INT.getAndBitwiseOr(word, 0L, ASLEEP);
            // The look may use acquire only, which alone could overtake the mark.
            VarHandle.fullFence();
            if (ready.getAsBoolean()) {
                return true;
            }
            long passedNanos = System.nanoTime() - startNanos;
            if (passedNanos >= timeoutNanos) {
                return false;
            }
            // Linux lets it sleep only if there was no wake-up since the mark.
            Libc.futexWait(word, marked, Math.min(timeoutNanos - passedNanos, LOOK_UP_NANOS));
        }
    }

    /** Wakes all that wait. Call it after you have made the condition true. */
    void wake() {
        // The mark must be read after the commit, in the processor too. Only a full fence ensures
        // that, and it costs more than the commit. If all consumers spin, do not call wake().
        VarHandle.fullFence();
        int marked = (int) INT.getVolatile(word, 0L);
        // One more clears the bit and counts. If it fails, another process wakes them just now.
        if ((marked & ASLEEP) == 1 && INT.compareAndSet(word, 0L, marked, marked + 1)) {
            Libc.futexWake(word, Integer.MAX_VALUE);
        }
    }
}
