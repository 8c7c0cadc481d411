//SOURCES ../../Libc.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;

/**
 * Waits in the learner's code, whose condition observes the thread that waits.
 *
 * @param word the int that the threads sleep on
 */
record Waits(MemorySegment word, Await await, Consumer<MemorySegment> wake) {

    interface Await {
        boolean until(MemorySegment word, BooleanSupplier ready, long timeoutMs);
    }

    // ------------------------------------------------------------------------------ what it costs

    record Cost(int looks, long processorMs) {
        boolean isLittle() {
            return looks < 5 && processorMs < 20;
        }

        @Override
        public String toString() {
            return isLittle() ? "fewer than 5 looks, less than 20 ms of processor time"
                : looks + " looks, " + processorMs + " ms of processor time";
        }
    }

    Cost cost(int timeoutMs) throws Exception {
        word.fill((byte) 0);
        await.until(word, () -> false, 1);   // links the code, which costs time
        Thread another = Thread.ofPlatform().daemon().start(() -> {
            sleepMs(20);
            wake.accept(word);
        });
        var looks = new int[1];
        long start = System.nanoTime();
        long before = processorNanos();
        boolean answer = await.until(word, () -> {
            looks[0] += System.nanoTime() - start > 60_000_000 ? 1 : 0;
            return false;
        }, timeoutMs);
        long used = processorNanos() - before;
        another.join();
        assertEquals(false, answer,
            "the result of await when it was never ready, after the timeout");
        assertEquals(true, System.nanoTime() - start > (timeoutMs - 5) * 1_000_000L,
            "whether await waited for " + timeoutMs + " ms");
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
    int lookBeforeSleep(boolean slow) {
        word.fill((byte) 0);
        var look = new int[2];      // the number of this look, and of the look before the pause
        var time = new long[2];     // the end of the last look, and the longest pause so far
        await.until(word, () -> {
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

    String wokenRightAfterLook(int wanted, boolean slow, int timeoutMs) {
        word.fill((byte) 0);
        var look = new int[1];
        var sleeps = new long[] {-1, -1};   // after the wake-up, and at the next look
        boolean answer = await.until(word, () -> {
            slowDown(++look[0] == 1 && slow);
            if (look[0] == wanted) {
                wake.accept(word);
                sleeps[0] = sleeps();
            } else if (sleeps[0] >= 0 && sleeps[1] < 0) {
                sleeps[1] = sleeps();
            }
            return look[0] != wanted && sleeps[0] >= 0;
        }, timeoutMs);
        return !answer ? "it returned false" : sleeps[0] == sleeps[1] ? "at once"
            : "after it had slept";
    }

    /** How often this thread has gone to sleep. A thread that waits for a processor does not. */
    private static long sleeps() {
        try (var lines = Files.lines(Path.of("/proc/thread-self/status"))) {
            return lines.filter(line -> line.startsWith("voluntary_ctxt_switches"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
