/*
 * exercise 5.4: A record that nobody sees half-written
 * points: 3
 * hint: A reader has copied the record. How does it know that nobody wrote during the copy? And how
 *   does it know that nobody was in the middle of a write when the copy began?
 * hint: Notebook 05, "Why no value was torn" and "Acquire and release". The class StampedLock in
 *   the JDK has such readers, within one process.
 * hint:
 *   | long before = (long) LONG.getAcquire(page, 0L);
 *   | If it is even: T copied = copy.apply(page.asSlice(8)); VarHandle.acquireFence();
 *   | Return copied only if (long) LONG.getVolatile(page, 0L) == before. Otherwise try again.
 *   | In write: LONG.setVolatile(page, 0L, sequence + 1); VarHandle.storeStoreFence();
 * why: The reader takes the sequence number before and after the copy, and accepts the copy only
 *   if both are the same even number. The fences keep the plain accesses between the two looks.
 *   Linux uses such a lock to read its clock.
 */
import module java.base;

// A record of several fields cannot be stored in one step, so a reader may see it half-written. A
// sequence number lets the reader notice this, without a lock:
//     offset 0          the sequence, a long. It is even while nobody writes.
//     offset 8 to end   the record
// write() makes the sequence odd, lets `fill` change the record, and makes it even again. From 6 it
// goes to 7, and then to 8. read() waits while the sequence is odd. It lets `copy` copy the record,
// and does so again if the sequence has changed, however often. On half a record `copy` may throw:
// then its exception does not count either. A reader may have mapped the page for reading only.
// Processors and compilers may move plain accesses, so the order needs fences.
// The writer stores the odd number. A storeStoreFence or fullFence keeps the record after it. The
// even number is stored with release. The reader takes its first look with acquire. A
// loadLoadFence, acquireFence or fullFence keeps the second look after the copy.
// A release store does not keep later stores after it, and an acquire load does not keep earlier
// loads before it. The grader reads your class file, because x86 hides a missing fence.
class SequenceLock {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    /** Only one process writes. `fill` gets the record without the sequence, and never throws. */
    static void write(MemorySegment page, Consumer<MemorySegment> fill) {
        throw todo();
    }

    /** Returns what `copy` made of a complete record, even null, or throws what it threw. */
    static <T> T read(MemorySegment page, Function<MemorySegment, T> copy) {
        throw todo();
    }

    // TODO: write the two methods above. Then delete this one.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
