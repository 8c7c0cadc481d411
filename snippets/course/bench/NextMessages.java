//SOURCES TestMessage.java

import java.util.Arrays;

/**
 * Which message of each producer comes next, for a transport with several producers. The upper bits
 * of a message's number are the number of its producer.
 */
final class NextMessages {
    private static final int SHIFT = 40;

    private final long[] next;
    private int open;
    private int producer;

    NextMessages(int producers) {
        next = new long[producers];
        Arrays.setAll(next, NextMessages::first);
        open = producers;
    }

    /** The number of the first message of a producer. */
    static long first(int producer) {
        return (long) producer << SHIFT;
    }

    /** The number that a message must have if it is not lost, repeated or torn. */
    long expected(long number) {
        producer = (int) ((number < 0 ? ~number : number) >>> SHIFT);
        if (producer >= next.length) {
            throw new TestMessage.WrongMessageException("message " + number + " of no producer");
        }
        return next[producer];
    }

    /** The message that was expected last is taken. */
    void pass() {
        next[producer]++;
    }

    /** The message was the end message of its producer. */
    void end() {
        open--;
    }

    boolean areEnded() {
        return open == 0;
    }
}
