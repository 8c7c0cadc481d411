import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * The message of all rivals: eight longs, the first its number, the others derived from it, so that
 * a lost, repeated or torn message is seen. Each is written where it travels and read there.
 *
 * <pre>
 *    0     8         16         24               56
 *    n     n + K     n + 2 K    n + 3 K   …      n + 7 K
 * </pre>
 *
 * <p>What is sent after the last message n has the number ~(n + 1), which says "no more follows".
 */
final class DuelMessage {
    private DuelMessage() {}

    static final int BYTES = 64;
    static final long K = 0x9E3779B97F4A7C15L;

    /** What a consumer throws that got another message than the next one. */
    static final class WrongMessage extends RuntimeException {
        WrongMessage(long expected, long number) {
            super(number == expected ? "message " + expected + " is torn"
                : "message " + expected + " was expected, " + number + " came");
        }
    }

    static void write(MemorySegment memory, long offset, long n) {
        // A slice of constant length: one check of bounds instead of eight.
        var slot = memory.asSlice(offset, BYTES);
        slot.set(JAVA_LONG, 0, n);
        slot.set(JAVA_LONG, 8, n + K);
        slot.set(JAVA_LONG, 16, n + 2 * K);
        slot.set(JAVA_LONG, 24, n + 3 * K);
        slot.set(JAVA_LONG, 32, n + 4 * K);
        slot.set(JAVA_LONG, 40, n + 5 * K);
        slot.set(JAVA_LONG, 48, n + 6 * K);
        slot.set(JAVA_LONG, 56, n + 7 * K);
    }

    /** Whether all 64 bytes are those of message {@code n}. */
    static boolean is(MemorySegment memory, long offset, long n) {
        var slot = memory.asSlice(offset, BYTES);
        return ((slot.get(JAVA_LONG, 0) ^ n)
            | (slot.get(JAVA_LONG, 8) ^ n + K)
            | (slot.get(JAVA_LONG, 16) ^ n + 2 * K)
            | (slot.get(JAVA_LONG, 24) ^ n + 3 * K)
            | (slot.get(JAVA_LONG, 32) ^ n + 4 * K)
            | (slot.get(JAVA_LONG, 40) ^ n + 5 * K)
            | (slot.get(JAVA_LONG, 48) ^ n + 6 * K)
            | (slot.get(JAVA_LONG, 56) ^ n + 7 * K)) == 0;
    }

    /** For what is not message {@code expected}: returns if it is the end, and throws if not. */
    static void requireEnd(MemorySegment memory, long offset, long expected) {
        if (!is(memory, offset, ~expected)) {
            throw new WrongMessage(expected, memory.get(JAVA_LONG, offset));
        }
    }
}
