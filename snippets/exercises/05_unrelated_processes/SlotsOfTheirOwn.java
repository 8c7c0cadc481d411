/*
 * exercise 5.2: Writers with slots of their own
 * points: 2
 * hint: What do those who have the file mapped see, when a writer opens it with O_TRUNC or sets a
 *   shorter length?
 * hint: Notebook 05, "The bug with O_TRUNC", its last lines: open without it, look at the size, and
 *   only make the file longer.
 * hint:
 *   | int fd = Libc.open(file.toString(), Libc.O_RDWR | Libc.O_CREAT, 0664);
 *   | if (Libc.fstat(fd).sizeBytes() < LENGTH) { Libc.ftruncate(fd, LENGTH); }
 *   | Map from offset 0 on, with the arena, and return
 *     all.asSlice(writer * SLOT_BYTES, SLOT_BYTES).
 */
import module java.base;

// Writers that share one value write over one another. Here each has a slot of its own in one
// file, and a reader adds the slots up. Slot n begins at n * SLOT_BYTES: 64 bytes, for that is a
// cache line, and processors that write to the same line slow each other down.
// slot() maps the file and returns the 64 bytes of one writer, for as long as the arena is open.
// A file that is not there, or too short, becomes LENGTH bytes long; one that is longer stays so,
// and nobody who has it mapped already is disturbed. No descriptor is left open.
class SlotsOfTheirOwn {
    static final int WRITERS = 16;
    static final int SLOT_BYTES = 64;
    static final int LENGTH = WRITERS * SLOT_BYTES;

    /** @param writer 0 to WRITERS - 1 */
    static MemorySegment slot(Arena arena, Path file, int writer) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
