//SOURCES ../../Libc.java ../../support/RunningProcess.java ../ring/RingLayout.java
//SOURCES StressProducer.java

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Producers in processes of their own. They are stopped for a while or killed at random, and new
 * ones replace those that were killed.
 */
final class ProducerPool implements AutoCloseable {
    static final int MOST = 1 << 14;

    private final Path folder;
    private final MemorySegment counters;
    private final RunningProcess[] running;
    private final int[] numbers;
    private volatile int started;
    private volatile int killed;
    private Thread killer = new Thread();
    private volatile RuntimeException failure;

    /** @param folder a folder that has the file {@code ring} already */
    ProducerPool(Path folder, int atATime) throws IOException {
        this.folder = folder;
        counters = counters();
        running = new RunningProcess[atATime];
        numbers = new int[atATime];
        for (int i = 0; i < atATime; i++) {
            start(i);
        }
    }

    private MemorySegment counters() throws IOException {
        long bytes = MOST * StressProducer.COUNTER_BYTES;
        Path file = Files.write(folder.resolve("counters"), new byte[(int) bytes]);
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try {
            return Libc.mmap(Libc.NULL, bytes, Libc.PROT_READ | Libc.PROT_WRITE,
                Libc.MAP_SHARED, fd, 0);
        } finally {
            Libc.close(fd);
        }
    }

    private void start(int which) throws IOException {
        // Numbers begin at 1, because word 0 of the counters is the signal to stop.
        numbers[which] = ++started;
        List<String> command = RunningProcess.javaCommand(List.of("-XX:+UseSerialGC", "-Xmx64m"),
            "StressProducer", folder.resolve("ring").toString(),
            folder.resolve("counters").toString(), Integer.toString(started));
        // A producer ends when its stdin is closed, so none outlives this process.
        running[which] = new RunningProcess(new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    /**
     * Starts a thread that kills a producer at random times and replaces it, until stopKilling.
     * Before half of the kills, it stops a producer, perhaps within a message, and continues it
     * afterwards.
     */
    void startKilling(int everyMs, long seed) {
        var random = new SplittableRandom(seed);
        killer = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (started < MOST - 1) {
                    int which = random.nextInt(running.length);
                    while (counted(numbers[which]) == 0) {
                        if (!running[which].process.isAlive()) {
                            throw new IllegalStateException("a producer has ended by itself");
                        }
                        Thread.sleep(1);   // its JVM is still starting
                    }
                    int stopped = random.nextBoolean() ? random.nextInt(running.length) : -1;
                    signal(stopped, Libc.SIGSTOP);
                    try {
                        TimeUnit.MICROSECONDS.sleep(random.nextLong(2000L * everyMs));
                    } finally {
                        signal(stopped, Libc.SIGCONT);
                    }
                    // SIGKILL, so the process runs nothing more, not even a finally block.
                    running[which].close();
                    running[which].process.waitFor();
                    killed++;
                    start(which);
                }
            } catch (InterruptedException enough) {
                // The producers that still run get the signal to stop later.
            } catch (IOException e) {
                failure = new UncheckedIOException(e);
            } catch (RuntimeException e) {
                failure = e;
            }
        });
    }

    private void signal(int which, int signal) {
        if (which >= 0) {
            Libc.kill((int) running[which].pid(), signal);
        }
    }

    void stopKilling() {
        killer.interrupt();
        try {
            killer.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int started() {
        return started;
    }

    /** Throws if the thread that kills has failed, because then nobody is killed any more. */
    int killed() {
        if (failure != null) {
            throw failure;
        }
        return killed;
    }

    /** How many commits a producer has counted. If it was killed, there may be one more. */
    long counted(int producer) {
        return (long) RingLayout.LONG.getAcquire(counters, producer * StressProducer.COUNTER_BYTES);
    }

    void tellToStop() {
        RingLayout.INT.setRelease(counters, 0L, 1);
    }

    boolean allEnded() {
        return Arrays.stream(running).noneMatch(producer -> producer.process.isAlive());
    }

    @Override
    public void close() {
        // The thread reads the counters, so it ends before they are unmapped.
        stopKilling();
        Arrays.stream(running).forEach(RunningProcess::close);
        Libc.munmap(counters, counters.byteSize());
    }
}
