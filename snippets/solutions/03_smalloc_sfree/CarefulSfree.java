import module java.base;

class CarefulSfree {
    // The addresses and lengths of the blocks in use. A set of segments would not work, because
    // equals ignores the length: a block and a slice from its beginning would be equal.
    private static final Map<Long, Long> BLOCKS = new ConcurrentHashMap<>();

    static MemorySegment smalloc(long length, String filename) {
        MemorySegment p = Allocator.smalloc(length, filename);
        BLOCKS.put(p.address(), p.byteSize());
        return p;
    }

    static void sfree(MemorySegment p) {
        // remove checks and removes in one step, so of two threads only one can free the block.
        if (!BLOCKS.remove(p.address(), p.byteSize())) {
            throw new IllegalArgumentException("not a block in use: " + p);
        }
        Allocator.sfree(p);
    }
}
