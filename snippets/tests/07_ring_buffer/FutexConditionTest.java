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
@DisplayName("A ring in a mapped file, with a gate")
class FutexConditionTest extends RingFixture {
    @Test
    @DisplayName("waits as long as it was told, asleep, and no longer")
    void timesOut() {
        try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
            var looks = new int[1];
            long start = System.nanoTime();
            assertFalse(ring.notEmpty.await(() -> looks[0]++ < 0, 400));
            assertTrue(System.nanoTime() - start >= 400_000_000);
            // A thousand before it goes to sleep, and then one each time it looks up.
            assertTrue(looks[0] < 1100, "not asleep: looked " + looks[0] + " times");
        }
    }

    @Test
    @DisplayName("does not miss what is made ready between the look and the sleep")
    void notLost() {
        try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
            // A lost wake-up would cost the 50 ms after which a sleeper looks up in any case.
            long fastest = Long.MAX_VALUE;
            for (int round = 0; round < 20; round++) {
                var looks = new int[1];
                long[] start = new long[1];
                assertTrue(ring.notEmpty.await(() -> {
                    looks[0]++;
                    if (looks[0] == 1001) {
                        // The answer "no" is on its way, and here comes what is waited for.
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
    @DisplayName("wakes another process, which sleeps on the same word")
    void wakesAnother() throws Exception {
        try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
            var woken = new ArrayList<Long>();
            Thread sleeper = Thread.ofPlatform().start(() -> {
                boolean told = Libc.futexWait(
                    ring.memory.asSlice(RingLayout.NOT_EMPTY, 4), 0, 20_000_000_000L);
                woken.add(told ? 1L : 0L);
            });
            await().atMost(20, SECONDS).pollInterval(1, MILLISECONDS).until(
                () -> Libc.futexWake(ring.memory.asSlice(RingLayout.NOT_EMPTY, 4), 1) == 1);
            sleeper.join();
            assertEquals(List.of(1L), woken);
        }
    }
}
