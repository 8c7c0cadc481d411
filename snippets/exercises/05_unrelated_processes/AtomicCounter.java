import module java.base;

// A counter that any number of processes change. Each maps the file by itself, and no lock of
// Java reaches from one process to another. update() reads the long at offset 0, lets `change`
// work out the next value, and stores that; it returns what it stored. If the counter has changed
// meanwhile, the result is worthless: storing it would undo what the others did.
// The grader lets other processes add while `change` is still at work, and nothing may be lost.
class AtomicCounter {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    static long update(MemorySegment counter, LongUnaryOperator change) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
