/** Prints every 3 seconds what the bench does, because a full run takes minutes. */
final class BenchProgress {
    private static final int INTERVAL_MS = 3000;

    /** What it does now. */
    static volatile String doing = "start";

    private BenchProgress() {}

    /** Prints to stderr, so that stdout has the results only. */
    static void start() {
        long start = System.nanoTime();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    Thread.sleep(INTERVAL_MS);
                    System.err.println((System.nanoTime() - start) / 1_000_000_000 + " s: "
                        + doing);
                }
            } catch (InterruptedException e) {
                // Nobody interrupts it.
            }
        });
    }
}
