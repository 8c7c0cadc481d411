import module java.base;

class ReadyForStores {
    static boolean prepare(MemorySegment p) {
        long before = p.address() % Libc.pageSize();
        MemorySegment start = MemorySegment.ofAddress(p.address() - before);
        if (p.byteSize() == 0) {
            return true;
        }
        try {
            Libc.madvise(start, p.byteSize() + before, Libc.MADV_POPULATE_WRITE);
            return true;
        } catch (Libc.ErrnoException e) {
            if (e.errno == Libc.EFAULT) {
                return false;
            }
            throw e;
        }
    }
}
