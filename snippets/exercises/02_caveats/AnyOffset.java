/*
 * exercise 2.1: Map from any offset
 * points: 2
 * hint: How many bytes lie between the page boundary and the offset? So how much more must you map?
 * hint: Notebook 02, "Note 7: the offset" and "Note 9: the address for munmap": both must be
 *   page-aligned. MemorySegment.asSlice(from, length) returns a part of a segment.
 * hint:
 *   | long inside = offset % Libc.pageSize();
 *   | Map from offset - inside. The length is inside + length. Use READ|WRITE and MAP_SHARED.
 *   | work.accept(p.asSlice(inside, length));
 *   | In a finally block: Libc.munmap(p, inside + length). Do not unmap the slice.
 * why: The offset of mmap must be a multiple of the page size, so the solution maps from the
 *   start of the page and returns a slice. For munmap it keeps the address and the length of the
 *   mapping, not those of the slice.
 */
import module java.base;

// Map part of a file from any offset. mmap accepts only page-aligned offsets. FileChannel.map and
// databases solve this in three steps: round the offset down to a page boundary, map a bit more,
// and hand out only the part that was asked for.
// Pass a view of the open file to `work`: `length` bytes from `offset`, at least one, for reading
// and writing. A store into the view changes the file at once. When `work` has returned or thrown,
// whatever it throws, unmap everything. The caller gets what `work` or mmap has thrown. Both
// numbers may be larger than 2 GiB, so map only the pages that you need. The caller closes fd, and
// its file position stays as it was.
class AnyOffset {
    static void view(int fd, long offset, long length, Consumer<MemorySegment> work) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
