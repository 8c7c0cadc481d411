import java.io.IOException;

/** The rings of chapter 7 in a duel, spinning or, as "ring-futex", with the futex gate. */
final class RingSides {
    private RingSides() {}

    static final int CAPACITY = 4096;
    private static final int PATIENCE_MS = 1000;

    static DuelSide.Consumer consumer(DuelSide.Task task) throws IOException {
        return switch (task.rival()) {
            case "many" -> new ManyConsumer(task);
            case "ring-futex" -> new SleepingConsumer(task);
            default -> new OneConsumer(task);
        };
    }

    static DuelSide.Producer producer(DuelSide.Task task) throws IOException {
        return switch (task.rival()) {
            case "many" -> new ManyProducer(task);
            case "ring-futex" -> new WakingProducer(task);
            default -> new OneProducer(task);
        };
    }

    private static class OneProducer implements DuelSide.Producer {
        final Ring ring;
        private final OneToOneProducer producer;
        private final long base;
        private final int batch;

        OneProducer(DuelSide.Task task) throws IOException {
            ring = Ring.open(task.path().toString());
            producer = new OneToOneProducer(ring);
            base = ring.memory.address();
            batch = task.batch();
        }

        @Override
        public void send(long first, int count) {
            for (int i = 0; i < count; ) {
                DuelMessage.write(base + claim(), first + i++);
                if ((i & batch - 1) == 0 || i == count) {
                    commit();
                }
            }
        }

        void commit() {
            producer.commit();
        }

        private long claim() {
            long slot = producer.claim();
            while (slot == Ring.NONE) {
                DuelSide.pause();
                slot = producer.claim();
            }
            return slot;
        }

        @Override
        public void close() {
            ring.close();
        }
    }

    private static class OneConsumer implements DuelSide.Consumer {
        final Ring ring;
        final OneToOneConsumer consumer;
        private final long base;
        private final int batch;

        OneConsumer(DuelSide.Task task) throws IOException {
            ring = Ring.createOneToOne(task.path().toString(), CAPACITY, DuelMessage.BYTES);
            consumer = new OneToOneConsumer(ring);
            base = ring.memory.address();
            batch = task.batch();
        }

        @Override
        public int receive(long expected, int count) {
            for (int i = 0; i < count; ) {
                long slot = base + next();
                if (!DuelMessage.is(slot, expected + i)) {
                    DuelMessage.requireEnd(slot, expected + i);
                    return i;
                }
                i++;
                if ((i & batch - 1) == 0 || i == count) {
                    consumer.release();
                }
            }
            return count;
        }

        private long next() {
            long slot = consumer.next();
            while (slot == Ring.NONE) {
                await();
                slot = consumer.next();
            }
            return slot;
        }

        void await() {
            DuelSide.pause();
        }

        @Override
        public void close() {
            ring.close();
        }
    }

    private static final class WakingProducer extends OneProducer {
        WakingProducer(DuelSide.Task task) throws IOException {
            super(task);
        }

        @Override
        void commit() {
            super.commit();
            ring.notEmpty.wake();
        }
    }

    private static final class SleepingConsumer extends OneConsumer {
        SleepingConsumer(DuelSide.Task task) throws IOException {
            super(task);
        }

        @Override
        void await() {
            ring.notEmpty.await(() -> !consumer.isEmpty(), PATIENCE_MS);
        }
    }

    // A message is a claim of its own: there is nothing to publish once a batch.

    private static final class ManyProducer implements DuelSide.Producer {
        private final Ring ring;
        private final ManyToOneProducer producer;
        private final long base;

        ManyProducer(DuelSide.Task task) throws IOException {
            ring = Ring.open(task.path().toString());
            producer = new ManyToOneProducer(ring);
            base = ring.memory.address();
        }

        @Override
        public void send(long first, int count) {
            for (int i = 0; i < count; i++) {
                long slot = producer.claim(DuelMessage.BYTES);
                while (slot == Ring.NONE) {
                    DuelSide.pause();
                    slot = producer.claim(DuelMessage.BYTES);
                }
                DuelMessage.write(base + slot, first + i);
                producer.commit(slot);
            }
        }

        @Override
        public void close() {
            ring.close();
        }
    }

    private static final class ManyConsumer implements DuelSide.Consumer {
        private final Ring ring;
        private final ManyToOneConsumer consumer;
        private final long base;

        ManyConsumer(DuelSide.Task task) throws IOException {
            ring = Ring.createManyToOne(task.path().toString(), CAPACITY);
            consumer = new ManyToOneConsumer(ring);
            base = ring.memory.address();
        }

        @Override
        public int receive(long expected, int count) {
            for (int i = 0; i < count; i++) {
                long slot = consumer.next();
                while (slot == Ring.NONE) {
                    DuelSide.pause();
                    slot = consumer.next();
                }
                if (!DuelMessage.is(base + slot, expected + i)) {
                    DuelMessage.requireEnd(base + slot, expected + i);
                    return i;
                }
                consumer.release();
            }
            return count;
        }

        @Override
        public void close() {
            ring.close();
        }
    }
}
