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
