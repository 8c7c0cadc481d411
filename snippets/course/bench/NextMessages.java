//SOURCES TestMessage.java

import java.util.Arrays;

/**
 * Which message comes next, for a consumer with several producers. The upper bits of a message's
 * number are the number of its producer. Mostly the next message is of the same producer as the
 * last one, so only that comparison is fast.
 */
class NextMessages {
    private static final int SHIFT = 40;

    /** The number of the next message of the producer whose message came last. */
    long expected;

    private final long[] next;
    private int producer;
    private int open;

    NextMessages(int producers) {
        next = new long[producers];
        Arrays.setAll(next, NextMessages::first);
        open = producers;
    }

    /** The number of the first message of a producer. */
    static long first(int producer) {
        return (long) producer << SHIFT;
    }

    /** From now on, expects the messages of the producer that has sent this one. */
    final void turnTo(long number) {
        next[producer] = expected;
        producer = (int) ((number < 0 ? ~number : number) >>> SHIFT);
        if (producer >= next.length) {
            throw new TestMessage.WrongMessageException("message " + number + " of no producer");
        }
        expected = next[producer];
    }

    /** An end message came. */
    final void end() {
        open--;
    }

    /** Whether all producers have sent their end message. */
    final boolean areEnded() {
        return open == 0;
    }
}
