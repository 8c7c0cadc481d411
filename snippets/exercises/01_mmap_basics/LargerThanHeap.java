/*
 * exercise 1.4: A mapped file larger than the heap, summed
 * points: 1
 * hint: Whose memory are the pages of a mapping: the heap's, or the kernel's?
 * hint: Notebook 01, "2.1 The program" asks lseek for a file's length and maps as much.
 *   MemorySegment.get with ValueLayout.JAVA_LONG takes eight bytes in this machine's order; a
 *   ByteBuffer takes the highest byte first, unless it is told ByteOrder.nativeOrder(), and stays
 *   mapped until the garbage collector finds it.
 * hint:
 *   | Map it SHARED for PROT_READ, then
 *   | for (long at = 0; at < length; at += Long.BYTES) {
 *   |     sum += p.get(ValueLayout.JAVA_LONG, at);
 *   | }
 *   | and munmap in a finally.
 */
import module java.base;

// Add up a file of longs that is larger than the heap. The longs stand one behind the other, eight
// bytes each, as this machine keeps them in memory: the lowest byte first. There is at least one.
// The grader's heap is 64 MB and the file has 72: a mapping does not care, for its pages are the
// kernel's and come when they are touched. Map it, and do without read; leave nothing mapped or
// open. A sum too large for a long may wrap round.
class LargerThanHeap {
    static long sum(Path file) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
