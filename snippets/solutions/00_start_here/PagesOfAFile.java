import module java.base;

class PagesOfAFile {
    static long pages(long lengthBytes) {
        long pageSize = Libc.pageSize();
        // Without the addition the division would drop a last page that is not full.
        return (lengthBytes + pageSize - 1) / pageSize;
    }
}
