//SOURCES Observe.java

import module java.base;

/**
 * Measures native memory that calls leave behind, from 32 bytes a call. That is the smallest block
 * of malloc(3), which {@code Arena.global().allocate(1)} needs.
 */
final class NativeMemory {
    private static final int ROUNDS = 7;
    private static final int CALLS = 500;
    private static final int SMALLEST_BYTES = 16;

    private NativeMemory() {}

    interface Work {
        void run() throws Exception;
    }

    /** Returns "nothing", or how much memory is left, such as "32 bytes a call". */
    static String leftBy(Work call) throws Exception {
        long bytes = growth(call);
        if (bytes >= SMALLEST_BYTES) {
            // Perhaps it is left to the garbage collector. Then the next calls reuse it.
            Observe.collectGarbage();
            bytes = growth(call);
        }
        return bytes < SMALLEST_BYTES ? "nothing" : bytes + " bytes a call";
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
