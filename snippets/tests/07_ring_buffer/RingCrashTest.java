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
        @DisplayName("refuses a second producer while the first one has it mapped")
        void oneProducer() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                RunningProcess first = startProducer("claimed");
                startProducer("the ring has a producer already, process " + first.pid());
                letCommit(first);
                startProducer("claimed");
                var consumer = new OneToOneConsumer(ring);
                assertEquals(13, ring.memory.get(LONG, consumer.next()));
            }
        }

        @Test
        @DisplayName("accepts a producer if the former one's ID now belongs to another process")
        void reusedId() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                try (var other = RunningProcess.start(new ProcessBuilder("sleep", "30"))) {
                    RingLayout.INT.set(ring.memory, RingLayout.PRODUCER, (int) other.pid());
                    new OneToOneProducer(ring);
                }
                assertEquals(Libc.getpid(),
                    (int) RingLayout.INT.get(ring.memory, RingLayout.PRODUCER));
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
                assertEquals(1, consumer.skipped());
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
                assertEquals(0, consumer.skipped());
            }
        }

        @Test
        @DisplayName("moves the tail for a producer that was killed before it moved the tail")
        void helps() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 16)) {
                var producer = new ManyToOneProducer(ring);
                put(ring, producer, 1);
                ring.memory.set(LONG, RingLayout.TAIL, 0);
                put(ring, producer, 2);
                var consumer = new ManyToOneConsumer(ring);
                assertEquals(1, take(ring, consumer));
                assertEquals(2, take(ring, consumer));
                assertEquals(2, ring.memory.get(LONG, RingLayout.TAIL));
            }
        }

        @Test
        @DisplayName("frees the slots of a consumer that died after it had moved the head")
        void consumerKilled() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 4)) {
                var producer = new ManyToOneProducer(ring);
                for (int lap = 0; lap < 3; lap++) {
                    for (int i = 0; i < 4; i++) {
                        put(ring, producer, i);
                    }
                    var killed = new ManyToOneConsumer(ring);
                    take(ring, killed);
                    killed.release();
                    put(ring, producer, 4);
                    take(ring, killed);
                    take(ring, killed);
                    ring.memory.set(LONG, RingLayout.HEAD,
                        ring.memory.get(LONG, RingLayout.HEAD) + 2);
                    assertEquals(Ring.RING_FULL, producer.tryClaim(8));
                    var next = new ManyToOneConsumer(ring);
                    put(ring, producer, 5);
                    put(ring, producer, 6);
                    assertEquals(Ring.RING_FULL, producer.tryClaim(8));
                    for (int i = 3; i <= 6; i++) {
                        assertEquals(i, take(ring, next));
                    }
                    next.release();
                }
            }
        }
    }
}
