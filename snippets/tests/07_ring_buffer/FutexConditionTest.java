//DEPS org.awaitility:awaitility:4.3.0
//SOURCES ../../07_ring_buffer/ring/Ring.java ../../07_ring_buffer/ring/RingLayout.java
//SOURCES ../../Libc.java RingFixture.java

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("beyond")
@DisplayName("The futex condition of a ring")
class FutexConditionTest extends RingFixture {
    @Test
    @DisplayName("sleeps until the timeout, and not longer")
    void timesOut() {
        try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
            var looks = new int[1];
            long start = System.nanoTime();
            assertFalse(ring.notEmpty.await(() -> looks[0]++ < 0, 400));
            assertTrue(System.nanoTime() - start >= 400_000_000);
            // It looks a thousand times before it sleeps, and then once every 50 ms.
            assertTrue(looks[0] < 1100, "await did not sleep: it looked " + looks[0] + " times");
        }
    }

    @Test
    @DisplayName("also sleeps if the timeout is the longest one")
    void longest() {
        try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
            var looks = new int[1];
            assertTrue(ring.notEmpty.await(() -> ++looks[0] > 1002, Long.MAX_VALUE));
        }
    }

    @Test
    @DisplayName("does not lose a wake-up between the look and the sleep")
    void notLost() {
        try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
            // A lost wake-up would cost 50 ms, because a sleeper looks again after that time.
            long fastest = Long.MAX_VALUE;
            for (int round = 0; round < 20; round++) {
                var looks = new int[1];
                long[] start = new long[1];
                assertTrue(ring.notEmpty.await(() -> {
                    looks[0]++;
                    if (looks[0] == 1001) {
                        // This look returns false, and now the condition becomes true.
                        start[0] = System.nanoTime();
                        ring.notEmpty.wake();
                    }
                    return looks[0] > 1001;
                }, 10_000));
                fastest = Math.min(fastest, System.nanoTime() - start[0]);
            }
            assertTrue(fastest < 25_000_000, "fastest of 20: " + fastest + " ns");
        }
    }

    @Test
    @DisplayName("wakes a thread that sleeps on the same word")
    void wakesAnotherThread() throws Exception {
        try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
            var woken = new ArrayList<Long>();
            Thread sleeper = Thread.ofPlatform().start(() -> {
                boolean wasWoken = Libc.futexWait(
                    ring.memory.asSlice(RingLayout.NOT_EMPTY, 4), 0, 20_000_000_000L);
                woken.add(wasWoken ? 1L : 0L);
            });
            await().atMost(20, SECONDS).pollInterval(1, MILLISECONDS).until(
                () -> Libc.futexWake(ring.memory.asSlice(RingLayout.NOT_EMPTY, 4), 1) == 1);
            sleeper.join();
            assertEquals(List.of(1L), woken);
        }
    }
}
