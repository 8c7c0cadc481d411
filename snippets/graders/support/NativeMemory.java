//SOURCES Observe.java

import module java.base;

/**
 * Measures native memory that calls do not free, from 32 bytes a call. That is the smallest block
 * of malloc(3), which {@code Arena.global().allocate(1)} needs.
 */
final class NativeMemory {
    private static final int ROUNDS = 7;
    private static final int CALLS = 500;
    private static final int SMALLEST_BYTES = 16;
    private static final int MOST_FREE_BLOCKS = 50_000;
    private static final int FULL_BYTES = 400 << 10;

    private NativeMemory() {}

    interface Work {
        void run() throws Exception;
    }

    /**
     * Returns "nothing", or how much memory is left, such as "32 bytes a call". The calls are made
     * in a thread of their own, because malloc has little free memory for a new thread.
     */
    static String leftBy(Work call) throws Exception {
        var measurement = new FutureTask<>(() -> measure(call));
        Thread.ofPlatform().daemon().start(measurement);
        try {
            return measurement.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static String measure(Work call) throws Exception {
        try (Arena filled = Arena.ofConfined()) {
            fill(filled);
            long bytes = growth(call);
            if (bytes >= SMALLEST_BYTES) {
                // Perhaps it is left to the garbage collector. Then the next calls reuse it.
                Observe.collectGarbage();
                bytes = growth(call);
            }
            return bytes < SMALLEST_BYTES ? "nothing" : bytes + " bytes a call";
        }
    }

    /** Allocates the small blocks that malloc has free. After that it needs more memory. */
    private static void fill(Arena arena) throws IOException {
        long before = data();
        for (int i = 0; i < MOST_FREE_BLOCKS && data() - before < FULL_BYTES; i += CALLS) {
            for (int block = 0; block < CALLS; block++) {
                arena.allocate(1);
            }
        }
    }

    /** The median of some rounds, because the JVM itself needs more memory now and then. */
    private static long growth(Work call) throws Exception {
        long[] grown = new long[ROUNDS];
        for (int round = 0, flat = 0; round < ROUNDS && flat <= ROUNDS / 2; round++) {
            long before = data();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            grown[round] = (data() - before) / CALLS;
            flat += grown[round] < SMALLEST_BYTES ? 1 : 0;
        }
        Arrays.sort(grown);
        return grown[ROUNDS / 2];
    }

    /** Private memory of this process that is writable. It grows when malloc has none left. */
    private static long data() throws IOException {
        Thread.interrupted();   // because reading fails in a thread that is interrupted
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmData:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))).sum();
        }
    }
}
