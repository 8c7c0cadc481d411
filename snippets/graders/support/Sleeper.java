//SOURCES ForkedChild.java

import module java.base;

/** A thread of the grader's that waits in the learner's code, seen from outside. */
final class Sleeper {
    private static final AtomicInteger UNANSWERED = new AtomicInteger();
    private static final int SAMPLES = 5;

    /** What the sleeper waits for. */
    volatile boolean ready;
    private final AtomicInteger looks = new AtomicInteger();
    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();
    private volatile Path stat;
    private volatile long answeredAt;

    private Sleeper() {}

    /** @param await gets the question whether it is ready, and answers what the learner's does */
    static Sleeper start(Predicate<BooleanSupplier> await) {
        var sleeper = new Sleeper();
        UNANSWERED.incrementAndGet();
        Thread.ofPlatform().daemon().start(() -> sleeper.run(await));
        return sleeper;
    }

    /** Whether no thread is left in the learner's code; else what it has mapped has to stay. */
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

    /** Returns when it has looked and sleeps in the kernel since, or after half a second. */
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

    /** By System.nanoTime(). */
    long answeredAt() {
        return answeredAt;
    }

    /** What await answered, or that it did not; what it threw is thrown. */
    String answer(long withinMs) throws Exception {
        try {
            return answer.get(withinMs, TimeUnit.MILLISECONDS).toString();
        } catch (TimeoutException e) {
            return "none within " + withinMs + " ms";
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }
}
