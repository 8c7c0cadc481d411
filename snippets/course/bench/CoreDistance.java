//SOURCES ../../support/RunningProcess.java BenchMachine.java

import module java.base;

/**
 * How far apart the two processors are on which the transports run. It is measured: two threads,
 * one on each processor, send one cache line there and back. The host of a virtual machine may move
 * its processors at any time. So the bench measures this before and after each pair of processes.
 */
final class CoreDistance {
    static final String NEAR = "near", FAR = "far";

    // A round trip takes up to 150 ns if the cores have a cache in common. Otherwise it takes more
    // than 300 ns.
    private static final double FAR_NANOS = 220;
    private static final int BURST = 200;
    private static final long NANOS = 20_000_000;
    // In the first one, HotSpot compiles the two loops.
    private static final long FIRST_NANOS = 300_000_000;
    private static final int LINE = 32;
    private static final long END = -1;

    private final int cpu;
    private final int otherCpu;
    private boolean isWarm;

    CoreDistance(int cpu, int otherCpu) {
        this.cpu = cpu;
        this.otherCpu = otherCpu;
    }

    /** NEAR or FAR, as it is now. */
    String now() throws InterruptedException {
        return roundTripNanos() < FAR_NANOS ? NEAR : FAR;
    }

    /** The fastest of many short series, because other programs only make a series slower. */
    double roundTripNanos() throws InterruptedException {
        long nanos = isWarm ? NANOS : FIRST_NANOS;
        isWarm = true;
        // The long in the middle has a cache line of its own.
        var longs = new AtomicLongArray(2 * LINE);
        var best = new AtomicLong();
        var pong = Thread.ofPlatform().daemon().start(() -> {
            pin(otherCpu);
            answer(longs);
        });
        var ping = Thread.ofPlatform().daemon().start(() -> {
            pin(cpu);
            best.set(fastest(longs, nanos));
        });
        ping.join();
        pong.join();
        return (double) best.get() / BURST;
    }

    private static long fastest(AtomicLongArray longs, long nanos) {
        long best = Long.MAX_VALUE;
        long n = 1;
        long now = System.nanoTime();
        for (long end = now + nanos; now < end; n += 2 * BURST) {
            long before = System.nanoTime();
            burst(longs, n);
            now = System.nanoTime();
            best = Math.min(best, now - before);
        }
        longs.setRelease(LINE, END);
        return best;
    }

    /** Writes an odd number and waits for the even one after it. */
    private static void burst(AtomicLongArray longs, long first) {
        for (long n = first; n < first + 2 * BURST; n += 2) {
            longs.setRelease(LINE, n);
            while (longs.getAcquire(LINE) == n) {
                // The line is still here, or on its way.
            }
        }
    }

    private static void answer(AtomicLongArray longs) {
        for (long n = 0; n != END; n = longs.getAcquire(LINE)) {
            if ((n & 1) == 1) {
                longs.setRelease(LINE, n + 1);
            }
        }
    }

    /** Lets this thread run on one processor only, if this machine has a command for that. */
    private static void pin(int cpu) {
        try {
            Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
            RunningProcess.run(new ProcessBuilder("taskset", "-cp", "" + cpu, thread.toString()),
                Duration.ofSeconds(10));
        } catch (IOException | InterruptedException e) {
            // Then Linux chooses two processors, as it does for the transports.
        }
    }
}
