import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Counts the calls of read(2) and write(2) that a piece of work makes on the current thread. */
final class CallCounter {
    private CallCounter() {}

    /** Linux counts here for this thread: syscr are calls like read(2), syscw like write(2). */
    private static final Path COUNTERS = Path.of("/proc/thread-self/io");

    /** Returns how many calls of read(2) the work makes. The work runs twice. */
    static int readsDuring(Runnable work) {
        return callsDuring("syscr: ", work);
    }

    /** Returns how many calls of write(2) the work makes. The work runs twice. */
    static int writesDuring(Runnable work) {
        return callsDuring("syscw: ", work);
    }

    private static int callsDuring(String counter, Runnable work) {
        // The first run is not counted, because the JVM then calls read(2) to load classes.
        work.run();
        // A look at the counter calls read(2) itself. The first two looks show how often.
        long first = look(counter);
        long second = look(counter);
        work.run();
        long third = look(counter);
        return Math.toIntExact((third - second) - (second - first));
    }

    private static long look(String counter) {
        try {
            return Files.readAllLines(COUNTERS).stream().filter(line -> line.startsWith(counter))
                .mapToLong(line -> Long.parseLong(line.substring(counter.length()))).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
