/*
 * exercise 8.1: The page faults of a call
 * points: 1
 * hint: Linux only counts upwards. What do you have to do with a counter to see one call?
 * hint: Notebook 08, "The first touch". getrusage(2) counts for the process or for
 *   one thread. The JVM has other threads, and they have page faults, too.
 * hint: Libc.Rusage before = Libc.getrusage(Libc.RUSAGE_THREAD); then the work, then the same
 *   call again, and since(before).
 * why: The counters never go back, so a call costs the difference. RUSAGE_THREAD leaves out the
 *   compiler, the collector and everybody else. A local variable holds the first value, so calls
 *   may be nested, and threads may count at the same time.
 */
import module java.base;

// You want to know what a piece of code costs in page faults. The method count() runs `work` once,
// in the calling thread. It returns how many minor and how many major faults this thread had.
// Faults of other threads do not count. Several threads may call count() at the same time. Calls
// may be nested: `work` may call count() itself. If `work` throws an exception or an Error, the
// caller gets the same object.
// The grader touches pages of new memory in `work`, and also in another thread at the same time.
class FaultsOfACall {
    static Libc.Rusage count(Runnable work) {
        // TODO
        throw new UnsupportedOperationException("not solved yet");
    }
}
