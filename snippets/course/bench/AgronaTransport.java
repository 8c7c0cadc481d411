//DEPS org.agrona:agrona:2.6.0
//SOURCES AgronaMessage.java TestMessage.java Transport.java

import module java.base;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Agrona's ring buffers in a mapped file. Messages are written in place, by tryClaim. */
final class AgronaTransport {
    private AgronaTransport() {}

    private static final int MESSAGE_TYPE = 1;
    // The same capacity in bytes as the rings of this course: slots of 64 bytes. A message takes 72
    // with Agrona's header of 8 bytes, so Agrona has room for 3640 messages instead of 4096.
    private static final int BYTES = Transport.RING_CAPACITY * TestMessage.BYTES;

    private static RingBuffer map(Transport.Task task) throws IOException {
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

    static final class AgronaProducer implements Transport.Producer {
        private final RingBuffer ring;
        private final MutableDirectBuffer buffer;

        AgronaProducer(Transport.Task task) throws IOException {
            ring = map(task);
            buffer = ring.buffer();
        }

        @Override
        public void send(long first, int count) {
            for (int i = 0; i < count; i++) {
                int slot = ring.tryClaim(MESSAGE_TYPE, TestMessage.BYTES);
                while (slot < 0) {
                    Transport.pause();
                    slot = ring.tryClaim(MESSAGE_TYPE, TestMessage.BYTES);
                }
                AgronaMessage.write(buffer, slot, first + i);
                ring.commit(slot);
            }
        }

        @Override
        public void close() {}
    }

    static final class AgronaConsumer implements Transport.Consumer {
        private final RingBuffer ring;
        private final AgronaMessage.Checker checker;
        private final MessageHandler handler;

        AgronaConsumer(Transport.Task task) throws IOException {
            ring = map(task);
            checker = new AgronaMessage.Checker(task.producers());
            handler = (type, buffer, offset, length) -> checker.check(buffer, offset);
        }

        @Override
        public int receive(long expected, int count) {
            checker.received = 0;
            while (checker.received < count && !checker.areEnded()) {
                if (ring.read(handler, count - checker.received) == 0) {
                    Transport.pause();
                }
            }
            return checker.received;
        }

        @Override
        public void close() {}
    }
}
