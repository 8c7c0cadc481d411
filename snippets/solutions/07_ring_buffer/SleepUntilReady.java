import module java.base;

class SleepUntilReady {
    private static final int NOBODY = 0, ASLEEP = 1;
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

    static boolean await(MemorySegment word, BooleanSupplier ready, long timeoutMs) {
        long deadline = System.nanoTime() + timeoutMs * 1_000_000;
        while (true) {
            // First say that one sleeps, then look: who makes it ready after the look, sees that.
            INT.setVolatile(word, 0L, ASLEEP);
            if (ready.getAsBoolean()) {
                return true;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            // The kernel lets nobody sleep if the word is not 1 any more: wake() has been here.
            Libc.futexWait(word, ASLEEP, left);
        }
    }

    static void wake(MemorySegment word) {
        // One atomic step, and a full fence between what was made ready and the look at the word.
        if ((int) INT.getAndSet(word, 0L, NOBODY) == ASLEEP) {
            Libc.futexWake(word, Integer.MAX_VALUE);
        }
    }
}
