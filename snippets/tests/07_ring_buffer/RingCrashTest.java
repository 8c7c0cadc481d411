//SOURCES ../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneProducer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../07_ring_buffer/ring/RingLayout.java ../../Libc.java
//SOURCES ../../support/RunningProcess.java RingFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("beyond")
@DisplayName("A ring after the death of a process")
class RingCrashTest extends RingFixture {
    @Nested
    @DisplayName("for one producer")
    class OneToOne {
        @Test
        @DisplayName("drops the uncommitted message of a dead producer, and accepts the next one")
        void producerKilled() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                startProducer("claimed").close();
                var consumer = new OneToOneConsumer(ring);
                assertTrue(consumer.isEmpty());
                var producer = new OneToOneProducer(ring);
                ring.memory.set(LONG, producer.tryClaim(), 7);
                producer.commit();
                assertEquals(7, ring.memory.get(LONG, consumer.next()));
            }
        }

        @Test
        @DisplayName("refuses a second producer while the first one lives")
        void oneProducer() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                RunningProcess first = startProducer("claimed");
                startProducer("the ring has a producer already");
                letCommit(first);
                startProducer("claimed");
                var consumer = new OneToOneConsumer(ring);
                assertEquals(13, ring.memory.get(LONG, consumer.next()));
            }
        }
    }

    @Nested
    @DisplayName("for many producers")
    class ManyToOne {
        @Test
        @DisplayName("skips the message that a killed producer has not committed, and no other")
        void producerKilled() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 16)) {
                var producer = new ManyToOneProducer(ring);
                put(ring, producer, 1);
                RunningProcess killed = startProducer("claimed");
                put(ring, producer, 2);
                var consumer = new ManyToOneConsumer(ring);
                assertEquals(1, take(ring, consumer));
                killed.close();
                assertTrue(ring.notEmpty.await(() -> !consumer.isEmpty(), 10_000));
                assertEquals(2, take(ring, consumer));
                assertEquals(2, consumer.skippedSlots());
                assertTrue(consumer.isEmpty());
            }
        }

        @Test
        @DisplayName("waits for a producer that lives, however slow it is, and skips nothing")
        void slow() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 16)) {
                RunningProcess slow = startProducer("claimed");
                put(ring, new ManyToOneProducer(ring), 2);
                Libc.kill((int) slow.pid(), 19);   // SIGSTOP
                var consumer = new ManyToOneConsumer(ring);
                assertFalse(ring.notEmpty.await(() -> !consumer.isEmpty(), 300));
                Libc.kill((int) slow.pid(), 18);   // SIGCONT
                letCommit(slow);
                assertEquals(13, take(ring, consumer));
                assertEquals(2, take(ring, consumer));
                assertEquals(0, consumer.skippedSlots());
            }
        }

        @Test
        @DisplayName("goes on after producers that died at their claims of the whole ring")
        void noWedge() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 4)) {
                var producer = new ManyToOneProducer(ring);
                var consumer = new ManyToOneConsumer(ring);
                for (int round = 0; round < 5; round++) {
                    try (Ring dead = Ring.open(path)) {
                        assertTrue(new ManyToOneProducer(dead).tryClaim(4 * 64) > 0);
                    }
                    var slot = new long[1];
                    assertTrue(ring.notFull.await(() -> consumer.isEmpty()
                        && (slot[0] = producer.tryClaim(4 * 64)) != Ring.RING_FULL, 20_000));
                    ring.memory.set(LONG, slot[0], round);
                    producer.commit();
                    assertEquals(round, take(ring, consumer));
                    consumer.release();
                }
                assertEquals(5 * 4, consumer.skippedSlots());
            }
        }
    }
}
