import module java.base;

class SequenceLock {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    static void write(MemorySegment page, Consumer<MemorySegment> fill) {
        long sequence = (long) LONG.getVolatile(page, 0L);
        LONG.setVolatile(page, 0L, sequence + 1);
        // The stores of the fields are plain. None of them may move before the odd number.
        VarHandle.storeStoreFence();
        fill.accept(page.asSlice(8));
        LONG.setRelease(page, 0L, sequence + 2);
    }

    static <T> T read(MemorySegment page, Function<MemorySegment, T> copy) {
        while (true) {
            long before = (long) LONG.getAcquire(page, 0L);
            if (before % 2 == 0) {
                try {
                    T copied = copy.apply(page.asSlice(8));
                    if (isStill(before, page)) {
                        return copied;
                    }
                } catch (RuntimeException | Error e) {
                    // On half a record, `copy` may throw anything. That means nothing.
                    if (isStill(before, page)) {
                        throw e;
                    }
                }
            }
            Thread.onSpinWait();
        }
    }

    private static boolean isStill(long before, MemorySegment page) {
        // The loads of the fields are plain. None of them may move after the second look.
        VarHandle.acquireFence();
        return (long) LONG.getVolatile(page, 0L) == before;
    }
}
