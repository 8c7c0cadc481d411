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
// goes to 7, and then to 8. read() lets `copy` copy the record. It does so again if the sequence
// was odd before, or has changed when the copy is finished.
// The grader writes while `copy` is at work, and looks at the sequence during `fill`.
class SequenceLock {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    /** Writes a record. There is only one writer. `fill` gets the record without the sequence. */
    static void write(MemorySegment page, Consumer<MemorySegment> fill) {
        throw todo();
    }

    /** Returns what `copy` made of a complete record. */
    static <T> T read(MemorySegment page, Function<MemorySegment, T> copy) {
        throw todo();
    }

    // TODO: write the two methods above. Then delete this one.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
