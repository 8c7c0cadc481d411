//SOURCES ../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../07_ring_buffer/ring/RingLayout.java ../../07_ring_buffer/ring/SlotHeader.java
//SOURCES RingFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("beyond")
@DisplayName("A ring in a mapped file, for many producers")
class ManyToOneRingTest extends RingFixture {
    @Test
    @DisplayName("delivers messages of every length in order, for many laps")
    void lengths() throws Exception {
        try (Ring ring = Ring.createManyToOne(path, 16)) {
            var producer = new ManyToOneProducer(ring);
            var consumer = new ManyToOneConsumer(ring);
            for (int round = 0; round < 20; round++) {
                for (int length = 0; length <= 16 * 64; length++) {
                    long slot = producer.tryClaim(length);
                    if (slot == Ring.RING_FULL) {
                        // The rest before the end is too short. The consumer must skip it first.
                        assertTrue(consumer.isEmpty());
                        slot = producer.tryClaim(length);
                    }
                    ring.memory.asSlice(slot, length).fill((byte) length);
                    producer.commit();
                    assertEquals(slot, consumer.next());
                    assertEquals(length, consumer.length());
                    consumer.release();
                }
            }
            assertEquals(0, consumer.skippedSlots());
        }
    }

    @Test
    @DisplayName("keeps every byte of messages side by side, also across the end of the ring")
    void bytes() throws Exception {
        try (Ring ring = Ring.createManyToOne(path, 16)) {
            var producer = new ManyToOneProducer(ring);
            var consumer = new ManyToOneConsumer(ring);
            int in = 0;
            int out = 0;
            while (out < 5000) {
                int length = in * 37 % 300;
                for (long slot; (slot = producer.tryClaim(length)) != Ring.RING_FULL; ) {
                    ring.memory.asSlice(slot, length).fill((byte) in);
                    producer.commit();
                    length = ++in * 37 % 300;
                }
                for (long slot; (slot = consumer.next()) != Ring.RING_EMPTY; out++) {
                    assertEquals(out * 37 % 300, consumer.length());
                    for (int i = 0; i < consumer.length(); i++) {
                        assertEquals((byte) out,
                            ring.memory.get(ValueLayout.JAVA_BYTE, slot + i));
                    }
                }
                consumer.release();
            }
        }
    }

    @Test
    @DisplayName("is full for a message of two slots when only one is released")
    void oneSlotFree() throws Exception {
        try (Ring ring = Ring.createManyToOne(path, 4)) {
            var producer = new ManyToOneProducer(ring);
            for (int i = 0; i < 4; i++) {
                put(ring, producer, i);
            }
            var consumer = new ManyToOneConsumer(ring);
            take(ring, consumer);
            consumer.release();
            assertEquals(Ring.RING_FULL, producer.tryClaim(65));
            take(ring, consumer);
            consumer.release();
            assertTrue(producer.tryClaim(65) > 0);
        }
    }

    @Test
    @DisplayName("keeps a message that is read and not released, also when it skips the next slot")
    void heldMessage() throws Exception {
        try (Ring ring = Ring.createManyToOne(path, 4)) {
            var producer = new ManyToOneProducer(ring);
            put(ring, producer, 1);
            put(ring, producer, 2);
            put(ring, producer, 3);
            var consumer = new ManyToOneConsumer(ring);
            take(ring, consumer);
            take(ring, consumer);
            consumer.release();
            take(ring, consumer);
            // Two slots do not fit before the end, so the consumer skips the last slot.
            producer.tryClaim(100);
            producer.commit();
            assertFalse(consumer.isEmpty());
            assertEquals(2, ring.memory.get(LONG, RingLayout.HEAD),
                "the third message is not released yet");
        }
    }

