import module java.base;

// The tutorial's smalloc opens a descriptor and never closes it; a server that calls it often
// ends with "Too many open files". Write one without the leak. The file may not exist yet; whatever
// it held before, it then holds `length` bytes, all of them 0, and the memory is a shared mapping
// of it, to read and to write.
// The grader looks at /proc/self/fd when smalloc has returned, and also when it has failed
// because mmap failed, as for length 0: the exception reaches the caller, the descriptor does not
// stay. The mapping is the caller's, who gives it back with munmap.
class SmallocWithoutLeak {
    static MemorySegment smalloc(long length, String filename) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
