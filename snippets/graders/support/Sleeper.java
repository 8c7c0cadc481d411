//SOURCES ForkedChild.java

import module java.base;

/** A thread that waits in the learner's code, while the grader observes it. */
final class Sleeper {
    private static final AtomicInteger UNANSWERED = new AtomicInteger();
    private static final int SAMPLES = 5;

    /** The condition that the thread waits for. */
    volatile boolean ready;
    private final AtomicInteger looks = new AtomicInteger();
    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();
    private volatile Path stat;
    private volatile long answeredAt;

    private Sleeper() {}

    /** @param await calls the learner's method with the condition, and returns its result */
    static Sleeper start(Predicate<BooleanSupplier> await) {
        var sleeper = new Sleeper();
        UNANSWERED.incrementAndGet();
        Thread.ofPlatform().daemon().start(() -> sleeper.run(await));
        return sleeper;
    }

    /**
     * Whether no thread is left in the learner's code. If one is left, its memory must stay mapped.
     */
    static boolean allAnswered() {
        return UNANSWERED.get() == 0;
    }

    private void run(Predicate<BooleanSupplier> await) {
        try {
            stat = Path.of("/proc/thread-self/stat").toRealPath();
            boolean answered = await.test(() -> {
                looks.incrementAndGet();
                return ready;
            });
            answeredAt = System.nanoTime();
            UNANSWERED.decrementAndGet();
            answer.complete(answered);
        } catch (IOException | RuntimeException | Error e) {
            UNANSWERED.decrementAndGet();
            answer.completeExceptionally(e);
        }
    }

    /** Waits until the thread has checked the condition and sleeps since, or for half a second. */
    Sleeper awaitSleep() throws Exception {
        long end = System.nanoTime() + 500_000_000;
        int before = looks.get();
        for (int same = 0; same < SAMPLES && !hasAnswered() && System.nanoTime() < end; ) {
            Thread.sleep(2);
            int now = looks.get();
            same = now > 0 && now == before && ForkedChild.state(stat) == 'S' ? same + 1 : 0;
            before = now;
        }
        return this;
    }

    boolean hasAnswered() {
        return answer.isDone();
    }

    /** When the learner's method returned, by System.nanoTime(). */
    long answeredAt() {
        return answeredAt;
    }

    /**
     * Returns the result of the learner's method as text, or that there was none in this time.
     * Throws what the method threw. The time is counted in looks, so it is longer on a busy
     * machine, where the thread has to wait for a processor.
     */
    String answer(long withinMs) throws Exception {
        for (long looks = withinMs; looks > 0 && !hasAnswered(); looks--) {
            Thread.sleep(1);
        }
        if (!hasAnswered()) {
            return "none within " + withinMs + " ms";
        }
        try {
            return answer.get().toString();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }
}
