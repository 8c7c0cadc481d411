/*
 * exercise 1.1: Write a file through memory
 * points: 1
 * hint: Which flag of mmap(2) decides whether a write to memory ever reaches the file?
 * hint: Notebook 01, "2.1 The program": open, mmap with a shared mapping, copy, munmap, close. For
 *   bytes it is MemorySegment.copy instead of setString.
 * hint:
 *   | MemorySegment p = Libc.mmap(Libc.NULL, text.length, Libc.PROT_READ | Libc.PROT_WRITE,
 *   |     Libc.MAP_SHARED, fd, 0);
 *   | MemorySegment.copy(text, 0, p, ValueLayout.JAVA_BYTE, 0, text.length);
 */
import module java.base;

// Write a file through memory. The file exists and is as long as the text, or longer; the text has
// at least one byte.
// Put the text at its beginning without read or write: open it, map it, copy, and give back
// what you took, the mapping and the descriptor.
class WriteThroughMemory {
    static void write(Path file, byte[] text) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
