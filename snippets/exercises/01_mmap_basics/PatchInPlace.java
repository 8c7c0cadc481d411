/*
 * exercise 1.2: Patch a file in place, without read or write
 * points: 1
 * hint: What does mmap(2) return for length 0, and which file has this length?
 * hint: Notebook 01, "2.1 The program", has the calls that you need: open, lseek for the length,
 *   mmap, munmap and close. Compare a byte with a byte. In Java, the byte 233 is a negative
 *   number.
 * hint:
 *   | long length = Libc.lseek(fd, 0, Libc.SEEK_END);
 *   | // If the length is 0, there is nothing to do. Otherwise map the file MAP_SHARED for
 *   | // reading and writing, and do this for each position "at" in the mapping p:
 *   | if (p.get(ValueLayout.JAVA_BYTE, at) == from) {
 *   |     p.set(ValueLayout.JAVA_BYTE, at, to);
 *   |     count++;
 *   | }
 *   | // Call munmap and close, each in a finally block of its own.
 * why: The stores change the file itself, so its other names, its permissions and its open
 *   descriptors stay valid. The price is that a crash in the middle leaves a file that is half
 *   patched. If that matters, write a new file and rename it.
 */
import module java.base;

// Replace bytes in a file through a mapping, without read or write. Put the byte `to` in the place
// of every byte `from`, and return how many bytes you have replaced. The two bytes are different.
// The file may be empty, and it may have several GiB. So its positions and your count may be too
// large for an int.
// Change the file itself, and do not put a new file in its place. A new file would lose the other
// names and the permissions of the old one, and programs that have the old file open would not see
// the change. The length must stay as it is. Store only the bytes that you replace: a store of the
// same value would also change the time of the last modification.
// When the method returns, nothing may be mapped or open any more. The same holds if a call fails,
// or if another process cuts the file meanwhile. The exception must reach the caller.
class PatchInPlace {
    static long replace(Path file, byte from, byte to) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
