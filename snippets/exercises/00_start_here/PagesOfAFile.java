/*
 * exercise 0.1: Count the pages of a file
 * points: 1
 * hint: A page that is used by one byte is a page. What does an integer division do with the rest?
 * hint: Notebook 01, "length": the kernel works in pages and rounds up. Libc.pageSize() is a page's
 *   size.
 * hint: (lengthBytes + pageSize - 1) / pageSize: what is added carries every rest over to one page
 *   more.
 */
import module java.base;

// How many pages does a file of lengthBytes take in memory? The last page is rarely full, an
// empty file takes none, and the size of a page differs between machines: ask Libc.pageSize().
// The grader maps files of many lengths and looks at what the kernel gives them.
class PagesOfAFile {
    static long pages(long lengthBytes) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
