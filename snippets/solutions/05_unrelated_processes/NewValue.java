import module java.base;

class NewValue {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    private final MemorySegment page;
    private long seen;

    NewValue(MemorySegment page) {
        this.page = page;
    }

    static void write(MemorySegment page, int value) {
        long number = ((long) LONG.getAcquire(page, 0L) >>> 32) + 1;
        // Unsigned, because the sign of a negative value would overwrite the number.
        LONG.setRelease(page, 0L, number << 32 | Integer.toUnsignedLong(value));
    }

    OptionalInt poll() {
        // Load both halves at once, because a second load might find the next value.
        long both = (long) LONG.getAcquire(page, 0L);
        long number = both >>> 32;
        if (number == seen) {
            return OptionalInt.empty();
        }
        seen = number;
        return OptionalInt.of((int) both);
    }
}
