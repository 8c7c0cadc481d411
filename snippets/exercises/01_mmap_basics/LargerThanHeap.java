/*
 * exercise 1.4: A mapped file larger than the heap, summed
 * points: 1
 * hint: Where are the pages of a mapping: on the Java heap, or outside of it?
 * hint: Notebook 01, "2.1 The program", gets the length of a file with lseek and maps all of it.
 *   MemorySegment.get with ValueLayout.JAVA_LONG reads eight bytes in the byte order of this
 *   machine. A ByteBuffer is different in two ways. It reads the highest byte first, unless you set
 *   ByteOrder.nativeOrder(). And it stays mapped until the garbage collector finds it.
 * hint:
 *   | // Map the file MAP_SHARED for PROT_READ. Then:
 *   | for (long at = 0; at < length; at += Long.BYTES) {
 *   |     sum += p.get(ValueLayout.JAVA_LONG, at);
 *   | }
 *   | // Call munmap in a finally block.
 * why: Only the pages that you touch are in memory, and Linux may drop them again because the
 *   file has their content. A professional adds madvise(MADV_SEQUENTIAL) for one pass, and
 *   measures whether read into a buffer is faster.
 */
import module java.base;

// Add up all longs in a file that is larger than the heap. The file holds one long after the other
// and has at least one. Each long takes eight bytes, in the byte order of this machine: the lowest
// byte comes first. The sum of large longs wraps around, as with the operator +.
// The grader has a heap of 64 MB, and its file has 72 MB. Other files may have several GiB, so
// their positions are too large for an int. Such a mapping is no problem, because its pages are not
// on the heap: Linux brings them into memory when you touch them. Map the file and do not call
// read. You may only read the file, so open and map it for reading. When the method returns,
// nothing may be mapped or open any more. The same holds if a call fails, or if another process
// cuts the file meanwhile. The exception must reach the caller.
class LargerThanHeap {
    static long sum(Path file) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
