import module java.base;

// mmap gives addresses; each page of memory comes when it is first touched, and that takes its
// time. A program with deadlines has it done beforehand. populate() brings in every page of a
// mapping, and changes no byte: other processes may have written there.
// The grader asks mincore(2) which pages are in memory, and compares the bytes.
class PopulateBefore {
    /** @param p a shared anonymous mapping, from its first byte; perhaps not of whole pages */
    static void populate(MemorySegment p) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
