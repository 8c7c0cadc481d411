import module java.base;

class ReleasePages {
    static void release(MemorySegment log, long end) {
        if (end < 0 || end > log.byteSize()) {
            throw new IndexOutOfBoundsException(end);
        }
        long length = end == log.byteSize() ? end : end / Libc.pageSize() * Libc.pageSize();
        Libc.madvise(log, length, Libc.MADV_DONTNEED);
    }
}
