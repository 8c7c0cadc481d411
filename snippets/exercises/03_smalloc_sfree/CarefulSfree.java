/*
 * exercise 3.2: An sfree that accepts only its own blocks
 * points: 2
 * hint: How can sfree distinguish a block of smalloc from a slice of it, and a block in use from
 *   one that is freed?
 * hint: Notebook 03, "Freed twice", shows what goes wrong. Keep a list of the blocks in use:
 *   smalloc adds a block, sfree removes it. A block is an address and a length, but
 *   MemorySegment.equals ignores the length.
 * hint:
 *   | private static final Map<Long, Long> BLOCKS = new ConcurrentHashMap<>();
 *   | // in smalloc:
 *   | BLOCKS.put(p.address(), p.byteSize());
 *   | // in sfree, before anything is unmapped:
 *   | if (!BLOCKS.remove(p.address(), p.byteSize())) {
 *   |     throw new IllegalArgumentException("not a block in use: " + p);
 *   | }
 * why: The map remembers address and length together, and remove checks and removes in one
 *   atomic step. So of two threads that free the same block, one gets the exception. Real
 *   allocators store such a mark beside the block, or use guard pages.
 */
import module java.base;

// munmap checks nothing. If you free a block twice, it unmaps what is mapped there now. Write an
// sfree that frees a block only once, and only if its address and length are those that smalloc
// returned. Otherwise it throws an IllegalArgumentException and unmaps nothing. Examples are a
// block that is already freed, a slice of a block, and memory from elsewhere. Any segment with the
// address and the length of a block is that block. Several threads may call both methods at the
// same time. You may change smalloc, too. The grader checks /proc/self/maps after each call.
class CarefulSfree {
    static MemorySegment smalloc(long length, String filename) {
        return Allocator.smalloc(length, filename);
    }

    static void sfree(MemorySegment p) {
        // TODO: here, and in smalloc store what you need; Allocator.sfree(p) unmaps
        throw new UnsupportedOperationException("not solved yet");
    }
}
