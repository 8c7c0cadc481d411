//DEPS org.agrona:agrona:2.6.0
//SOURCES NextMessages.java TestMessage.java

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/** {@link TestMessage} in the buffers of Agrona, which Aeron uses too. */
final class AgronaMessage {
    private AgronaMessage() {}

    static void write(MutableDirectBuffer buffer, int offset, long n) {
        long word = n * TestMessage.K;
        buffer.putLong(offset, n);
        buffer.putLong(offset + 8, word + 1);
        buffer.putLong(offset + 16, word + 2);
        buffer.putLong(offset + 24, word + 3);
        buffer.putLong(offset + 32, word + 4);
        buffer.putLong(offset + 40, word + 5);
        buffer.putLong(offset + 48, word + 6);
        buffer.putLong(offset + 56, word + 7);
    }

    private static boolean is(DirectBuffer buffer, int offset, long n) {
        long word = n * TestMessage.K;
        return ((buffer.getLong(offset) ^ n)
            | (buffer.getLong(offset + 8) ^ word + 1)
            | (buffer.getLong(offset + 16) ^ word + 2)
            | (buffer.getLong(offset + 24) ^ word + 3)
            | (buffer.getLong(offset + 32) ^ word + 4)
            | (buffer.getLong(offset + 40) ^ word + 5)
            | (buffer.getLong(offset + 48) ^ word + 6)
            | (buffer.getLong(offset + 56) ^ word + 7)) == 0;
    }

    /** Checks and counts the messages that Agrona or Aeron passes to a callback. */
    static final class Checker extends NextMessages {
        int received;

        Checker(int producers) {
            super(producers);
        }

        void check(DirectBuffer buffer, int offset) {
            if (is(buffer, offset, expected)) {
                expected++;
                received++;
            } else {
                checkOther(buffer, offset);
            }
        }

        /** Checks a message of another producer, or an end message. */
        private void checkOther(DirectBuffer buffer, int offset) {
            turnTo(buffer.getLong(offset));
            if (is(buffer, offset, expected)) {
                expected++;
                received++;
            } else if (is(buffer, offset, ~expected)) {
                end();
            } else {
                throw new TestMessage.WrongMessageException(expected, buffer.getLong(offset));
            }
        }
    }
}
