/*
 * exercise 2.1: Map from any offset
 * points: 2
 * hint: How far is the offset from the beginning of its page, and how many bytes more does that
 *   make the mapping?
 * hint: Notebook 02, "Note 7: the offset" and "Note 9: the address for munmap": both count in
 *   pages, from a page's first byte. MemorySegment.asSlice(from, length) is the part that was asked
 *   for.
 * hint:
 *   | long inside = offset % Libc.pageSize();
 *   | map inside + length bytes from offset - inside on, READ|WRITE and SHARED;
 *   | work.accept(p.asSlice(inside, length));
 *   | and in a finally Libc.munmap(p, inside + length), not of the view.
 */
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
