import module java.base;

class SleepUntilReady {
    private static final int NOBODY = 0, ASLEEP = 1;
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    static boolean await(MemorySegment word, BooleanSupplier ready, long timeoutMs) {
        // toNanos stops at Long.MAX_VALUE. The sum may overflow, but the difference below is right.
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
        while (true) {
            // Mark first, then look: a process that makes it ready after the look sees the mark.
            INT.setVolatile(word, 0L, ASLEEP);
            VarHandle.fullFence();
            if (ready.getAsBoolean()) {
                return true;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            // Linux does not let the thread sleep if wake() has changed the word meanwhile.
            Libc.futexWait(word, ASLEEP, left);
        }
    }

    static void wake(MemorySegment word) {
        // One atomic step. It is also a full fence: it reads the word after all earlier writes.
        if ((int) INT.getAndSet(word, 0L, NOBODY) == ASLEEP) {
            Libc.futexWake(word, Integer.MAX_VALUE);
        }
    }
}
