import module java.base;

class SequenceLock {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    static void write(MemorySegment page, Consumer<MemorySegment> fill) {
        long sequence = (long) LONG.getVolatile(page, 0L);
        LONG.setVolatile(page, 0L, sequence + 1);
        // The stores of the fields are plain. None of them may move before the odd number.
        VarHandle.fullFence();
        fill.accept(page.asSlice(8));
        LONG.setRelease(page, 0L, sequence + 2);
    }

    static <T> T read(MemorySegment page, Function<MemorySegment, T> copy) {
        while (true) {
            long before = (long) LONG.getAcquire(page, 0L);
            if (before % 2 == 0) {
                T copied = copy.apply(page.asSlice(8));
                // The loads of the fields are plain. None of them may move after the second look.
                VarHandle.acquireFence();
                if ((long) LONG.getVolatile(page, 0L) == before) {
                    return copied;
                }
            }
            Thread.onSpinWait();
        }
    }
}
