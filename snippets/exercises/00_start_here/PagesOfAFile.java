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
