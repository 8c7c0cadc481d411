import module java.base;

class CarefulSfree {
    // Addresses and lengths. A set of segments would not do: for equals, a block and a slice of
    // it that begins at the same address are the same.
    private static final Map<Long, Long> BLOCKS = new ConcurrentHashMap<>();

    static MemorySegment smalloc(long length, String filename) {
        MemorySegment p = Allocator.smalloc(length, filename);
        BLOCKS.put(p.address(), p.byteSize());
        return p;
    }

    static void sfree(MemorySegment p) {
        // remove looks and takes out in one step: of two threads that free a block one is refused.
        if (!BLOCKS.remove(p.address(), p.byteSize())) {
            throw new IllegalArgumentException("no block, or freed already: " + p);
        }
        Allocator.sfree(p);
    }
}
