//SOURCES ../../07_ring_buffer/ring/LanesConsumer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES RingFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("beyond")
@DisplayName("A ring with a lane for each producer")
class LanesRingTest extends RingFixture {
    private static void put(Ring ring, OneToOneProducer producer, long value) {
        ring.memory.set(LONG, producer.tryClaim(), value);
        producer.commit();
    }

    private static List<Long> takeAll(Ring ring, LanesConsumer consumer) {
        var all = new ArrayList<Long>();
        for (long slot; (slot = consumer.next()) != Ring.RING_EMPTY; ) {
            all.add(ring.memory.get(LONG, slot));
        }
        return all;
    }

    @Test
    @DisplayName("delivers the messages of each producer in order, also if another one is stopped")
    void order() {
        try (Ring ring = Ring.createLanes(path, 3, 4, 8)) {
            var first = new OneToOneProducer(ring);
            var stopped = new OneToOneProducer(ring);
            var third = new OneToOneProducer(ring);
            assertThrows(IllegalStateException.class, () -> new OneToOneProducer(ring));
            stopped.tryClaim();
            for (long n = 0; n < 4; n++) {
                put(ring, first, n);
                put(ring, third, 100 + n);
            }
            assertEquals(Ring.RING_FULL, first.tryClaim());
            var consumer = new LanesConsumer(ring);
            List<Long> all = takeAll(ring, consumer);
            assertEquals(List.of(0L, 1L, 2L, 3L), all.stream().filter(n -> n < 100).toList());
            assertEquals(List.of(100L, 101L, 102L, 103L),
                all.stream().filter(n -> n >= 100).toList());
            assertTrue(first.isFull() && third.isFull(), "read, but not released");
            consumer.release();
            assertFalse(first.isFull() || third.isFull());
        }
    }

    @Test
    @DisplayName("does not let a producer with many messages keep the others waiting")
    void fair() {
        try (Ring ring = Ring.createLanes(path, 2, 4, 8)) {
            var busy = new OneToOneProducer(ring);
            var quiet = new OneToOneProducer(ring);
            var consumer = new LanesConsumer(ring);
            put(ring, busy, 1);
            consumer.next();
            consumer.release();
            put(ring, busy, 2);
            put(ring, quiet, 100);
            assertFalse(consumer.isEmpty());
            assertEquals(0, consumer.lane(), "the lane of the message that was read last");
            assertEquals(100, ring.memory.get(LONG, consumer.next()));
            assertEquals(1, consumer.lane());
        }
    }

    @Test
    @DisplayName("gives the lane of a dead producer to the next one, which continues there")
    void nextProducer() {
        try (Ring ring = Ring.createLanes(path, 2, 4, 8)) {
            var other = new OneToOneProducer(ring);
            try (Ring dead = Ring.open(path)) {
                var producer = new OneToOneProducer(dead);
                put(dead, producer, 1);
                producer.tryClaim();
            }
            put(ring, new OneToOneProducer(ring), 2);
            put(ring, other, 100);
            var consumer = new LanesConsumer(ring);
            assertEquals(List.of(1L, 2L, 100L), takeAll(ring, consumer).stream().sorted().toList());
        }
    }

    @Test
    @DisplayName("is finished when all lanes are closed and all messages are read")
    void finished() {
        try (Ring ring = Ring.createLanes(path, 2, 4, 8)) {
            var first = new OneToOneProducer(ring);
            var second = new OneToOneProducer(ring);
            var consumer = new LanesConsumer(ring);
            first.finish();
            assertEquals("the ring has only lanes that are closed or have a producer already",
                assertThrows(IllegalStateException.class, () -> new OneToOneProducer(ring))
                    .getMessage());
            put(ring, second, 1);
            assertFalse(consumer.finished(), "a lane is open");
            second.finish();
            assertFalse(consumer.finished(), "a message is there");
            assertEquals(List.of(1L), takeAll(ring, consumer));
            assertTrue(consumer.finished());
        }
    }
}
