//SOURCES ../../Libc.java ../../exercises/07_ring_buffer/SleepUntilReady.java
//SOURCES ../support/AccessModes.java ../support/ForkedChild.java ../support/Resources.java
//SOURCES ../support/Sleeper.java ../support/Waits.java
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
    private static final int LONG_MS = 3000;
    private static final int SOON_MS = 1000;

    private MemorySegment word;
    private Waits waits;

    @BeforeEach
    void mapTheWord() {
        word = Libc.mmap(Libc.NULL, PAGE, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
        waits = new Waits(word, SleepUntilReady::await, SleepUntilReady::wake);
    }

    @AfterEach
    void unmapUnlessSomebodySleeps() {
        if (Sleeper.allAnswered()) {
            Libc.munmap(word, PAGE);
        }
    }

    @Test
    @Order(1)
    @DisplayName("await returns at once if it is ready, and throws what the condition throws")
    void readyAlready() {
        var onHeap = MemorySegment.ofArray(new int[1]);
        assertEquals("no system call", callsOf(() -> assertEquals(true,
            SleepUntilReady.await(onHeap, () -> true, 1000), "the result of await when it was ready"
        )), "what await did when it was ready");
        assertEquals(true, SleepUntilReady.await(word, () -> true, 0),
            "the result of await when it was ready, with a timeout of 0 ms");
        assertEquals(false, SleepUntilReady.await(word, () -> false, 0),
            "the result of await when it was not ready, with a timeout of 0 ms");
        var thrown = new IllegalStateException("thrown by the condition");
        try {
            assertEquals("exception", "result " + SleepUntilReady.await(word, () -> {
                throw thrown;
            }, 0), "how await ended when the condition threw an exception");
        } catch (IllegalStateException e) {
            assertEquals(thrown, e, "the exception of await when the condition threw one");
        }
    }

    @Test
    @Order(2)
    @DisplayName("wake makes no system call as long as nobody sleeps, and clears before it wakes")
    void nobodySleeps() {
        var onHeap = MemorySegment.ofArray(new int[1]);
        assertEquals("no system call", callsOf(() -> {
            SleepUntilReady.wake(onHeap);
            SleepUntilReady.wake(onHeap);
        }), "what two calls of wake did while nobody slept");
        assertEquals("Libc.futexWait", callsOf(() ->
            SleepUntilReady.await(onHeap, () -> false, SOON_MS)), "how await fell asleep");
        int marked = onHeap.get(ValueLayout.JAVA_INT, 0);
        assertEquals("Libc.futexWake", callsOf(() -> SleepUntilReady.wake(onHeap)),
            "what wake did when a thread had fallen asleep");
        assertEquals(true, onHeap.get(ValueLayout.JAVA_INT, 0) != marked,
            "whether wake had changed the word before Libc.futexWake (a thread that is awake at"
                + " once may mark the word before the change, and then nobody wakes it)");
    }

    @Test
    @Order(3)
    @DisplayName("a sleeping thread costs nothing, even after a wake-up for another process")
    void asleep() throws Exception {
        var seen = new Waits.Cost(Integer.MAX_VALUE, 0);
        for (int round = 0; round < 3 && !seen.isLittle(); round++) {
            seen = waits.cost(TIMEOUT_MS);
        }
        assertEquals("fewer than 5 looks, less than 20 ms of processor time", seen.toString(),
            "the cost of a wait of " + TIMEOUT_MS + " ms (looks after the first 60 ms)");
    }

    @Test
    @Order(4)
    @DisplayName("a wake-up between the look and the sleep is not lost")
    void betweenLookAndSleep() throws Exception {
        for (boolean slow : new boolean[] {false, true}) {
            int look = waits.lookBeforeSleep(slow);
            String seen = "";
            for (int round = 0; round < 3 && !seen.equals("at once"); round++) {
                seen = waits.wokenRightAfterLook(look, slow, TIMEOUT_MS);
            }
            assertEquals("at once", seen, "when await looked again, if it was made ready and woken"
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
        var several = List.of(b, sleeper(), sleeper(), sleeper());
        several.forEach(one -> one.ready = true);
        SleepUntilReady.wake(word);
        for (Sleeper one : several) {
            assertEquals("true", one.answer(SOON_MS),
                "the result of each of four sleepers, all made ready before one wake-up");
        }
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

    @Test
    @Order(8)
    @DisplayName("the timeout may be long, and await looks once more after it")
    void timeouts() throws Exception {
        for (long ms : List.of(Long.MAX_VALUE, Long.MAX_VALUE / 1_000_000 + 1, (1L << 32) + 1)) {
            Sleeper sleeper = Sleeper.start(ready -> SleepUntilReady.await(word, ready, ms))
                .awaitSleep();
            sleeper.ready = true;
            SleepUntilReady.wake(word);
            assertEquals("true", sleeper.answer(SOON_MS), "the result of await with a timeout of "
                + ms + " ms, made ready and woken after some milliseconds");
        }
        long start = System.nanoTime();
        assertEquals(true, SleepUntilReady.await(word,
            () -> System.nanoTime() - start > 30_000_000, 60), "the result of await with a timeout"
            + " of 60 ms, if it is ready after 30 ms and nobody calls wake");
        assertEquals(List.of(), AccessModes.ofSubmission().names().stream().filter(name ->
            name.matches("(System.currentTimeMillis|(Instant|Clock|\\w*DateTime?)\\..*)")).toList(),
            "what the code calls to learn the time of day, which may jump");
    }

    @Test
    @Order(10)
    @DisplayName("every call frees its memory")
    void nothingLeft() throws Exception {
        assertEquals("nothing", Resources.growth(1000, () -> {
            SleepUntilReady.await(word, () -> false, 0);
            SleepUntilReady.wake(word);
        }), "the memory that each call does not free");
    }

    @Test
    @Order(9)
    @DisplayName("full fences stand between mark and look, and between ready and the mark")
    void order() {
        SleepUntilReady.await(word, () -> true, 0);
        SleepUntilReady.wake(word);
        // Only the compiled class shows this: while it is interpreted, each access is in order.
        var await = AccessModes.ofSubmission().calls(SleepUntilReady.class, "await");
        var names = await.stream().map(AccessModes.Call::name).toList();
        var beforeLook = await.subList(0, Math.max(0, names.lastIndexOf(LOOK)));
        assertEquals("after it", beforeLook.stream().anyMatch(call -> isFullFence(call)
            || call.name().equals("VarHandle.setVolatile")) ? "after it" : "perhaps before it",
            "when await looks, compared with its write of the word");
        var wake = AccessModes.ofSubmission().calls(SleepUntilReady.class, "wake");
        var toFirstRead = wake.stream().limit(1 + wake.stream()
            .takeWhile(call -> !call.loads()).count());
        assertEquals("after it", toFirstRead.anyMatch(SleepUntilReadyTest::isFullFence)
            ? "after it" : "perhaps before it", "when wake reads the word, compared with the store"
            + " that made it ready (a store may end after a later load)");
    }

    private static final String LOOK = "BooleanSupplier.getAsBoolean";

    private static boolean isFullFence(AccessModes.Call call) {
        return call.name().equals("VarHandle.fullFence")
            || call.isReadModifyWrite() && !call.name().matches(".*(Plain|Acquire|Release)");
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

    /** Runs calls on a word on the heap, with which every system call fails. */
    private static String callsOf(Runnable calls) {
        try {
            calls.run();
            return "no system call";
        } catch (IllegalArgumentException e) {
            return Stream.of(e.getStackTrace()).filter(f -> f.getClassName().equals("Libc"))
                .map(f -> "Libc." + f.getMethodName()).findFirst().orElseThrow(() -> e);
        }
    }
}
