/*
 * exercise 6.1: An anonymous counter
 * points: 1
 * forks: yes
 * hint: Which descriptor do you pass if there is no file, and which flag belongs to it?
 * hint: Notebook 06, "The call" and "Parent and child"; Libc.mmap also takes an arena.
 * hint:
 *   | Libc.mmap(arena, 8, Libc.PROT_READ | Libc.PROT_WRITE,
 *   |     Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0)
 * why: MAP_ANONYMOUS needs no file, so nothing has to be created, unlinked or cleaned up. Only
 *   processes that inherit the mapping over fork can share it. The memory begins as zeros, so a
 *   counter needs no initialisation.
 */
import module java.base;

// Write a counter that a program shares with the children that it forks. It needs no file.
// create() maps one page of memory that has no file and no descriptor. The memory holds one long,
// which is 0 at first. Children that are forked later share it. Each call maps a page of its own.
// Closing the arena unmaps it. An access after that throws an IllegalStateException, as for all
// memory of an arena. If the arena is closed already, or confined to another thread, create throws
// the exception of the arena.
// The grader forks children that add to the counter. It looks into /proc/self/maps to see what kind
// of memory it is, and checks that no descriptor, no file and no other memory is left over.
class AnonymousCounter {
    static MemorySegment create(Arena arena) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
