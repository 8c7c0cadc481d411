/*
 * exercise 6.2: A text in memory for an unrelated process
 * points: 2
 * hint: Which folder of /proc lists a process's descriptors, and who is "self" there?
 * hint: Notebook 06, "The exception: memfd", and memfd_create(2). New memory has 0 bytes.
 * hint:
 *   | int fd = Libc.memfd_create("text", Libc.MFD_CLOEXEC); Libc.ftruncate(fd, bytes.length);
 *   | map it, copy, munmap; then Path.of("/proc/" + Libc.getpid() +
 *     "/fd/" + fd). An empty text needs no mmap.
 */
import module java.base;

// Hand a text to another process without a file: put it into memory that has a descriptor but no
// name in any folder, memfd_create(2), and say where others find that descriptor. Any process of
// the same user may open it there as if it were a file, for as long as it is open here.
// The memory holds the text in UTF-8 and nothing else; the text may be empty. The grader reads it
// with cat. Of what you take, only the descriptor stays.
class MemfdToAnother {
    /** The path under which another process can open it. */
    static Path publish(String text) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
