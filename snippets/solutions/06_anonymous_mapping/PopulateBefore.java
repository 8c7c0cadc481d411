import module java.base;

class PopulateBefore {
    static void populate(MemorySegment p) {
        // A load brings the page into memory, and changes nothing that others have written.
        for (long at = 0; at < p.byteSize(); at += Libc.pageSize()) {
            p.get(ValueLayout.JAVA_BYTE, at);
        }
    }
}
