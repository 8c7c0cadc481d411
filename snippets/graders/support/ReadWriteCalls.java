
import module java.base;

/** How often some work calls read(2) or write(2), by the kernel's own count for this thread. */
final class ReadWriteCalls {
    private ReadWriteCalls() {}

    private static final Path COUNTERS = Path.of("/proc/thread-self/io");

    interface Work {
        void run() throws Exception;
    }

    /** The fewest of three runs, as the JVM itself may read in one of them to load a class. */
    static long of(Work work) throws Exception {
        if (!Files.isReadable(COUNTERS)) {
            return 0;   // a kernel that does not count
        }
        count();
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            long first = count();
            long second = count();   // looking costs calls too: as many each time
            work.run();
            fewest = Math.min(fewest, count() - second - (second - first));
        }
        return fewest;
    }

    private static long count() throws Exception {
        return Files.readAllLines(COUNTERS).stream().filter(line -> line.startsWith("sysc"))
            .mapToLong(line -> Long.parseLong(line.substring("syscr: ".length()))).sum();
    }
}
