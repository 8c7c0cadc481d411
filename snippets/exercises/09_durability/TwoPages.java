/*
 * exercise 9.2: An atomic update of two pages
 * points: 3
 * hint: If you overwrite the pages, a cut leaves a mix of old and new. Where can the new pages be
 *   until they are complete? And what tells a restarted program which ones to take?
 * hint: Notebook 09, "The power-cut lab", has a store with two slots, a number and a checksum. Or
 *   look at "Replace a file".
 * hint:
 *   | Two slots of three pages each: a header with a number and a CRC-32, then the two pages.
 *   | write: the older slot gets the pages, number + 1 and the checksum. Then msync, fsyncFolder.
 *   | read: of the slots with a number above 0 and a right checksum, take the highest number.
 * why: The new pages never overwrite the last complete ones. The checksum covers both pages and the
 *   number, so a slot of which a part is missing on the disk is not taken.
 */
import module java.base;

// Two pages belong together, like two nodes of a tree after a split. write() replaces both. When it
// returns, a power cut can no longer undo it. If the power fails while it runs, read() must return
// the two old pages or the two new ones after the restart, and never one of each. At first there is
// no file, and read() returns two pages of zeros.
// Use the calls of Disk and files of your choice. Map a file always with the same length. All of
// the state is in files, because a power cut also ends your program. The disk may tear a page
// between two sectors of 512 bytes, and Linux may write a page between two of your stores.
// If a call of the disk fails, write() fails with its exception, and does not make the call again.
// Then read() may return the old pair or the new one. The next write() must work.
class TwoPages {
    /** Both pages have Disk.PAGE_BYTES bytes. */
    record Pair(byte[] left, byte[] right) {}

    static void write(Disk disk, Pair pair) throws Exception {
        throw todo();
    }

    static Pair read(Disk disk) throws Exception {
        throw todo();
    }

    // TODO: write the two methods above. Then delete this one.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
