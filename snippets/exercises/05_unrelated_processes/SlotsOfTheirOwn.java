/*
 * exercise 5.2: Writers with slots of their own
 * points: 2
 * hint: Some processes have the file mapped. What happens to them if a writer opens the file with
 *   O_TRUNC, or makes it shorter?
 * hint: Notebook 05, "The bug with O_TRUNC", has the fix at its end: open the file without O_TRUNC,
 *   and only ever make it longer. See fallocate(2), mode 0. It needs no look at the size.
 * hint:
 *   | int fd = Libc.open(file.toString(), Libc.O_RDWR | Libc.O_CREAT, 0664);
 *   | Libc.fallocate(fd, 0, 0, LENGTH);
 *   | Map with the arena from offset 0, because an offset must be page-aligned. Then return
 *   | all.asSlice(writer * SLOT_BYTES, SLOT_BYTES)
 * why: Each writer has a slot of its own, so no store needs to be atomic. A slot has 64 bytes,
 *   one cache line, so that the processors do not fight for it. A reader adds up the slots when
 *   it needs the sum. fallocate also reserves the disk space, so that no later store can fail
 *   because the disk is full.
 */
import module java.base;

// Writers that share one value overwrite each other's values. Here each writer has a slot of its
// own in one file, and a reader adds up the slots. Slot n begins at n * SLOT_BYTES. It has 64
// bytes, the usual size of a cache line, because processors that write to the same line slow each
// other down.
// The method slot() maps the file and returns the 64 bytes of one writer. They stay mapped until
// the arena is closed. If the file does not exist or is too short, make it LENGTH bytes long. A
// longer file must keep its length, even if it has many GiB. Leave no descriptor open and nothing
// else mapped, also if a call fails.
// Other processes have the file mapped, and may make it longer at any moment. So they may do that
// after you have looked at its size. If you then call ftruncate or write bytes, you undo what they
// did. Use a call that only ever makes a file longer: Libc.fallocate.
class SlotsOfTheirOwn {
    static final int WRITERS = 16;
    static final int SLOT_BYTES = 64;
    static final int LENGTH = WRITERS * SLOT_BYTES;

    /** @param writer from 0 to WRITERS - 1 */
    static MemorySegment slot(Arena arena, Path file, int writer) throws Exception {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
