import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * The message that all rivals send: eight longs. The first long is the message's number n, and the
 * others are computed from n. So the consumer notices a lost, repeated or torn message.
 *
 * <pre>
 *    0     8          16         24              56
 *    n     n K + 1    n K + 2    n K + 3   …     n K + 7
 * </pre>
 *
 * <p>After the last message n, the producer sends an end message. Its number is ~(n + 1).
 */
final class TestMessage {
    private TestMessage() {}

    static final int BYTES = 64;
    /** A mask that changes no address of a message; the compiler can omit the test of alignment. */
    private static final long ALIGNED = -8;
    static final long K = 0x9E3779B97F4A7C15L;

    /** A consumer received another message than the next one: lost, repeated or torn. */
    static final class WrongMessageException extends RuntimeException {
        WrongMessageException(String message) {
            super(message);
        }

        WrongMessageException(long expected, long number) {
            this(number == expected ? "message " + expected + " is torn"
                : "message " + expected + " was expected, " + number + " came");
        }
    }

    /**
     * Returns a segment of constant length, because the compiler can then omit eight bounds checks.
     */
    private static MemorySegment slot(long address) {
        return MemorySegment.ofAddress(address & ALIGNED).reinterpret(BYTES);
    }

    /** Writes message {@code n} to the 64 bytes at {@code address}. */
    static void write(long address, long n) {
        var slot = slot(address);
        slot.set(JAVA_LONG, 0, n);
        long word = n * K;
        slot.set(JAVA_LONG, 8, word + 1);
        slot.set(JAVA_LONG, 16, word + 2);
        slot.set(JAVA_LONG, 24, word + 3);
        slot.set(JAVA_LONG, 32, word + 4);
        slot.set(JAVA_LONG, 40, word + 5);
        slot.set(JAVA_LONG, 48, word + 6);
        slot.set(JAVA_LONG, 56, word + 7);
    }

    /** Whether all 64 bytes are those of message {@code n}. */
    static boolean is(long address, long n) {
        var slot = slot(address);
        long word = n * K;
        return ((slot.get(JAVA_LONG, 0) ^ n)
            | (slot.get(JAVA_LONG, 8) ^ word + 1)
            | (slot.get(JAVA_LONG, 16) ^ word + 2)
            | (slot.get(JAVA_LONG, 24) ^ word + 3)
            | (slot.get(JAVA_LONG, 32) ^ word + 4)
            | (slot.get(JAVA_LONG, 40) ^ word + 5)
            | (slot.get(JAVA_LONG, 48) ^ word + 6)
            | (slot.get(JAVA_LONG, 56) ^ word + 7)) == 0;
    }

    /** The number of the message at {@code address}, which may be torn. */
    static long number(long address) {
        return slot(address).get(JAVA_LONG, 0);
    }

    /** Throws an exception unless this is the end message at the place of {@code expected}. */
    static void requireEnd(long address, long expected) {
        if (!is(address, ~expected)) {
            throw new WrongMessageException(expected, number(address));
        }
    }
}