    @Test
    @DisplayName("refuses a message that is longer than the ring or than 2^20 - 1 bytes")
    void tooLong() {
        try (Ring ring = Ring.createManyToOne(path, 16);
                Ring large = Ring.createManyToOne(path + "2", 1 << 15)) {
            var producer = new ManyToOneProducer(ring);
            assertThrows(IllegalArgumentException.class, () -> producer.tryClaim(1025));
            assertThrows(IllegalArgumentException.class, () -> producer.tryClaim(-1));
            var far = new ManyToOneProducer(large);
            assertTrue(far.tryClaim((1 << 20) - 1) > 0);
            assertThrows(IllegalStateException.class, () -> far.tryClaim(1), "not committed");
            far.commit();
            assertThrows(IllegalArgumentException.class, () -> far.tryClaim(1 << 20));
        }
    }

    @Test
    @DisplayName("has headers whose fields do not overlap")
    void headers() {
        assertTrue(SlotHeader.isOfLap(SlotHeader.of(5, 64, SlotHeader.COMMITTED), 5));
        assertFalse(SlotHeader.isOfLap(SlotHeader.of(5, 64, SlotHeader.COMMITTED), 6));
        assertFalse(SlotHeader.isOfLap(0, 0), "a header that was never written");
        long lastLap = (1L << 42) - 1;
        long all = SlotHeader.of(lastLap, SlotHeader.MAX_LENGTH, SlotHeader.PADDING);
        assertEquals(List.of(SlotHeader.MAX_LENGTH, SlotHeader.PADDING),
            List.of(SlotHeader.length(all), SlotHeader.state(all)));
        assertTrue(SlotHeader.isOfLap(all, lastLap));
    }

    @Test
    @DisplayName("refuses a commit without a claim, which would destroy another one's message")
    void commitsOnce() {
        try (Ring ring = Ring.createManyToOne(path, 4)) {
            var producer = new ManyToOneProducer(ring);
            var other = new ManyToOneProducer(ring);
            assertThrows(IllegalStateException.class, other::commit);
            put(ring, producer, 1);
            put(ring, other, 2);
            assertThrows(IllegalStateException.class, producer::commit);
            var consumer = new ManyToOneConsumer(ring);
            assertEquals(1, take(ring, consumer));
            assertEquals(2, take(ring, consumer));
        }
    }

    @Test
    @DisplayName("refuses every message after it was closed, and delivers all messages before that")
    void finishes() throws Exception {
        try (Ring ring = Ring.createManyToOne(path, 4)) {
            var first = new ManyToOneProducer(ring);
            var second = new ManyToOneProducer(ring);
            for (int i = 0; i < 4; i++) {
                put(ring, first, i);
            }
            first.finish();
            assertEquals("the ring is closed", assertThrows(IllegalStateException.class,
                () -> second.tryClaim(8)).getMessage());
            assertEquals("the ring is closed", assertThrows(IllegalStateException.class,
                () -> new ManyToOneProducer(ring)).getMessage());
            var consumer = new ManyToOneConsumer(ring);
            for (int i = 0; i < 4; i++) {
                assertFalse(consumer.finished());
                assertEquals(i, take(ring, consumer));
            }
            assertTrue(consumer.isEmpty());
            assertTrue(consumer.finished());
        }
    }

    @Test
    @DisplayName("gives each slot to one of several threads, and loses no message")
    void threads() throws Exception {
        try (Ring ring = Ring.createManyToOne(path, 64)) {
            int each = 20_000;
            for (int t = 0; t < 3; t++) {
                var producer = new ManyToOneProducer(ring);
                long number = t * 1_000_000L;
                Thread.ofPlatform().daemon().start(() -> {
                    for (int i = 0; i < each; i++) {
                        put(ring, producer, number + i);
                    }
                });
            }
            var consumer = new ManyToOneConsumer(ring);
            var next = new int[3];
            for (int i = 0; i < 3 * each; i++) {
                assertTrue(ring.notEmpty.await(() -> !consumer.isEmpty(), 20_000));
                long value = take(ring, consumer);
                assertEquals(next[(int) (value / 1_000_000)]++, value % 1_000_000);
                consumer.release();
                ring.notFull.wake();
            }
        }
    }
}
