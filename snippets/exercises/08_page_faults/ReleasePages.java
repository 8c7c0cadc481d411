/*
 * exercise 8.4: Release pages, keep the data
 * points: 2
 * hint: The pages shall leave the page table of this process, not the page cache. Which advice does
 *   that at once?
 * hint: Notebook 08, "The page cache belongs to everyone", uses MADV_DONTNEED. In a shared mapping
 *   it loses nothing. It works on whole pages, so decide what happens to the page with byte `end`.
 * hint:
 *   | long length = end == log.byteSize() ? end : end / Libc.pageSize() * Libc.pageSize();
 *   | Libc.madvise(log, length, Libc.MADV_DONTNEED);
 * why: MADV_DONTNEED removes entries from the page table. In a shared mapping, the page cache still
 *   has each page, with all that was stored, so nothing is lost and a later load is a minor fault.
 *   In a private mapping the same call would throw away the changes.
 */
import module java.base;

// A program reads a large log through a shared mapping, from start to end. What it has read still
// counts as its memory (Rss), so the program looks larger and larger. release() is called when the
// bytes before `end` are no longer needed. Their pages must not count in Rss any more, but the page
// that holds byte `end` and all later ones must stay in the page table. If `end` is the size of the
// log, then the last page is released too, even if the log ends within it.
// Nothing else changes: every byte can still be loaded, no store is lost, and other
// mappings of the file keep their pages. If `end` is negative or larger than the log, throw an
// IndexOutOfBoundsException. An error of Linux goes to the caller: a locked page, for example,
// cannot be released. A log may be larger than 4 GiB.
class ReleasePages {
    /** @param log a whole shared mapping of a file, so it begins at a page */
    static void release(MemorySegment log, long end) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
