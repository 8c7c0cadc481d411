/*
 * exercise 4.3: Unlink and go on
 * points: 1
 * forks: yes
 * hint: What keeps a file alive that has no name any more, and from which line on do you have that?
 * hint: Notebook 04, "A mapping without a name", and unlink(2). Libc.fstat(fd).sizeBytes() tells
 *   the length. Unlink after mmap has succeeded, and close in finally.
 * hint:
 *   | MemorySegment p = Libc.mmap(Libc.NULL, Libc.fstat(fd).sizeBytes(),
 *   |     Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, fd, 0);
 *   | Libc.unlink(file.toString());
 *   | return p;   // and Libc.close(fd) in finally
 */
import module java.base;

// Scratch memory for a process and its children that cleans up after itself: map a file, take its
// name away, and go on; when the last mapping is gone, so is the file, even after a kill -9.
// Map the whole file as it is, to read and write, so that forked children and whoever has the file
// under another name see what is written. Then unlink it and leave no descriptor open.
// If the file cannot be mapped, an empty one for example, the caller gets the exception and the
// file keeps its name. The mapping is the caller's, who gives it back with Libc.munmap.
class UnlinkAndGoOn {
    static MemorySegment mapAndUnlink(Path file) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
