//SOURCES ../../07_ring_buffer/ring/OneToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES RingFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@Tag("beyond")
@DisplayName("A ring in a mapped file, for one producer")
class OneToOneRingTest extends RingFixture {
    @Test
    @DisplayName("delivers messages in order, for many laps")
    void order() throws Exception {
        try (Ring ring = Ring.createOneToOne(path, 4, 8)) {
            var producer = new OneToOneProducer(ring);
            var consumer = new OneToOneConsumer(ring);
            long in = 0;
            long out = 0;
            for (int round = 0; round < 1000; round++) {
                for (int i = 0; i <= round % 4; i++) {
                    ring.memory.set(LONG, producer.tryClaim(), in++);
                    producer.commit();
                }
                for (long slot; (slot = consumer.next()) != Ring.RING_EMPTY; out++) {
                    assertEquals(out, ring.memory.get(LONG, slot));
                    consumer.release();
                }
            }
            assertEquals(2500, out);
        }
    }

    @Test
    @DisplayName("is full when all slots are used, and overwrites no message that is not released")
    void full() throws Exception {
        try (Ring ring = Ring.createOneToOne(path, 4, 8)) {
            var producer = new OneToOneProducer(ring);
            var consumer = new OneToOneConsumer(ring);
            for (int i = 0; i < 4; i++) {
                ring.memory.set(LONG, producer.tryClaim(), i);
            }
            producer.commit();
            assertEquals(Ring.RING_FULL, producer.tryClaim());
            assertEquals(0, ring.memory.get(LONG, consumer.next()));
            assertEquals(Ring.RING_FULL, producer.tryClaim(), "read, but not released");
            consumer.release();
            assertFalse(producer.isFull());
            ring.memory.set(LONG, producer.tryClaim(), 4);
            assertEquals(Ring.RING_FULL, producer.tryClaim());
            assertEquals(1, ring.memory.get(LONG, consumer.next()));
        }
    }

    @Test
    @DisplayName("publishes a batch at its commit, and no message of it before")
    void batch() throws Exception {
        try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
            var producer = new OneToOneProducer(ring);
            var consumer = new OneToOneConsumer(ring);
            producer.tryClaim();
            producer.tryClaim();
            assertEquals(Ring.RING_EMPTY, consumer.next());
            producer.commit();
            consumer.next();
            consumer.next();
            assertEquals(Ring.RING_EMPTY, consumer.next());
        }
    }

    @Test
    @DisplayName("keeps all messages in the file for a consumer that starts late")
    void late() throws Exception {
        try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
            var producer = new OneToOneProducer(ring);
            for (int i = 0; i < 5; i++) {
                ring.memory.set(LONG, producer.tryClaim(), 100 + i);
                producer.commit();
            }
        }
        try (Ring ring = Ring.open(path)) {
            var consumer = new OneToOneConsumer(ring);
            for (int i = 0; i < 5; i++) {
                assertEquals(100 + i, ring.memory.get(LONG, consumer.next()));
            }
            assertTrue(consumer.isEmpty());
        }
    }

    @Test
    @DisplayName("delivers messages again to the next consumer if they were not released")
    void nextConsumer() throws Exception {
        try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
            var producer = new OneToOneProducer(ring);
            for (int i = 0; i < 3; i++) {
                ring.memory.set(LONG, producer.tryClaim(), i);
            }
            producer.commit();
            try (Ring ended = Ring.open(path)) {
                var first = new OneToOneConsumer(ended);
                first.next();
                first.release();
                first.next();
            }
            assertEquals(1, ring.memory.get(LONG, new OneToOneConsumer(ring).next()));
        }
    }

    @Test
    @DisplayName("is finished when it is closed and all messages are read, and refuses producers")
    void closed() throws Exception {
        try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
            var producer = new OneToOneProducer(ring);
            var consumer = new OneToOneConsumer(ring);
            producer.tryClaim();
            producer.commit();
            assertFalse(consumer.finished());
            producer.finish();
            assertFalse(consumer.finished(), "a message is still in the ring");
            consumer.next();
            assertTrue(consumer.finished());
            for (Executable refused : List.<Executable>of(() -> new OneToOneProducer(ring),
                    producer::tryClaim, producer::isFull, producer::commit)) {
                assertEquals("the ring is closed",
                    assertThrows(IllegalStateException.class, refused).getMessage());
            }
            assertTrue(consumer.finished(), "the ring is still closed");
        }
    }
}
