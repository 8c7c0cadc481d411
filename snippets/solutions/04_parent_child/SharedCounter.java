import module java.base;

class SharedCounter {
    private static final VarHandle VALUE = ValueLayout.JAVA_LONG.varHandle();

    static MemorySegment create() {
        return Libc.mmap(Libc.NULL, 8, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
    }

    static void add(MemorySegment counter) {
        // This is one instruction of the processor (lock xadd), so it cannot stop halfway.
        long before = (long) VALUE.getAndAdd(counter, 0L, 1L);
    }
}
