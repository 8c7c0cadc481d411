import module java.base;

class PagesOfAFile {
    static long pages(long lengthBytes) {
        long pageSize = Libc.pageSize();
        // The division drops the remainder, and any remainder needs one more page.
        return lengthBytes / pageSize + (lengthBytes % pageSize > 0 ? 1 : 0);
    }
}
