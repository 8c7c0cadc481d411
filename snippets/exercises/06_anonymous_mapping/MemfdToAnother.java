/*
 * exercise 6.2: A text in memory for an unrelated process
 * points: 2
 * hint: Which folder of /proc lists the descriptors of a process? Which process is "self" there?
 * hint: Notebook 06, "memfd: memory with a descriptor", and memfd_create(2). A new memfd has 0
 *   bytes.
 * hint:
 *   | int fd = Libc.memfd_create("text", Libc.MFD_CLOEXEC); Libc.ftruncate(fd, bytes.length);
 *   | map it, copy, munmap; close fd if that throws; then Path.of("/proc/" + Libc.getpid() +
 *     "/fd/" + fd). An empty text needs no mmap.
 * why: memfd_create gives a descriptor of memory without a name, and /proc/PID/fd lets another
 *   process of the same user open it. Professionals pass the descriptor over a Unix socket
 *   (SCM_RIGHTS), and seal it against changes.
 */
import module java.base;

// Pass a text to another process without a file. Put the text into memory from memfd_create(2),
// which has a descriptor but no name in any folder. Return the path of that descriptor in /proc: a
// process of the same user can open it like a file, as long as the descriptor is open here.
// The memory holds the text in UTF-8 and nothing else, also blanks, emoji and NUL characters. The
// text may be empty. The grader reads it with cat. Only the descriptor stays open; unmap what you
// have mapped, and leave no other memory. Each call makes memory of its own.
class MemfdToAnother {
    /** Returns the path that another process can open. */
    static Path publish(String text) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
