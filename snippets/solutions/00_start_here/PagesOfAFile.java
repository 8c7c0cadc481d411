import module java.base;

class PagesOfAFile {
    static long pages(long lengthBytes) {
        long pageSize = Libc.pageSize();
        // Without the addition the division would forget the last page unless it is full.
        return (lengthBytes + pageSize - 1) / pageSize;
    }
}
