import module java.base;

class QueueForTwo {
    private static final long HEAD = 0, TAIL = 64, SLOTS = 4096;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    static boolean put(MemorySegment queue, long message) {
        long tail = (long) LONG.get(queue, TAIL);
        // Acquire, because the slot may be written only after the consumer has read it.
        long head = (long) LONG.getAcquire(queue, HEAD);
        if (tail - head == slots(queue)) {
            return false;
        }
        LONG.set(queue, slot(queue, tail), message);
        // Release, because the message must be visible before the tail that publishes it.
        LONG.setRelease(queue, TAIL, tail + 1);
        return true;
    }

    static OptionalLong take(MemorySegment queue) {
        long head = (long) LONG.get(queue, HEAD);
        if (head == (long) LONG.getAcquire(queue, TAIL)) {
            return OptionalLong.empty();
        }
        long message = (long) LONG.get(queue, slot(queue, head));
        LONG.setRelease(queue, HEAD, head + 1);
        return OptionalLong.of(message);
    }

    private static long slots(MemorySegment queue) {
        return (queue.byteSize() - SLOTS) / Long.BYTES;
    }

    private static long slot(MemorySegment queue, long n) {
        return SLOTS + n % slots(queue) * Long.BYTES;
    }
}
