//SOURCES ../../Libc.java ../ring/RingLayout.java StressProducer.java

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Producers in processes of their own, which are killed at random and replaced. */
final class ProducerPool implements AutoCloseable {
    static final int MOST = 1 << 14;

    private final Path folder;
    private final MemorySegment counters;
    private final Process[] running;
    private final int[] numbers;
    private volatile int started;
    private volatile int killed;

    /** @param folder where there is a file {@code ring} already */
    ProducerPool(Path folder, int atATime) throws IOException {
        this.folder = folder;
        counters = counters();
        running = new Process[atATime];
        numbers = new int[atATime];
        Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
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
        // From 1: counter 0 is the one by which all are stopped.
        numbers[which] = ++started;
        running[which] = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx64m",
            "-cp", System.getProperty("java.class.path"), "StressProducer",
            folder.resolve("ring").toString(), folder.resolve("counters").toString(),
            Integer.toString(started)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** Kills one now and then, at any point of its work, and starts another, until interrupted. */
    Thread startKilling(int everyMs, long seed) {
        var random = new SplittableRandom(seed);
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                while (started < MOST - 1) {
                    int which = random.nextInt(running.length);
                    while (counted(numbers[which]) == 0) {
                        Thread.sleep(1);   // its JVM is still starting
                    }
                    TimeUnit.MICROSECONDS.sleep(random.nextLong(2000L * everyMs));
                    // SIGKILL: nothing of the process runs any more, not even a finally.
                    running[which].destroyForcibly().waitFor();
                    killed++;
                    start(which);
                }
            } catch (InterruptedException enough) {
                // Those that run now are told to stop.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    int started() {
        return started;
    }

    int killed() {
        return killed;
    }

    /** How many messages a producer has put in for certain; if it was killed, perhaps one more. */
    long counted(int producer) {
        return (long) RingLayout.LONG.getAcquire(counters, producer * StressProducer.COUNTER_BYTES);
    }

    void tellToStop() {
        RingLayout.INT.setRelease(counters, 0L, 1);
    }

    boolean allEnded() {
        return Arrays.stream(running).noneMatch(Process::isAlive);
    }

    private void kill() {
        for (Process process : running) {
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    @Override
    public void close() {
        kill();
        Libc.munmap(counters, counters.byteSize());
    }
}
