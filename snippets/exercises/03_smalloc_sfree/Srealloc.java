/*
 * exercise 3.3: srealloc
 * points: 2
 * hint: A block is a file and a mapping. Which call changes the length of the one, which of the
 *   other, and in which order when the block grows, and when it shrinks?
 * hint: Notebook 03, "realloc's counterpart: mremap", and mremap(2): what does MREMAP_MAYMOVE
 *   allow? Open the file without O_TRUNC, and close it whatever happens. If mremap fails, what has
 *   been done to the file already?
 * hint:
 *   | Grow: Libc.ftruncate(fd, newLength) first. Then, in both cases,
 *   | MemorySegment q = Libc.mremap(p, p.byteSize(), newLength, Libc.MREMAP_MAYMOVE);
 *   | if that throws, Libc.ftruncate(fd, p.byteSize()) and throw it again.
 *   | Shrink: Libc.ftruncate(fd, newLength) after it. All in try, with Libc.close(fd) in finally.
 */
import module java.base;

// realloc for smalloc: makes a block longer or shorter, the file and the mapping of it. p is a
// block that smalloc mapped from the whole file, with its descriptor closed. Returns newLength
// bytes of the same file, perhaps at another address: what fits is kept, what is new is zero.
// The grader looks at the file's length, at /proc/self/maps (nothing of the old mapping is left)
// and at /proc/self/fd. The place behind p may be taken. A length that cannot be is an exception
// that leaves the block as it was, the file too: -1, or 1L << 60, which some file systems give to
// a file, but no processor has so many addresses.
class Srealloc {
    static MemorySegment srealloc(MemorySegment p, long newLength, String filename)
            throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
