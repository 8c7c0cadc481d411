/*
 * exercise 3.3: srealloc
 * points: 2
 * hint: A block is a file and a mapping. Which call changes the length of the file, and which the
 *   length of the mapping? In which order must you call them when the block grows, and when it
 *   shrinks?
 * hint: Notebook 03, "realloc's counterpart: mremap", and mremap(2) for MREMAP_MAYMOVE. Open the
 *   file without O_TRUNC, and close it in all cases. If mremap fails, what have you already done to
 *   the file?
 * hint:
 *   | To grow: Libc.ftruncate(fd, newLength) first. Then, in both cases:
 *   | MemorySegment q = Libc.mremap(p, p.byteSize(), newLength, Libc.MREMAP_MAYMOVE);
 *   | If that throws: Libc.ftruncate(fd, p.byteSize()), and throw the exception again.
 *   | To shrink: Libc.ftruncate(fd, newLength) last. Call Libc.close(fd) in a finally block.
 * why: The file grows before the mapping and shrinks after it, so no page of the mapping ever
 *   lies past the end of the file. If mremap fails, the solution restores the old length.
 *   Callers must replace the old address, because the block may have moved.
 */
import module java.base;

// Write realloc for smalloc: make a block longer or shorter, both its file and its mapping. `p` is
// a block as smalloc returns it: a mapping of the whole file, whose descriptor is already closed.
// Return `newLength` bytes of the same file, perhaps at another address. The old bytes are kept as
// far as they fit, and new bytes are 0. The addresses after p may be in use. Both lengths may be
// 4 GiB and more, so do not copy or write all bytes.
// Another thread may use the block meanwhile. So no page that is mapped may lie past the end of the
// file, also not for a moment, because an access to it would be a SIGBUS.
// If newLength is impossible, throw an exception, and leave the mapping and the file as they were.
// The grader tries -1, 0, lengths that only the file can have, and a file that cannot grow.
// The grader looks at the file's length, into /proc/self/maps, where nothing of the old mapping may
// be left, and into /proc/self/fd.
class Srealloc {
    static MemorySegment srealloc(MemorySegment p, long newLength, String filename)
            throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
