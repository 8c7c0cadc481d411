import module java.base;

// Add up a file of longs that is larger than the heap. The longs stand one behind the other, eight
// bytes each, as this machine keeps them in memory: the lowest byte first. There is at least one.
// The grader's heap is 64 MB and the file has 72: a mapping does not care, for its pages are the
// kernel's and come when they are touched. Map it, and do without read; leave nothing mapped or
// open. A sum too large for a long may wrap round.
class LargerThanHeap {
    static long sum(Path file) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
