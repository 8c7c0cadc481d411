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
