//SOURCES ../../07_ring_buffer/ring/LanesConsumer.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneProducer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../07_ring_buffer/ring/RingLayout.java ../../Libc.java
//SOURCES ../../support/RunningProcess.java RingFixture.java RingTruncatedMain.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("beyond")
@DisplayName("A ring whose file was damaged")
class RingDamageTest extends RingFixture {
    @ParameterizedTest(name = "kind {0}")
    @ValueSource(ints = {RingLayout.ONE_TO_ONE, RingLayout.MANY_TO_ONE})
    @DisplayName("is refused or served correctly, whichever byte of its header is inverted")
    void everyByte(int kind) {
        try (Ring ring = kind == RingLayout.ONE_TO_ONE ? Ring.createLanes(path, 2, 8, 64)
                : Ring.createManyToOne(path, 8)) {
            List<Long> messages = List.of(7L, 8L);
            putAll(messages);
            int refused = 0;
            for (long at = 0; at < RingLayout.DATA; at++) {
                byte good = ring.memory.get(ValueLayout.JAVA_BYTE, at);
                ring.memory.set(ValueLayout.JAVA_BYTE, at, (byte) ~good);
                try (Ring damaged = Ring.open(path)) {
                    assertEquals(messages, takeAll(damaged), "byte " + at);
                } catch (IllegalStateException e) {
                    assertTrue(e.getMessage().contains("ring"), e.getMessage());
                    refused++;
                }
                ring.memory.set(ValueLayout.JAVA_BYTE, at, good);
            }
            int fields = 8 + 5 * 4;
            int counters = kind == RingLayout.ONE_TO_ONE ? 4 * 8 : 2 * 8;
            // The highest byte of a tail has the bit for closed, so that a change is not noticed.
            assertTrue(refused >= fields + counters - 2, refused + " were refused");
        }
    }

    private void putAll(List<Long> messages) {
        try (Ring ring = Ring.open(path)) {
            if (ring.kind == RingLayout.MANY_TO_ONE) {
                var producer = new ManyToOneProducer(ring);
                messages.forEach(message -> put(ring, producer, message));
                return;
            }
            var producer = new OneToOneProducer(ring);
            for (long message : messages) {
                ring.memory.set(LONG, producer.tryClaim(), message);
                producer.commit();
            }
        }
    }

    private static List<Long> takeAll(Ring ring) {
        LongSupplier next = ring.kind == RingLayout.MANY_TO_ONE
            ? new ManyToOneConsumer(ring)::next : new LanesConsumer(ring)::next;
        var all = new ArrayList<Long>();
        for (long slot; (slot = next.getAsLong()) != Ring.RING_EMPTY; ) {
            all.add(ring.memory.get(LONG, slot));
            assertTrue(all.size() < 100, "messages repeat for ever");
        }
        return all;
    }

    @Test
    @DisplayName("is refused by both sides if a counter changes under them to what cannot be")
    void countersInUse() {
        try (Ring one = Ring.createOneToOne(path, 8, 8);
                Ring many = Ring.createManyToOne(path + "2", 8)) {
            var producer = new OneToOneProducer(one);
            var consumer = new OneToOneConsumer(one);
            var claimer = new ManyToOneProducer(many);
            one.memory.set(LONG, RingLayout.TAIL, 1000);
            assertThrows(IllegalStateException.class, consumer::next);
            one.memory.set(LONG, RingLayout.HEAD, 1000);
            assertThrows(IllegalStateException.class, producer::tryClaim);
            many.memory.set(LONG, RingLayout.TAIL, 1000);
            assertThrows(IllegalStateException.class, () -> claimer.tryClaim(1));
        }
    }

    @Test
    @DisplayName("throws an error and does not end the JVM if the file is truncated meanwhile")
    void truncated() throws Exception {
        for (String kind : List.of("one", "many")) {
            var process = RunningProcess.run(new ProcessBuilder(RunningProcess.javaCommand(
                List.of("-XX:+UseSerialGC", "-XX:ErrorFile=/dev/null"), "RingTruncatedMain",
                path + kind, kind)), Duration.ofSeconds(60));
            assertEquals(new ProcessResult(0, "InternalError\n", ""), process);
        }
    }

    @Test
    @DisplayName("has no name before it is complete")
    void complete() throws Exception {
        // 2^24 slots take a while, so that this sees the folder while the file is made.
        Thread maker = Thread.ofPlatform().start(
            () -> Ring.createOneToOne(path, 1 << 23, 8).close());
        boolean missing = false;
        while (maker.isAlive()) {
            missing |= !Files.exists(Path.of(path));
            if (Files.exists(Path.of(path))) {
                Ring.open(path).close();
            }
        }
        assertTrue(missing);
        assertFalse(Files.list(dir).anyMatch(file -> !file.endsWith("ring")));
    }
}
