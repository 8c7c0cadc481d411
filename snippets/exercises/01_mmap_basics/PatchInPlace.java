/*
 * exercise 1.2: Patch a file in place, without read or write
 * points: 1
 * hint: What does mmap(2) answer to length 0, and which file has that length?
 * hint: Notebook 01, "2.1 The program": open, lseek for the length, mmap, munmap, close. Compare
 *   byte with byte: 233 is a negative number in Java.
 * hint:
 *   | long length = Libc.lseek(fd, 0, Libc.SEEK_END), nothing to do if it is 0; else map it SHARED
 *   | for READ|WRITE, and for each place at:
 *   | if (p.get(ValueLayout.JAVA_BYTE, at) == from) {
 *   |     p.set(ValueLayout.JAVA_BYTE, at, to);
 *   |     count++;
 *   | }
 */
import module java.base;

// Change a file where it stands. Put the byte `to` in the place of every byte `from`, through
// a mapping and without read or write, and answer how many there were. The file may be empty.
// It has to stay the same file, as long as before, with all other bytes as they were; nothing
// may stay mapped or open. Writing a new file instead would lose its other names, its
// permissions and those who have it open.
class PatchInPlace {
    static long replace(Path file, byte from, byte to) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
