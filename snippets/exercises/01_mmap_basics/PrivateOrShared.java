/*
 * exercise 1.3: Private against shared
 * points: 1
 * hint: Two mappings of one file: in which argument do the two calls of mmap differ?
 * hint: Notebook 01, "flags", maps a file in both ways. Libc.mmap has a form whose first argument
 *   is an arena; closing the arena unmaps the file. You may close the descriptor as soon as both
 *   mappings exist.
 * hint:
 *   | // Open the file O_RDWR. Get its length with lseek. prot is READ|WRITE for both mappings.
 *   | Libc.mmap(arena, length, prot, Libc.MAP_SHARED, fd, 0)
 *   | Libc.mmap(arena, length, prot, Libc.MAP_PRIVATE, fd, 0)
 *   | // Close fd in a finally block.
 * why: Both mappings show the same pages until the first store into the private one. At that
 *   moment Linux copies this page for the private mapping. close is safe at once, because a
 *   mapping keeps the file open.
 */
import module java.base;

// Map one file twice. Each mapping covers the whole file, which may have several GiB, and allows
// reading and writing.
// `shared` is for everyone: a byte that you store there is in the file at once.
// `scratch` is for you alone. It begins with the bytes of the file, but a byte that you store there
// never reaches the file. Linux copies only the pages that you change, so a scratch copy of a huge
// file takes little memory. map itself stores nothing.
// Both mappings belong to the arena, which unmaps them when it is closed. No descriptor may stay
// open. If mmap fails, for example because the file is empty, its exception must reach the caller.
// Then, too, no descriptor may stay open, and nothing may stay mapped after the arena is closed.
// The grader looks into /proc/self/maps, and another process reads the file.
class PrivateOrShared {
    record Views(MemorySegment shared, MemorySegment scratch) {}

    static Views map(Arena arena, Path file) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
