//DEPS net.openhft:chronicle-queue:2026.4
//DEPS org.slf4j:slf4j-nop:2.0.17
//SOURCES TestMessage.java Transport.java

import net.openhft.chronicle.bytes.Bytes;
import net.openhft.chronicle.queue.ChronicleQueue;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.ExcerptTailer;

/** Chronicle Queue. The messages stay in its files until these are deleted. */
final class ChronicleTransport {
    private ChronicleTransport() {}

    private static ChronicleQueue open(Transport.Task task) {
        return ChronicleQueue.singleBuilder(task.path().toFile()).build();
    }

    static final class ChronicleProducer implements Transport.Producer {
        private final ChronicleQueue queue;
        private final ExcerptAppender appender;

        ChronicleProducer(Transport.Task task) {
            queue = open(task);
            appender = queue.createAppender();
        }

        @Override
        public void send(long first, int count) {
            for (int i = 0; i < count; i++) {
                try (var document = appender.writingDocument()) {
                    Bytes<?> bytes = document.wire().bytes();
                    long word = (first + i) * TestMessage.K;
                    bytes.writeLong(first + i);
                    for (int j = 1; j < 8; j++) {
                        bytes.writeLong(word + j);
                    }
                }
            }
        }

        @Override
        public void close() {
            queue.close();
        }
    }

    static final class ChronicleConsumer implements Transport.Consumer {
        private final ChronicleQueue queue;
        private final ExcerptTailer tailer;

        ChronicleConsumer(Transport.Task task) {
            queue = open(task);
            tailer = queue.createTailer();
        }

        @Override
        public int receive(long expected, int count) {
            for (int i = 0; i < count; ) {
                try (var document = tailer.readingDocument()) {
                    if (!document.isPresent()) {
                        Transport.pause();
                    } else if (isNext(document.wire().bytes(), expected + i)) {
                        i++;
                    } else {
                        return i;
                    }
                }
            }
            return count;
        }

        /** Returns true for message {@code expected}, and false for the end message. */
        private static boolean isNext(Bytes<?> bytes, long expected) {
            long number = bytes.readLong();
            long same = number == expected ? expected : ~expected;
            long difference = number ^ same;
            for (int j = 1; j < 8; j++) {
                difference |= bytes.readLong() ^ same * TestMessage.K + j;
            }
            if (difference != 0) {
                throw new TestMessage.WrongMessageException(expected, number);
            }
            return number == expected;
        }

        @Override
        public void close() {
            queue.close();
        }
    }
}
