//DEPS org.agrona:agrona:2.6.0
//SOURCES RingTransport.java TestMessage.java TransportMain.java

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Agrona's ring buffers in a duel, over a mapped file; messages are written in place, tryClaim. */
final class AgronaTransport {
    private AgronaTransport() {}

    private static final int MESSAGE_TYPE = 1;
    // With Agrona's header of 8 bytes, and its alignment, a message takes 72.
    private static final int BYTES = RingTransport.CAPACITY * 128;

    private static RingBuffer map(TransportMain.Task task) throws IOException {
        try (var file = FileChannel.open(task.path(), StandardOpenOption.CREATE,
                StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer mapped = file.map(FileChannel.MapMode.READ_WRITE, 0,
                BYTES + RingBufferDescriptor.TRAILER_LENGTH);
            mapped.load();
            var buffer = new UnsafeBuffer(mapped);
            return task.rival().equals("agrona-one") ? new OneToOneRingBuffer(buffer)
                : new ManyToOneRingBuffer(buffer);
        }
    }

    /** {@link TestMessage#write} for the buffers of Agrona, which Aeron hands out too. */
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

    static boolean is(DirectBuffer buffer, int offset, long n) {
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

    /** Checks what Agrona and Aeron hand to a callback, and counts. */
    static final class Checker {
        long expected;
        boolean ended;

        void check(DirectBuffer buffer, int offset) {
            if (is(buffer, offset, expected)) {
                expected++;
            } else if (!ended && is(buffer, offset, ~expected)) {
                ended = true;
            } else {
                throw new TestMessage.WrongMessage(expected, buffer.getLong(offset));
            }
        }
    }

    static final class AgronaProducer implements TransportMain.Producer {
        private final RingBuffer ring;
        private final MutableDirectBuffer buffer;

        AgronaProducer(TransportMain.Task task) throws IOException {
            ring = map(task);
            buffer = ring.buffer();
        }

        @Override
        public void send(long first, int count) {
            for (int i = 0; i < count; i++) {
                int slot = ring.tryClaim(MESSAGE_TYPE, TestMessage.BYTES);
                while (slot < 0) {
                    TransportMain.pause();
                    slot = ring.tryClaim(MESSAGE_TYPE, TestMessage.BYTES);
                }
                write(buffer, slot, first + i);
                ring.commit(slot);
            }
        }

        @Override
        public void close() {}
    }

    static final class AgronaConsumer implements TransportMain.Consumer {
        private final RingBuffer ring;
        private final Checker checker = new Checker();
        private final MessageHandler handler =
            (type, buffer, offset, length) -> checker.check(buffer, offset);

        AgronaConsumer(TransportMain.Task task) throws IOException {
            ring = map(task);
        }

        @Override
        public int receive(long expected, int count) {
            long end = expected + count;
            while (checker.expected < end && !checker.ended) {
                if (ring.read(handler, (int) (end - checker.expected)) == 0) {
                    TransportMain.pause();
                }
            }
            return (int) (checker.expected - expected);
        }

        @Override
        public void close() {}
    }
}
