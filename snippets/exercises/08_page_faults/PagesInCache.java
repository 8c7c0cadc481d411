/*
 * exercise 8.2: Which pages are in memory
 * points: 2
 * hint: A load would bring the page into memory and spoil the answer. Which system call only looks?
 * hint: Notebook 08, "A cold file", uses mincore(2). It needs a mapping, and one byte of your
 *   own memory for each page. Only the lowest bit of that byte counts.
 * hint:
 *   | Open for reading, fstat, and mmap with PROT_READ into a confined Arena. Close the descriptor.
 *   | Libc.mincore(p, p.byteSize(), vec), with vec = arena.allocate(pages).
 *   | A file of 0 bytes cannot be mapped, so return an empty BitSet before.
 * why: For a mapped file, mincore reports the page cache: what any process has brought in. It
 *   brings nothing in itself. Since Linux 6.5, cachestat(2) counts pages without a mapping, but
 *   does not say which ones they are.
 */
import module java.base;

// Before a program reads a file, it wants to know which parts of it would come from memory. Return
// a BitSet in which bit n is set if page n of the file is in the page cache. Do not bring any page
// in. The last page counts even if the file ends within it. An empty file has no pages.
// Files may be larger than 4 GiB, and you may have no right to write to them. If the file is also
// not yours, Linux reports every page as in memory. Return that. If a call of Linux fails, the
// ErrnoException goes to the caller: that of open for a missing file, that of mmap for a directory.
// After each call, also after one that fails, nothing more is mapped or open, and no native memory
// is left.
class PagesInCache {
    static BitSet cached(Path file) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
