/*
 * exercise 9.1: A counter that survives every cut
 * points: 2
 * hint: When may add return? And the file is new: which two things must be on the disk before a
 *   restarted program can find the value?
 * hint: Notebook 09, "A value of eight bytes", keeps one aligned long, and needs no checksum.
 *   "Replace a file" explains that a name is written to the disk by a call of its own.
 * hint:
 *   | MemorySegment page = disk.map(FILE, Disk.PAGE_BYTES);
 *   | Set the long at offset 0 to the sum, in one store. Then disk.msync(page, Libc.MS_SYNC).
 *   | Then disk.fsyncFolder(), because the name of a new file is not on the disk yet. Return.
 * why: An aligned long is stored in one piece and lies in one sector, so a cut leaves the old value
 *   or the new one. The call msync writes the bytes and the size, and fsyncFolder writes the name.
 */
import module java.base;

// A counter is kept in the file "counter" of a disk. At first, there is no such file. The interface
// Disk (snippets/09_durability/Disk.java) has the calls. Both methods map the file through it. The
// method add() adds n, and returns the new value. The sum wraps around, as every sum of longs in
// Java. The method may return only when a power cut can no longer undo the addition, also the very
// first one. If the power fails while add() runs, the counter must have the old value or the new
// one afterwards. The state is in the file and nowhere else, because a power cut also ends your
// program. If a call of the disk fails, add() fails with its exception, and the counter may have
// the old value or the new one. The method does not make the call again, because Linux reports only
// once that it could not write a page.
// The grader runs this on the simulated disk of the power-cut lab, and on a disk of Linux.
class DurableCounter {
    static final String FILE = "counter";

    /** Adds n to the counter, and returns the new value. */
    static long add(Disk disk, long n) throws Exception {
        throw todo();
    }

    /** Returns the counter, also after a restart. It is 0 if nothing has been added yet. */
    static long get(Disk disk) throws Exception {
        throw todo();
    }

    // TODO: write the two methods above. Then delete this one.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
