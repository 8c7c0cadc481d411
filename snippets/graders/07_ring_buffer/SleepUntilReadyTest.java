//SOURCES ../../Libc.java ../../exercises/07_ring_buffer/SleepUntilReady.java
//SOURCES ../support/ForkedChild.java ../support/Sleeper.java
//FILES exercises/07_ring_buffer/SleepUntilReady.java=../../exercises/07_ring_buffer/SleepUntilReady.java
//FILES solutions/07_ring_buffer/SleepUntilReady.java=../../solutions/07_ring_buffer/SleepUntilReady.java
//FILES graders/07_ring_buffer/SleepUntilReadyTest.java=SleepUntilReadyTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

class SleepUntilReadyTest {
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final long PAGE = 4096;
    // Offsets in the shared page, after the word.
    private static final long READY = 64;
    private static final long LOOKS = 128;

    private static final int TIMEOUT_MS = 200;
    private static final int AT_ONCE_MS = 25;
    private static final int LONG_MS = 3000;
    private static final int SOON_MS = 1000;

    private MemorySegment word;

    @BeforeEach
    void mapTheWord() {
        word = Libc.mmap(Libc.NULL, PAGE, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
    }

    @AfterEach
    void unmapUnlessSomebodySleeps() {
        if (Sleeper.allAnswered()) {
            Libc.munmap(word, PAGE);
        }
    }

    @Test
    @Order(1)
    @DisplayName("await returns at once if it is ready")
    void readyAlready() {
        assertEquals("true", callsOf(onHeap -> SleepUntilReady.await(onHeap, () -> true, 1000)),
            "the result of await when it was ready");
        assertEquals(true, SleepUntilReady.await(word, () -> true, 0),
            "the result of await when it was ready, with a timeout of 0 ms");
        assertEquals(false, SleepUntilReady.await(word, () -> false, 0),
            "the result of await when it was not ready, with a timeout of 0 ms");
    }

    @Test
    @Order(2)
    @DisplayName("as long as nobody sleeps, wake makes no system call")
    void nobodySleeps() {
        assertEquals("true", callsOf(onHeap -> {
            SleepUntilReady.wake(onHeap);
            SleepUntilReady.wake(onHeap);
            return true;
        }), "what two calls of wake did while nobody slept (true: they made no system call)");
    }

    @Test
    @Order(3)
    @DisplayName("a sleeping thread costs nothing, even after a wake-up for another process")
    void asleep() throws Exception {
        var seen = new Cost(Integer.MAX_VALUE, 0);
        for (int round = 0; round < 3 && !seen.isLittle(); round++) {
            seen = costOfAWait();
        }
        assertEquals("fewer than 10 looks, less than 20 ms of processor time", seen.toString(),
            "the cost of a wait of " + TIMEOUT_MS + " ms (looks after the first 60 ms)");
    }

    @Test
    @Order(4)
    @DisplayName("a wake-up between the look and the sleep is not lost")
    void betweenLookAndSleep() throws Exception {
        for (boolean slow : new boolean[] {false, true}) {
            int look = lookBeforeSleep(slow);
            String seen = "";
            for (int round = 0; round < 3 && !seen.equals("at once"); round++) {
                seen = wokenRightAfterLook(look, slow);
            }
            assertEquals("at once", seen, "when await returned, if it was made ready and woken"
                + " right after look " + look + ", which was false");
        }
    }

    @Test
    @Order(5)
    @DisplayName("a wake-up for another process neither ends a wait nor makes it longer")
    void wokenForOthers() throws Exception {
        long start = System.nanoTime();
        Sleeper sleeper = Sleeper.start(ready -> SleepUntilReady.await(word, ready, 100));
        // Two kinds of wake-up: by wake(), and one that leaves the word as it was.
        for (int n = 0; n < 40 && !sleeper.hasAnswered(); n++) {
            Thread.sleep(15);
            if (n % 2 == 0) {
                SleepUntilReady.wake(word);
            } else {
                Libc.futexWake(word, Integer.MAX_VALUE);
            }
        }
        boolean inTime = sleeper.hasAnswered();
        String answer = sleeper.answer(LONG_MS);
        long ms = (sleeper.answeredAt() - start) / 1_000_000;
        assertEquals("false", answer, "the result of await, woken every 15 ms for others");
        assertEquals("after 100 ms", !inTime ? "after all 40 wake-ups, 600 ms" : ms >= 95
            ? "after 100 ms" : "after " + ms + " ms",
            "when await with a timeout of 100 ms returned");
    }

    @Test
    @Order(6)
    @DisplayName("all sleepers are woken, and none takes a wake-up away from another")
    void severalSleepers() throws Exception {
        Sleeper a = sleeper();
        Sleeper b = sleeper();
        a.ready = true;
        SleepUntilReady.wake(word);
        assertEquals("true", a.answer(SOON_MS),
            "the result of the first of two sleepers, made ready");
        b.awaitSleep();
        Sleeper c = sleeper();
        b.ready = true;
        c.ready = true;
        SleepUntilReady.wake(word);
        assertEquals("true, true", b.answer(SOON_MS) + ", " + c.answer(SOON_MS),
            "the results of two sleepers, both made ready before one wake-up");
        Sleeper d = sleeper();
        assertEquals(false, SleepUntilReady.await(word, () -> false, 20),
            "the result of await after a timeout of 20 ms");
        d.ready = true;
        SleepUntilReady.wake(word);
        assertEquals("true", d.answer(SOON_MS),
            "the result of a sleeper that was made ready after the timeout of another one");
    }

    @Test
    @Order(7)
    @DisplayName("a sleeper in another process is woken")
    void anotherProcess() throws Exception {
        awaitInTheChild(1);   // a forked child can only run code that was linked before
        SleepUntilReady.wake(word);
        word.fill((byte) 0);
        try (var child = ForkedChild.start(() -> awaitInTheChild(LONG_MS))) {
            long end = System.nanoTime() + SOON_MS * 1_000_000L;
            for (int asleep = 0; asleep < 3 && System.nanoTime() < end; ) {
                Thread.sleep(2);
                asleep = (long) LONG.getVolatile(word, LOOKS) > 0 && child.state() == 'S'
                    ? asleep + 1 : 0;
            }
            LONG.setVolatile(word, READY, 1L);
            SleepUntilReady.wake(word);
            assertEquals("exit 0", child.end(Duration.ofMillis(SOON_MS)),
                "how a child ended that slept in await (exit 0: await returned true, 1: false)");
        }
    }

    private int awaitInTheChild(int timeoutMs) {
        return SleepUntilReady.await(word, () -> {
            LONG.getAndAdd(word, LOOKS, 1L);
            return (long) LONG.getVolatile(word, READY) == 1;
        }, timeoutMs) ? 0 : 1;
    }

    private Sleeper sleeper() throws Exception {
        return Sleeper.start(ready -> SleepUntilReady.await(word, ready, LONG_MS)).awaitSleep();
    }

    private interface OnHeap {
        boolean call(MemorySegment word);
    }

    /** Runs the calls on a word on the heap, with which every system call fails. */
    private static String callsOf(OnHeap calls) {
        try {
            return String.valueOf(calls.call(MemorySegment.ofArray(new int[1])));
        } catch (IllegalArgumentException e) {
            for (StackTraceElement frame : e.getStackTrace()) {
                if (frame.getClassName().equals("Libc")) {
                    return "a system call, Libc." + frame.getMethodName();
                }
            }
            throw e;
        }
    }

    // ------------------------------------------------------------------------------ what it costs

    private record Cost(int looks, long processorMs) {
        boolean isLittle() {
            return looks < 10 && processorMs < 20;
        }

        @Override
        public String toString() {
            return isLittle() ? "fewer than 10 looks, less than 20 ms of processor time"
                : looks + " looks, " + processorMs + " ms of processor time";
        }
    }

    private Cost costOfAWait() throws Exception {
        word.fill((byte) 0);
        SleepUntilReady.await(word, () -> false, 1);   // links the code, which costs time
        Thread another = Thread.ofPlatform().daemon().start(() -> {
            sleepMs(20);
            SleepUntilReady.wake(word);
        });
        var looks = new int[1];
        long start = System.nanoTime();
        long before = processorNanos();
        boolean answer = SleepUntilReady.await(word, () -> {
            looks[0] += System.nanoTime() - start > 60_000_000 ? 1 : 0;
            return false;
        }, TIMEOUT_MS);
        long used = processorNanos() - before;
        another.join();
        assertEquals(false, answer,
            "the result of await when it was never ready, after the timeout");
        assertEquals(true, System.nanoTime() - start > (TIMEOUT_MS - 5) * 1_000_000L,
            "whether await waited for " + TIMEOUT_MS + " ms");
        return new Cost(looks[0], used / 1_000_000);
    }

    /** The processor time of this thread, the first field of schedstat. */
    private static long processorNanos() throws IOException {
        Path schedstat = Path.of("/proc/thread-self/schedstat");
        return Files.isReadable(schedstat)
            ? Long.parseLong(Files.readString(schedstat).split(" ")[0]) : 0;
    }

    // ------------------------------------------------------------- between the look and the sleep

    /** The look after which await falls asleep, because the longest pause follows it. */
    private int lookBeforeSleep(boolean slow) {
        word.fill((byte) 0);
        var look = new int[2];      // the number of this look, and of the look before the pause
        var time = new long[2];     // the end of the last look, and the longest pause so far
        SleepUntilReady.await(word, () -> {
            pauseAfter(time, look);
            slowDown(++look[0] == 1 && slow);
            time[0] = System.nanoTime();
            return false;
        }, 60);
        pauseAfter(time, look);
        return look[1];
    }

    private static void pauseAfter(long[] time, int[] look) {
        if (look[0] > 0 && System.nanoTime() - time[0] > time[1]) {
            time[1] = System.nanoTime() - time[0];
            look[1] = look[0];
        }
    }

    private String wokenRightAfterLook(int wanted, boolean slow) {
        word.fill((byte) 0);
        var look = new int[1];
        var wokenAt = new long[1];
        boolean answer = SleepUntilReady.await(word, () -> {
            slowDown(++look[0] == 1 && slow);
            boolean ready = wokenAt[0] != 0;
            if (look[0] == wanted) {
                wokenAt[0] = System.nanoTime();
                SleepUntilReady.wake(word);
            }
            return ready;
        }, TIMEOUT_MS);
        long ms = (System.nanoTime() - wokenAt[0]) / 1_000_000;
        return answer && ms < AT_ONCE_MS ? "at once" : answer + ", after " + ms + " ms";
    }

    /** Makes the first look slow. An await that spins for a certain time then sleeps after it. */
    private static void slowDown(boolean now) {
        if (now) {
            sleepMs(20);
        }
    }

    private static void sleepMs(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
