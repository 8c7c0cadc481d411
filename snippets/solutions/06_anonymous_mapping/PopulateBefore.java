import module java.base;

class PopulateBefore {
    static void populate(MemorySegment p) {
        // To read is to touch, and takes nothing away from others who write.
        for (long at = 0; at < p.byteSize(); at += Libc.pageSize()) {
            p.get(ValueLayout.JAVA_BYTE, at);
        }
    }
}
