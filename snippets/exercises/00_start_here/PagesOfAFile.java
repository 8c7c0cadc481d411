/*
 * exercise 0.1: Count the pages of a file
 * points: 1
 * hint: A page that holds only one byte of the file is still a whole page. What does an integer
 *   division do with a remainder?
 * hint: Notebook 01, "length": Linux maps whole pages, so it rounds up. Libc.pageSize() returns the
 *   size of a page. A sum such as lengthBytes + pageSize overflows for the largest lengths.
 * hint: lengthBytes / pageSize counts the full pages. If lengthBytes % pageSize is not 0, there is
 *   one more page.
 * why: The division counts the full pages, and a remainder of any size adds one. The familiar
 *   (n + size - 1) / size overflows near Long.MAX_VALUE. A professional calls Math.ceilDiv.
 */
import module java.base;

// How many pages does a file of lengthBytes need in memory? The last page is rarely full, and an
// empty file needs none. The length is any long from 0 to Long.MAX_VALUE. The page size differs
// between machines, so call Libc.pageSize() and write no page size into your code. The grader maps
// files of many lengths and compares your number with what Linux maps. Calculate only: after the
// method returns, nothing may be mapped or open that was not there before.
class PagesOfAFile {
    static long pages(long lengthBytes) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
