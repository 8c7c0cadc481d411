/*
 * exercise 7.1: A queue for one producer and one consumer
 * points: 2
 * forks: yes
 * hint: Suppose that the producer dies between two of its stores. What does the consumer see then?
 *   Which store must be the last one in put, and which one in take?
 * hint: Notebook 07, "The slot, the tail, the head" and "Release and acquire". Each counter has one
 *   writer, and tail - head messages are in the queue. There are (queue.byteSize() - SLOTS) / 8
 *   slots, which need not be a power of two.
 * hint:
 *   | long tail = (long) LONG.get(queue, TAIL);
 *   | if (tail - (long) LONG.getAcquire(queue, HEAD) == slots) { return false; }
 *   | LONG.set(queue, SLOTS + tail % slots * 8, message);
 *   | LONG.setRelease(queue, TAIL, tail + 1);
 *   | The same in take: read the message first, then use setRelease for the head.
 * why: Each index has one writer, so plain loads of the own index are enough. Release publishes
 *   the slot before the index, and acquire reads the slot after it. Professionals put head and
 *   tail into different cache lines, as here, and keep a copy of the other side's index.
 */
import module java.base;

// Two processes have a queue mapped. A producer puts messages in, a consumer takes them out in
// order. Each counter has one writer, so you need no lock. The bytes of the queue:
//        0  the head, a long: how many messages were taken
//       64  the tail, a long: how many messages were put
//     4096  the slots, a long each, up to the end. Message n is in slot n modulo their number.
// Both counters only grow. Use all slots, and overwrite no message that was not taken yet. put()
// writes only a slot and the tail, take() only the head. A call never waits. It keeps nothing in
// fields, because another process may make the next call. In the grader, the producer or the
// consumer may die in the middle of a call. A queue may be larger than 4 GiB.
// The other process acts as soon as it sees a new counter. So order the accesses, for processors of
// all kinds: load the other side's counter with acquire, and store your own counter with release.
// Fences are fine too.
class QueueForTwo {
    private static final long HEAD = 0, TAIL = 64, SLOTS = 4096;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    /** The producer calls this. Returns false and changes nothing if all slots are full. */
    static boolean put(MemorySegment queue, long message) {
        throw todo();
    }

    /** The consumer calls this. Returns the next message, or empty if there is none. */
    static OptionalLong take(MemorySegment queue) {
        throw todo();
    }

    // TODO: write the two methods above. Then delete this one.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
