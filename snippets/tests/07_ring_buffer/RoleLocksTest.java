//SOURCES ../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../07_ring_buffer/ring/RingLayout.java ../../07_ring_buffer/ring/RoleLocks.java
//SOURCES ../../support/RunningProcess.java
//SOURCES RingFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("beyond")
@DisplayName("The locks that say who uses a ring")
class RoleLocksTest extends RingFixture {
    @Test
    @DisplayName("are free again when the ring is closed")
    void closed() {
        try (Ring ring = Ring.createManyToOne(path, 8)) {
            try (Ring other = Ring.open(path)) {
                assertTrue(other.locks.tryLock(RingLayout.HEAD));
                assertFalse(other.locks.tryLock(RingLayout.HEAD), "a second time");
                assertFalse(ring.locks.tryLock(RingLayout.HEAD), "by another opening of the file");
                assertTrue(ring.locks.isHeld(RingLayout.HEAD));
            }
            assertFalse(ring.locks.isHeld(RingLayout.HEAD));
            assertTrue(ring.locks.tryLock(RingLayout.HEAD));
            assertTrue(ring.locks.isHeld(RingLayout.HEAD), "its own");
        }
    }

    @Test
    @DisplayName("give each producer its own number, and the number of a dead one to the next")
    void numbers() {
        try (Ring ring = Ring.createManyToOne(path, 8)) {
            assertEquals(0, ring.takeProducer());
            assertEquals(1, ring.takeProducer());
            try (Ring dead = Ring.open(path)) {
                assertEquals(2, dead.takeProducer());
                assertEquals(3, ring.takeProducer());
            }
            assertEquals(2, ring.takeProducer());
        }
    }

    @Test
    @DisplayName("let in one of two processes that are PID 1 of their own PID namespaces")
    void onePidOne() throws Exception {
        try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
            start(inNamespace(), "claimed");
            start(inNamespace(), "the ring has a producer already");
            start(List.of(), "the ring has a producer already");
            assertTrue(ring.locks.isHeld(RingLayout.TAIL));
        }
    }

    @Test
    @DisplayName("show a producer in another PID namespace as alive, and after kill -9 as dead")
    void otherNamespace() throws Exception {
        try (Ring ring = Ring.createManyToOne(path, 16)) {
            RunningProcess hidden = start(inNamespace(), "claimed");
            put(ring, new ManyToOneProducer(ring), 2);
            var consumer = new ManyToOneConsumer(ring);
            assertFalse(ring.notEmpty.await(() -> !consumer.isEmpty(), 300));
            hidden.close();
            assertTrue(ring.notEmpty.await(() -> !consumer.isEmpty(), 10_000));
            assertEquals(2, take(ring, consumer));
            assertEquals(2, consumer.skippedSlots());
        }
    }

    private static List<String> inNamespace() throws Exception {
        var command = List.of("unshare", "-rpf", "--mount-proc", "--kill-child");
        try {
            var probe = new ArrayList<>(command);
            probe.add("true");
            assumeTrue(RunningProcess.run(new ProcessBuilder(probe), Duration.ofSeconds(60))
                .exit() == 0, "this machine does not allow namespaces");
        } catch (IOException e) {
            assumeTrue(false, "no unshare on PATH");
        }
        return command;
    }
}
