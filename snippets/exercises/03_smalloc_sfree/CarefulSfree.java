/*
 * exercise 3.2: An sfree that refuses what is not its own
 * points: 2
 * hint: How can sfree know a block of smalloc's from a slice of it, and a block in use from one
 *   that is freed?
 * hint: Notebook 03, "Freed twice", shows what goes wrong. Note down what is in use: smalloc puts
 *   it in, sfree takes it out. Address and length make a block; MemorySegment.equals looks at the
 *   address only.
 * hint:
 *   | private static final Map<Long, Long> BLOCKS = new ConcurrentHashMap<>();
 *   | // in smalloc:
 *   | BLOCKS.put(p.address(), p.byteSize());
 *   | // in sfree, before anything is unmapped:
 *   | if (!BLOCKS.remove(p.address(), p.byteSize())) {
 *   |     throw new IllegalArgumentException("no block, or freed already: " + p);
 *   | }
 */
import module java.base;

// munmap believes what it is told: free a block twice, and it takes away whatever has been mapped
// there meanwhile. Write an sfree that frees only a block exactly as smalloc gave it out, same
// address and same length, and only once. For anything else, such as a block that is freed
// already, a slice of a block or memory from elsewhere, it throws an IllegalArgumentException,
// and nothing is unmapped. smalloc may have to note something down for it.
// The grader looks at /proc/self/maps after each call.
class CarefulSfree {
    static MemorySegment smalloc(long length, String filename) {
        return Allocator.smalloc(length, filename);
    }

    static void sfree(MemorySegment p) {
        // TODO: here, and in smalloc what sfree needs to know; Allocator.sfree(p) unmaps
        throw new UnsupportedOperationException("not solved yet");
    }
}
