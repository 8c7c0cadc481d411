/*
 * exercise 7.1: A queue for one and one
 * points: 2
 * forks: yes
 * hint: What does the consumer see if the producer dies between two of its stores: what must be the
 *   last one? And in take?
 * hint: Notebook 07, "The slot, the tail, the head" and "Release and acquire": each count has one
 *   writer, and tail - head messages are inside. The number of slots is (queue.byteSize() - SLOTS)
 *   / 8, which need not be a power of two.
 * hint:
 *   | long tail = (long) LONG.get(queue, TAIL);
 *   | if (tail - (long) LONG.getAcquire(queue, HEAD) == slots) { return false; }
 *   | LONG.set(queue, SLOTS + tail % slots * 8, message);
 *   | LONG.setRelease(queue, TAIL, tail + 1);
 *   | In take likewise: read the message, then setRelease of the head.
 */
import module java.base;

// A queue between two processes that have it mapped: one puts messages in, the other takes them
// out, in order. It needs no lock, for each count has one writer.
//     offset 0, a long: the head, how many messages were taken; 64, a long: the tail, how many
//     were put; 4096 to the end: slots of a long each. Message n has slot n modulo their number.
// Both counts only grow. All slots are used, and none is overwritten before it was taken. A call
// does not wait, and remembers nothing. The grader lets either side die in the middle of a call.
class QueueForTwo {
    private static final long HEAD = 0, TAIL = 64, SLOTS = 4096;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

    /** By the only producer; false, and nothing is done, if all slots are full. */
    static boolean put(MemorySegment queue, long message) {
        throw todo();
    }

    /** By the only consumer; empty if there is no message. */
    static OptionalLong take(MemorySegment queue) {
        throw todo();
    }

    // TODO: write the two methods above; then this one can go.
    private static RuntimeException todo() {
        return new UnsupportedOperationException("not solved yet");
    }
}
