/*
 * exercise 3.1: smalloc without the leak
 * points: 1
 * hint: Which calls after open can throw? What closes the descriptor then?
 * hint: Notebook 03, "Step 5: the fix": open, ftruncate and mmap as in the tutorial, with the last
 *   two in a try whose finally closes. See O_CREAT and O_TRUNC in open(2).
 * hint:
 *   | int fd = Libc.open(filename, Libc.O_RDWR | Libc.O_CREAT | Libc.O_TRUNC, 0664);
 *   | try {
 *   |     Libc.ftruncate(fd, length);
 *   |     return Libc.mmap(Libc.NULL, length, …, Libc.MAP_SHARED, fd, 0);
 *   | } finally {
 *   |     Libc.close(fd);
 *   | }
 * why: A mapping keeps its file open, so the descriptor can be closed as soon as mmap returns,
 *   and must be closed if mmap fails. try and finally do both. In C this is the job of a goto to
 *   the end of the function.
 */
import module java.base;

// The tutorial's smalloc opens a descriptor and never closes it. A server that calls it often gets
// the error "Too many open files". Write a smalloc without this leak. It creates the file if there
// is none. After the call, the file holds `length` bytes, all of them 0, whatever it held before.
// Its length may be 4 GiB and more, so do not write the zeros yourself. An existing file stays the
// same file, also if `filename` is a symbolic link to it. The result is a shared mapping of the
// file, readable and writable. The caller unmaps it, and then nothing is left of the call.
// The grader checks /proc/self/fd after smalloc has returned, and also after open, ftruncate or
// mmap has failed, as for length 0. Then the caller gets this exception, perhaps as the cause of
// another one. No descriptor stays open, nothing is mapped, and no native memory is left. Only the
// old content of the file may be lost.
class SmallocWithoutLeak {
    static MemorySegment smalloc(long length, String filename) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
