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
@DisplayName("A ring in a mapped file")
class RingCrashTest extends RingFixture {
    @Nested
    @DisplayName("for one producer")
    class OneToOne {
        @Test
        @DisplayName("shows nothing of what a producer died over, and takes the next producer")
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
        @DisplayName("has one producer: another process is refused while the first has it mapped")
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
        @DisplayName("is taken over although the former producer's ID is another process's by now")
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
        @DisplayName("skips the message of a producer that was killed over it, and no other")
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
        @DisplayName("waits for a producer that lives, however long it takes, and skips nothing")
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
        @DisplayName("moves the tail for a producer that was killed before it could")
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
        @DisplayName("frees the slots that a consumer gave back by the head alone before it died")
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
