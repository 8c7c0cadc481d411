/*
 * exercise 3.1: smalloc without the leak
 * points: 1
 * hint: Which of the calls between open and the end can throw, and who closes the descriptor then?
 * hint: Notebook 03, "Step 5: mended": open, ftruncate and mmap as in the tutorial, with the last
 *   two in a try whose finally closes. Of open(2), see O_CREAT and O_TRUNC.
 * hint:
 *   | int fd = Libc.open(filename, Libc.O_RDWR | Libc.O_CREAT | Libc.O_TRUNC, 0664);
 *   | try {
 *   |     Libc.ftruncate(fd, length);
 *   |     return Libc.mmap(Libc.NULL, length, …, Libc.MAP_SHARED, fd, 0);
 *   | } finally {
 *   |     Libc.close(fd);
 *   | }
 */
import module java.base;

// The tutorial's smalloc opens a descriptor and never closes it; a server that calls it often
// ends with "Too many open files". Write one without the leak. The file may not exist yet; whatever
// it held before, it then holds `length` bytes, all of them 0, and the memory is a shared mapping
// of it, to read and to write.
// The grader looks at /proc/self/fd when smalloc has returned, and also when it has failed
// because mmap failed, as for length 0: the exception reaches the caller, the descriptor does not
// stay. The mapping is the caller's, who gives it back with munmap.
class SmallocWithoutLeak {
    static MemorySegment smalloc(long length, String filename) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
