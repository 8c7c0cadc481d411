/*
 * exercise 9.3: Find the torn tail of a log
 * points: 2
 * hint: Which values may a length have that was torn, or that was never written? What do you
 *   compare before you may use it?
 * hint: Notebook 09, "A log". A record counts only if it lies in the log as a whole and its
 *   checksum is right. Compare in long, because a sum of two ints can overflow.
 * hint:
 *   | long end = 0; while (at least 8 bytes are left) { int length = log.get(INT, end);
 *   | If length <= 0 or length > log.byteSize() - end - 8, stop. Compute the CRC-32; stop if wrong.
 *   | end += 8 + (length + 7L) / 8 * 8, but at most log.byteSize(). } return end;
 * why: Nothing in a torn record can be trusted, not even its length. So the length is checked
 *   before it is used, and the checksum covers the length and the data.
 */
import module java.base;

// A log is a mapping that begins with records, one after the other:
//     4 bytes   length of the data, an int in native byte order, at least 1
//     4 bytes   CRC-32 (java.util.zip.CRC32) of the four bytes of the length and of the data
//     length    data, then zeros up to the next multiple of 8
// After a power cut, any part of the last record may be missing. A record is intact if its header
// and its data lie in the log as a whole and its checksum is right. Read the records from offset 0,
// and stop at the first one that is not intact. Return the offset where it begins: there the next
// record is appended. The zeros after the data belong to their record, and need no check. If the
// log ends before these zeros end, return the size of the log. Do not change the log.
class TornTail {
    /** @param log begins at a multiple of 8, and has any size below 2 GiB, also 0 */
    static long end(MemorySegment log) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
