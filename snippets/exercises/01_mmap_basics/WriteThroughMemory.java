/*
 * exercise 1.1: Write a file through memory
 * points: 1
 * hint: Which flag of mmap(2) decides whether a write to memory ever reaches the file?
 * hint: Notebook 01, "2.1 The program", has the calls that you need: open,
 *   mmap with a shared mapping, munmap and close. To copy bytes instead of a string, use
 *   MemorySegment.copy in the place of setString.
 * hint:
 *   | MemorySegment p = Libc.mmap(Libc.NULL, text.length, Libc.PROT_READ | Libc.PROT_WRITE,
 *   |     Libc.MAP_SHARED, fd, 0);
 *   | MemorySegment.copy(text, 0, p, ValueLayout.JAVA_BYTE, 0, text.length);
 *   | // Call munmap and close, each in a finally block of its own.
 * why: MAP_SHARED makes the stores changes of the file's page in memory, which Linux writes to
 *   the disk later. A professional also asks when the bytes must be on the disk, and then calls
 *   msync or force.
 */
import module java.base;

// Write a text to the beginning of a file through memory, without read or write. The text has at
// least one byte, and its bytes have any values. The file exists and has at least as many bytes as
// the text; it may have several GiB. The bytes after the text must stay as they are.
// Open the file, map it, and copy the text into the mapping. Then unmap the mapping and close the
// descriptor. Also if mmap or the copy fails, nothing may stay mapped or open. The exception of a
// call that fails must reach the caller.
class WriteThroughMemory {
    static void write(Path file, byte[] text) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
