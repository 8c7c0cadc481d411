import java.io.IOException;

/** The rings of chapter 7 in a duel, spinning or, as "ring-futex", with the futex gate. */
final class RingSides {
    private RingSides() {}

    static final int CAPACITY = 4096;
    private static final int PATIENCE_MS = 1000;

    static DuelSide.Consumer consumer(DuelSide.Task task) throws IOException {
        return task.rival().equals("many") ? new ManyConsumer(task) : new OneConsumer(task);
    }

    static DuelSide.Producer producer(DuelSide.Task task) throws IOException {
        return task.rival().equals("many") ? new ManyProducer(task) : new OneProducer(task);
    }

    private static final class OneProducer implements DuelSide.Producer {
        private final Ring ring;
        private final OneToOneProducer producer;
        private final long base;
        private final int batch;
        private final boolean sleeps;

        OneProducer(DuelSide.Task task) throws IOException {
            ring = Ring.open(task.path().toString());
            producer = new OneToOneProducer(ring);
            base = ring.memory.address();
            batch = task.batch();
            sleeps = task.rival().equals("ring-futex");
        }

        @Override
        public void send(long first, int count) {
            for (int i = 0; i < count; ) {
                int end = Math.min(i + batch, count);
                for (; i < end; i++) {
                    long slot = producer.claim();
                    while (slot == Ring.NONE) {
                        DuelSide.pause();
                        slot = producer.claim();
                    }
                    DuelMessage.write(base + slot, first + i);
                }
                producer.commit();
                if (sleeps) {
                    ring.notEmpty.wake();
                }
            }
        }

        @Override
        public void close() {
            ring.close();
        }
    }

    private static final class OneConsumer implements DuelSide.Consumer {
        private final Ring ring;
        private final OneToOneConsumer consumer;
        private final long base;
        private final int batch;
        private final boolean sleeps;

        OneConsumer(DuelSide.Task task) throws IOException {
            ring = Ring.createOneToOne(task.path().toString(), CAPACITY, DuelMessage.BYTES);
            consumer = new OneToOneConsumer(ring);
            base = ring.memory.address();
            batch = task.batch();
            sleeps = task.rival().equals("ring-futex");
        }

        @Override
        public int receive(long expected, int count) {
            for (int i = 0; i < count; ) {
                int end = Math.min(i + batch, count);
                for (; i < end; i++) {
                    long slot = consumer.next();
                    while (slot == Ring.NONE) {
                        await();
                        slot = consumer.next();
                    }
                    if (!DuelMessage.is(base + slot, expected + i)) {
                        DuelMessage.requireEnd(base + slot, expected + i);
                        return i;
                    }
                }
                consumer.release();
            }
            return count;
        }

        private void await() {
            if (sleeps) {
                ring.notEmpty.await(() -> !consumer.isEmpty(), PATIENCE_MS);
            } else {
                DuelSide.pause();
            }
        }

        @Override
        public void close() {
            ring.close();
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
