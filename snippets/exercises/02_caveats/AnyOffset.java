import module java.base;

// A view from any offset. mmap takes only offsets at which a page begins, so FileChannel.map and
// all databases do this: round down to a page, map as much more, hand out the part that was asked
// for. Hand `work` a view of `length` bytes of the open file, from `offset` on, for reading and
// writing; a change to it is a change of the file. When `work` is done, or has thrown, not a page
// may stay mapped. The file may be huge: map no more pages than it takes. The caller closes fd.
class AnyOffset {
    static void view(int fd, long offset, long length, Consumer<MemorySegment> work) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
