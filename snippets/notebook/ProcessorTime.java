import java.lang.management.ManagementFactory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The processor time of a task: how long its thread was on a core. Spinning counts, sleeping does
 * not.
 */
final class ProcessorTime {
    private ProcessorTime() {}

    /** Runs the task in a thread of its own, and returns its processor time in milliseconds. */
    static double ms(Runnable task) throws InterruptedException, ExecutionException {
        var threads = ManagementFactory.getThreadMXBean();
        var timed = new FutureTask<Double>(() -> {
            long before = threads.getCurrentThreadCpuTime();
            task.run();
            return (threads.getCurrentThreadCpuTime() - before) / 1e6;
        });
        Thread.ofPlatform().start(timed);
        return timed.get();
    }

    /** The least of several runs, because another process may disturb one. */
    static double leastMs(int runs, Runnable task) throws InterruptedException, ExecutionException {
        double least = ms(task);
        for (int run = 1; run < runs; run++) {
            least = Math.min(least, ms(task));
        }
        return least;
    }
}
