import module java.base;

class PopulateBefore {
    private static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();

    static void populate(MemorySegment p) {
        // A load brings the page into memory, and changes nothing that others have written.
        for (long at = 0; at < p.byteSize(); at += Libc.pageSize()) {
            // The JIT compiler may drop a plain load of which nobody uses the value.
            byte touched = (byte) BYTE.getVolatile(p, at);
        }
    }
}
