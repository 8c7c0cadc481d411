/*
 * exercise 1.3: Private against shared
 * points: 1
 * hint: Two mappings of one file: what is the one argument in which the two calls of mmap differ?
 * hint: Notebook 01, "flags", maps a file both ways. Libc.mmap has a form that takes an arena first
 *   and unmaps when that is closed; the descriptor may be closed as soon as both are mapped.
 * hint:
 *   | Open O_RDWR; length by lseek; prot is READ|WRITE for both:
 *   | Libc.mmap(arena, length, prot, Libc.MAP_SHARED, fd, 0)
 *   | Libc.mmap(arena, length, prot, Libc.MAP_PRIVATE, fd, 0)
 *   | and close fd in a finally.
 */
import module java.base;

// Two views of one file, each the whole of it, for reading and writing. `shared` is the view that
// everybody shares: what is stored there is in the file at once. `scratch` begins as the file's
// bytes and is yours alone: try things out there, and the file keeps its bytes. Only the pages
// that you change are copied, so a scratch copy of a huge file costs little. Both belong to the
// arena, which unmaps them when it is closed; no descriptor stays open. The grader looks into
// /proc/self/maps, and has another process read the file.
class PrivateOrShared {
    record Views(MemorySegment shared, MemorySegment scratch) {}

    static Views map(Arena arena, Path file) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
