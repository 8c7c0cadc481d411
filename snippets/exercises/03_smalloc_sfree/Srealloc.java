/*
 * exercise 3.3: srealloc
 * points: 2
 * hint: A block is a file and a mapping. Which call changes the length of each of them? In which
 *   order do you make the two calls when the block grows, and when it shrinks?
 * hint: Notebook 03, "realloc's counterpart: mremap", and mremap(2): what does MREMAP_MAYMOVE
 *   allow? Open the file without O_TRUNC, and close it in any case. If mremap fails, what has
 *   already happened to the file?
 * hint:
 *   | Grow: Libc.ftruncate(fd, newLength) first. Then, in both cases,
 *   | MemorySegment q = Libc.mremap(p, p.byteSize(), newLength, Libc.MREMAP_MAYMOVE);
 *   | if that throws, Libc.ftruncate(fd, p.byteSize()) and throw it again.
 *   | Shrink: Libc.ftruncate(fd, newLength) after that. Libc.close(fd) in a finally.
 */
import module java.base;

// Write realloc for smalloc. It makes a block longer or shorter: both its file and its mapping. p
// is a block that smalloc mapped; it is the whole file, and its descriptor is closed. Return a
// mapping of newLength bytes of the same file, perhaps at another address, because the addresses
// after p may be in use. The old bytes are kept as far as they fit, and new bytes are zero.
// An impossible length is an exception, and then file and mapping are as before. Examples are -1,
// and 1L << 60: some file systems allow such a file, but no processor has that many addresses.
// The grader checks the file's length, /proc/self/maps (no old mapping is left) and /proc/self/fd.
class Srealloc {
    static MemorySegment srealloc(MemorySegment p, long newLength, String filename)
            throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
