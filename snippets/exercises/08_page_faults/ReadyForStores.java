/*
 * exercise 8.3: Ready for stores
 * points: 2
 * hint: A load from each page is not enough: the first store into a clean page of a file is a page
 *   fault of its own.
 * hint: Notebook 08, "Faults in advance". One advice does what a store would do, but changes no
 *   byte. Past the end of the file it reports an errno.
 * hint: madvise needs a page-aligned address, so begin at the start of the first page:
 *   | long before = p.address() % Libc.pageSize();
 *   | MemorySegment.ofAddress(p.address() - before) is that start.
 *   | The length is then p.byteSize() + before.
 *   | MADV_POPULATE_WRITE reports EFAULT where a store would get SIGBUS.
 * why: MADV_POPULATE_WRITE has the page faults of a store without the store. So it is safe while
 *   other processes write, and it reports a missing page as an errno and not as SIGBUS. To store
 *   back the byte that you have loaded would undo the stores of others.
 */
import module java.base;

// A thread with a deadline is going to store into a shared mapping. It must not have a page fault
// then. prepare() has them all in advance: after it returns true, the first store into each page of
// p raises no page fault. It changes no byte, because other processes may store at any time.
// It returns false if a store into a page of p would get SIGBUS, for example past the end of the
// file. Every other failure of Linux stays an ErrnoException, for example if the mapping is
// read-only, or if a page of p is not mapped. The segment may begin and end within a page, and it
// may be a read-only view of a writable mapping. Lock and unlock nothing: Linux may drop the pages
// again later. No bytes means nothing to do: the result is true.
class ReadyForStores {
    static boolean prepare(MemorySegment p) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
