/*
 * exercise 6.3: All pages before the deadline
 * points: 1
 * hint: What brings a page into memory, and does it have to be a write?
 * hint: Notebook 06, "Pages come when they are touched". madvise(2) has MADV_POPULATE_WRITE, since
 *   Linux 5.14.
 * hint: for (long at = 0; at < p.byteSize(); at += Libc.pageSize()) { p.get(ValueLayout.JAVA_BYTE,
 *   at); }
 */
import module java.base;

// mmap gives addresses; each page of memory comes when it is first touched, and that takes its
// time. A program with deadlines has it done beforehand. populate() brings in every page of a
// mapping, and changes no byte: other processes may have written there.
// The grader asks mincore(2) which pages are in memory, and compares the bytes.
class PopulateBefore {
    /** @param p a shared anonymous mapping, from its first byte; perhaps not of whole pages */
    static void populate(MemorySegment p) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
