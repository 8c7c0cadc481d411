import module java.base;

// Scratch memory for a process and its children that cleans up after itself: map a file, take its
// name away, and go on; when the last mapping is gone, so is the file, even after a kill -9.
// Map the whole file as it is, to read and write, so that forked children and whoever has the file
// under another name see what is written. Then unlink it and leave no descriptor open.
// If the file cannot be mapped, an empty one for example, the caller gets the exception and the
// file keeps its name. The mapping is the caller's, who gives it back with Libc.munmap.
class UnlinkAndGoOn {
    static MemorySegment mapAndUnlink(Path file) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
