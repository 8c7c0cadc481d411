import module java.base;

// A page keeps its value, so a reader that looks twice finds it twice; and from the value alone
// it cannot tell a repeat from a new value that is equal. So the writer numbers what it writes,
// from 1 on. The long at offset 0 holds the number in its upper half and the value in its lower
// half, set in one go, so that nobody sees the one without the other. In the beginning it is 0.
// The grader looks at the long, writes it itself, and polls with several readers.
class NewValue {
    private final MemorySegment page;

    NewValue(MemorySegment page) {
        this.page = page;
    }

    /** By the only writer. */
    static void write(MemorySegment page, int value) {
        throw todo();
    }

    /** The value, if this reader has not returned it yet; of several new ones the last. */
    OptionalInt poll() {
        throw todo();
    }

    // TODO: write the two methods above; then this one can go.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
