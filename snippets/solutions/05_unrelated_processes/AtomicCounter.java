import module java.base;

class AtomicCounter {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    static long update(MemorySegment counter, LongUnaryOperator change) {
        while (true) {
            long old = (long) LONG.getVolatile(counter, 0L);
            long next = change.applyAsLong(old);
            // This stores `next` only if the counter is still `old`.
            if (LONG.compareAndSet(counter, 0L, old, next)) {
                return next;
            }
        }
    }
}
