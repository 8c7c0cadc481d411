/*
 * exercise 5.1: A new value or a repeated one
 * points: 2
 * forks: yes
 * hint: A new value may be equal to the old one. What must each reader remember to tell them apart?
 * hint: Notebook 05, "What the reader loses", and question 2 in it: the writer raises a number with
 *   each value. ValueLayout.JAVA_LONG.varHandle() has getAcquire and setRelease.
 * hint:
 *   | long both = (long) LONG.getAcquire(page, 0L);
 *   | The number is both >>> 32, the value is (int) both. The writer joins them:
 *   | number << 32 | Integer.toUnsignedLong(value)
 * why: Number and value are in one long, so one store publishes both and one load reads both.
 *   With two ints, a reader could meet a new number with an old value. The number tells a
 *   repeated value from one that is still there.
 */
import module java.base;

// A reader that looks twice at a page finds the same value twice. From the value alone, it cannot
// tell whether the writer has written an equal value again. So the writer numbers its values, from
// 1 on. The long at offset 0 holds the number in its upper half and the value in its lower half. It
// is 0 at first. Store both halves in one step, so that no reader sees a number with the value of
// another number. The number may need all its 32 bits, but there are fewer than 2^32 values.
// Store the long with release or volatile access, and load it with acquire or volatile access. Then
// a reader of the value also sees what the writer had stored before, and each poll looks anew.
// The grader reads the long, writes it itself, and lets several readers poll. Some of them have
// mapped the page for reading only. A process may use several pages.
class NewValue {
    private final MemorySegment page;

    NewValue(MemorySegment page) {
        this.page = page;
    }

    /** Writes the next value. There is only one writer. */
    static void write(MemorySegment page, int value) {
        throw todo();
    }

    /** Returns the last value that was written, unless this reader has returned it already. */
    OptionalInt poll() {
        throw todo();
    }

    // TODO: write the two methods above. Then delete this one.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
