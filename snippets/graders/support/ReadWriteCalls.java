
import module java.base;

/**
 * Counts how often some work calls read(2), write(2) and their relatives, such as pread and
 * sendfile. Linux counts these calls of all threads of this process.
 */
final class ReadWriteCalls {
    private ReadWriteCalls() {}

    private static final Path COUNTERS = Path.of("/proc/self/io");

    interface Work {
        void run() throws Exception;
    }

    /** Returns the smallest count of three runs, because the JVM may read a class during a run. */
    static long of(Work work) throws Exception {
        if (!Files.isReadable(COUNTERS)) {
            return 0;   // this Linux does not count the calls
        }
        count();
        long fewest = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            long first = count();
            long second = count();   // reading the counter makes calls, too, always equally many
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
