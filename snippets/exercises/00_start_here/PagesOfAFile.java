/*
 * exercise 0.1: Count the pages of a file
 * points: 1
 * hint: A page that holds only one byte of the file is still a whole page. What does an integer
 *   division do with a remainder?
 * hint: Notebook 01, "length": Linux maps whole pages, so it rounds up. Libc.pageSize() returns the
 *   size of a page.
 * hint: (lengthBytes + pageSize - 1) / pageSize: because of the addition, any remainder makes one
 *   more page.
 * why: The sum rounds up before the division, so a last page that is not full counts, and a
 *   length of 0 gives 0 pages. A professional writes this once in a helper, and checks lengths
 *   near Long.MAX_VALUE, where the sum overflows.
 */
import module java.base;

// How many pages does a file of lengthBytes need in memory? The last page is rarely full, and an
// empty file needs none. The page size differs between machines, so call Libc.pageSize(). The
// grader maps files of many lengths and compares your number with what Linux maps.
class PagesOfAFile {
    static long pages(long lengthBytes) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
