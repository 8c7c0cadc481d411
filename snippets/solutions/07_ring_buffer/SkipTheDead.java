import module java.base;

class SkipTheDead {
    private static final long FREE = 0, COMMITTED = -1, HEAD = 0, SLOTS = 8;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    static OptionalLong take(MemorySegment ring, LongPredicate isGone) {
        long slots = (ring.byteSize() - SLOTS) / 16;
        while (true) {
            long head = (long) LONG.getVolatile(ring, HEAD);
            long slot = SLOTS + head % slots * 16;
            long state = (long) LONG.getVolatile(ring, slot);
            if (state == COMMITTED) {
                long message = (long) LONG.get(ring, slot + 8);
                LONG.setVolatile(ring, HEAD, head + 1);
                LONG.setVolatile(ring, slot, FREE);
                return OptionalLong.of(message);
            }
            if (state == FREE || !isGone.test(state)) {
                return OptionalLong.empty();
            }
            // Compare first, because the producer may have committed just before it ended.
            if (LONG.compareAndSet(ring, slot, state, FREE)) {
                LONG.setVolatile(ring, HEAD, head + 1);
            }
        }
    }

    static boolean isGone(int fd, long producer) {
        // Linux drops the lock when the process has ended and has lost its mappings.
        var lock = new Libc.Flock(Libc.F_WRLCK, producer, 1);
        return Libc.fcntl(fd, Libc.F_OFD_GETLK, lock).type() == Libc.F_UNLCK;
    }
}
