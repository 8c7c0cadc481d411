//SOURCES ../../07_ring_buffer/ring/LanesConsumer.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneProducer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES NextMessages.java TestMessage.java Transport.java

/**
 * The rings of chapter 7. A process that waits spins. With the key "ring-futex" the consumer waits
 * on the futex condition of the ring.
 */
final class RingTransport {
    private RingTransport() {}

    private static final int PATIENCE_MS = 1000;

    static Transport.Consumer consumer(Transport.Task task) {
        return switch (task.rival()) {
            case "many" -> new ManyConsumer(task);
            case "lanes" -> new ConsumerOfLanes(task);
            case "ring-futex" -> new SleepingConsumer(task);
            default -> new OneConsumer(task);
        };
    }

    static Transport.Producer producer(Transport.Task task) {
        return switch (task.rival()) {
            case "many" -> new ManyProducer(task);
            case "ring-futex" -> new WakingProducer(task);
            default -> new OneProducer(task);
        };
    }

    private static class OneProducer implements Transport.Producer {
        final Ring ring;
        private final OneToOneProducer producer;
        private final long base;
        private final int batch;

        OneProducer(Transport.Task task) {
            ring = Ring.open(task.path().toString());
            producer = new OneToOneProducer(ring);
            base = ring.memory.address();
            batch = task.batch();
        }

        @Override
        public void send(long first, int count) {
            // Locals, because HotSpot would read these fields again after each message.
            OneToOneProducer producer = this.producer;
            long base = this.base;
            int mask = batch - 1;
            for (int i = 0; i < count; ) {
                long slot = producer.tryClaim();
                while (slot == Ring.RING_FULL) {
                    Transport.pause();
                    slot = producer.tryClaim();
                }
                TestMessage.write(base + slot, first + i++);
                if ((i & mask) == 0 || i == count) {
                    producer.commit();
                    wake();
                }
            }
        }

        /** Wakes the consumer if it may be asleep. */
        void wake() {}

        @Override
        public void close() {
            ring.close();
        }
    }

    private static class OneConsumer implements Transport.Consumer {
        final Ring ring;
        final OneToOneConsumer consumer;
        private final long base;
        private final int batch;

        OneConsumer(Transport.Task task) {
            ring = Ring.createOneToOne(task.path().toString(), Transport.RING_CAPACITY,
                TestMessage.BYTES);
            consumer = new OneToOneConsumer(ring);
            base = ring.memory.address();
            batch = task.batch();
        }

        @Override
        public int receive(long expected, int count) {
            OneToOneConsumer consumer = this.consumer;
            long base = this.base;
            int mask = batch - 1;
            for (int i = 0; i < count; ) {
                long slot = consumer.next();
                while (slot == Ring.RING_EMPTY) {
                    await();
                    slot = consumer.next();
                }
                if (!TestMessage.is(base + slot, expected + i)) {
                    TestMessage.requireEnd(base + slot, expected + i);
                    return i;
                }
                i++;
                if ((i & mask) == 0 || i == count) {
                    consumer.release();
                }
            }
            return count;
        }

        void await() {
            Transport.pause();
        }

        @Override
        public void close() {
            ring.close();
        }
    }

    private static final class WakingProducer extends OneProducer {
        WakingProducer(Transport.Task task) {
            super(task);
        }

        @Override
        void wake() {
            ring.notEmpty.wake();
        }
    }

    private static final class SleepingConsumer extends OneConsumer {
        SleepingConsumer(Transport.Task task) {
            super(task);
        }

        @Override
        void await() {
            ring.notEmpty.await(() -> !consumer.isEmpty(), PATIENCE_MS);
        }
    }

    // Every message is a claim of its own and is committed on its own, so there are no batches.

    private static final class ManyProducer implements Transport.Producer {
        private final Ring ring;
        private final ManyToOneProducer producer;
        private final long base;

        ManyProducer(Transport.Task task) {
            ring = Ring.open(task.path().toString());
            producer = new ManyToOneProducer(ring);
            base = ring.memory.address();
        }

        @Override
        public void send(long first, int count) {
            ManyToOneProducer producer = this.producer;
            long base = this.base;
            for (int i = 0; i < count; i++) {
                long slot = producer.tryClaim(TestMessage.BYTES);
                while (slot == Ring.RING_FULL) {
                    Transport.pause();
                    slot = producer.tryClaim(TestMessage.BYTES);
                }
                TestMessage.write(base + slot, first + i);
                producer.commit();
            }
        }

        @Override
        public void close() {
            ring.close();
        }
    }

    private static final class ManyConsumer implements Transport.Consumer {
        private final Ring ring;
        private final ManyToOneConsumer consumer;
        private final NextMessages next;
        private final long base;

        ManyConsumer(Transport.Task task) {
            ring = Ring.createManyToOne(task.path().toString(), Transport.RING_CAPACITY);
            consumer = new ManyToOneConsumer(ring);
            next = new NextMessages(task.producers());
            base = ring.memory.address();
        }

        @Override
        public int receive(long expected, int count) {
            ManyToOneConsumer consumer = this.consumer;
            long base = this.base;
            long number = next.expected;
            int received = 0;
            while (received < count && !next.areEnded()) {
                long slot = consumer.next();
                if (slot == Ring.RING_EMPTY) {
                    Transport.pause();
                } else if (TestMessage.is(base + slot, number)) {
                    number++;
                    received++;
                    consumer.release();
                } else {
                    next.expected = number;
                    received += countOther(base + slot, next);
                    number = next.expected;
                }
            }
            next.expected = number;
            return received;
        }

        @Override
        public void close() {
            ring.close();
        }
    }

    /**
     * A ring with a lane for each producer, and one more. The consumer takes all messages that are
     * there before it releases their slots, as Agrona does.
     */
    private static final class ConsumerOfLanes implements Transport.Consumer {
        private final Ring ring;
        private final LanesConsumer consumer;
        private final NextMessages next;
        private final long base;

        ConsumerOfLanes(Transport.Task task) {
            ring = Ring.createLanes(task.path().toString(), task.producers() + 1,
                Transport.RING_CAPACITY / task.producers(), TestMessage.BYTES);
            consumer = new LanesConsumer(ring);
            next = new NextMessages(task.producers());
            base = ring.memory.address();
        }

        @Override
        public int receive(long expected, int count) {
            LanesConsumer consumer = this.consumer;
            long base = this.base;
            long number = next.expected;
            int received = 0;
            while (received < count && !next.areEnded()) {
                long slot = consumer.next();
                if (slot == Ring.RING_EMPTY) {
                    consumer.release();
                    Transport.pause();
                } else if (TestMessage.is(base + slot, number)) {
                    number++;
                    received++;
                } else {
                    next.expected = number;
                    received += countOther(base + slot, next);
                    number = next.expected;
                }
            }
            consumer.release();
            next.expected = number;
            return received;
        }

        @Override
        public void close() {
            ring.close();
        }
    }

    /** Checks a message of another producer, or an end message, which does not count. */
    private static int countOther(long address, NextMessages next) {
        next.turnTo(TestMessage.number(address));
        if (TestMessage.is(address, next.expected)) {
            next.expected++;
            return 1;
        }
        TestMessage.requireEnd(address, next.expected);
        next.end();
        return 0;
    }
}
