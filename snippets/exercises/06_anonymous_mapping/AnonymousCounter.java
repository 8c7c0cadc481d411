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
