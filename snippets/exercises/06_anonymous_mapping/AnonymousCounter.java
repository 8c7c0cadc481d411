/*
 * exercise 6.1: An anonymous counter
 * points: 1
 * forks: yes
 * hint: What stands in the place of the descriptor, if there is no file, and which flag says so?
 * hint: Notebook 06, "The call" and "Parent and child"; for the arena, Libc.mmap has an overload.
 * hint:
 *   | Libc.mmap(arena, 8, Libc.PROT_READ | Libc.PROT_WRITE,
 *   |     Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0)
 */
import module java.base;

// A counter for a program and the children it forks, for which nobody needs a file. create() maps
// memory that has no file and no descriptor: a long that is 0 at first, and that children forked
// later share. Closing the arena unmaps it.
// The grader forks children that count, asks /proc/self/maps what the memory is, and looks for
// descriptors and mappings left behind.
class AnonymousCounter {
    static MemorySegment create(Arena arena) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
