//SOURCES AeronTransport.java AgronaTransport.java ChronicleTransport.java RingTransport.java
//SOURCES StreamTransport.java TestMessage.java

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * One of the two processes of a duel: {@code TransportMain ROLE RIVAL PATH BATCH WARM_MS MEASURE_MS
 * MESSAGES}. It prints what it measured as numbers on one line. With MESSAGES it moves as many and
 * measures nothing. Exit code 4 says that a message was wrong, 1 that the rival cannot run here.
 *
 * <p>{@code ring.c} is the same in C.
 */
final class TransportMain {
    private TransportMain() {}

    // The bench gives up earlier; this is for sides whose bench was killed.
    private static final int DEADLINE_S = 25;
    static final int CANNOT_RUN = 1;
    static final int WRONG_MESSAGE = 4;

    /**
     * A rival's sending half. The loop over messages is the rival's own, and is called for a chunk
     * of them at a time: a method that returns is compiled whole, one that never does is not.
     */
    interface Producer extends AutoCloseable {
        /** Sends the messages from {@code first} on, publishing once a batch. */
        void send(long first, int count) throws Exception;
    }

    /** A rival's receiving half; its constructor makes what the producer connects to. */
    interface Consumer extends AutoCloseable {
        /** Waits for the producer, where there is something to wait for. */
        default void accept() throws Exception {}

        /** Takes {@code count} messages and checks each; fewer only where the end came. */
        int receive(long expected, int count) throws Exception;
    }

    /** What the bench asks of both sides. */
    record Task(String rival, Path path, int batch, long warmNanos, long measureNanos,
            long messages) {
        /** The same over another file, for the way back. */
        Task at(String suffix) {
            return new Task(rival, path.resolveSibling(path.getFileName() + suffix), batch,
                warmNanos, measureNanos, messages);
        }
    }

    // 1024 messages take between 15 µs and 10 ms: then it is time to look at the clock.
    private static final int CHUNK = 1024;
    // Where the compiler had to share its core, time alone would not do.
    private static final int WARM_MESSAGES = 200 * CHUNK;
    // A round trip may take 100 µs.
    private static final int PINGS = 32;
    private static final int SAMPLES = 1 << 22;

    /**
     * How long who finds nothing waits before it looks again. One way, a microsecond or two: who
     * looks at once, where the other side is not ahead, takes the cache line from it with every
     * single message, and where the cores are far apart that alone sets the speed, of all rivals.
     */
    private static final int PAUSES_ONE_WAY = 128;
    private static int pauses = 1;

    static void pause() {
        for (int i = 0; i < pauses; i++) {
            Thread.onSpinWait();
        }
    }

    static void main(String[] args) {
        endByDeadline();
        pauses = args[0].equals("ping") || args[0].equals("pong") ? 1 : PAUSES_ONE_WAY;
        var task = new Task(args[1], Path.of(args[2]), Integer.parseInt(args[3]),
            Long.parseLong(args[4]) * 1_000_000, Long.parseLong(args[5]) * 1_000_000,
            Long.parseLong(args[6]));
        try {
            IO.println(switch (args[0]) {
                case "produce" -> produce(task);
                case "consume" -> consume(task);
                case "ping" -> ping(task);
                case "pong" -> pong(task);
                default -> throw new IllegalArgumentException(args[0] + " is no role");
            });
            System.exit(0);
        } catch (Exception | Error e) {
            System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            System.exit(e instanceof TestMessage.WrongMessage ? WRONG_MESSAGE : CANNOT_RUN);
        }
    }

    /** A side that waits for a peer that has died must not wait for ever. */
    private static void endByDeadline() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(DEADLINE_S * 1000L);
            } catch (InterruptedException e) {
                // Then it ends now.
            }
            Runtime.getRuntime().halt(CANNOT_RUN);
        });
    }

    // ---------------------------------------------------------------------------------- one way

    private static String produce(Task task) throws Exception {
        try (var producer = connect(task)) {
            long n = 0;
            if (task.messages > 0) {
                for (; n < task.messages; n += task.batch) {
                    producer.send(n, task.batch);
                }
            } else {
                long end = System.nanoTime() + task.warmNanos + task.measureNanos;
                // The consumer may have been late; it says when it has measured.
                for (; System.nanoTime() < end || !isSigned(task, ".done"); n += CHUNK) {
                    producer.send(n, CHUNK);
                }
            }
            producer.send(~n, 1);
            return "" + n;
        }
    }

    private static String consume(Task task) throws Exception {
        try (var consumer = offer(task)) {
            consumer.accept();
            long n = consumer.receive(0, CHUNK);
            long start = System.nanoTime();
            long from = start;
            long before = n;
            long measured = 0;
            long took = 0;
            for (long got = n; got == CHUNK; ) {
                got = consumer.receive(n, CHUNK);
                n += got;
                long now = System.nanoTime();
                if (from == start && now - start >= task.warmNanos && n >= WARM_MESSAGES) {
                    from = now;
                    before = n;
                } else if (took == 0 && from != start && now - from >= task.measureNanos) {
                    took = now - from;
                    measured = n - before;
                    sign(task, ".done");
                }
            }
            if (task.messages > 0 ? n != task.messages : took == 0) {
                throw new IllegalStateException("ended after " + n + " messages");
            }
            return measured + " " + took + " " + n;
        }
    }

    // -------------------------------------------------------------------------------- ping-pong

    private static String ping(Task task) throws Exception {
        try (var consumer = offer(task.at(".pong")); var producer = connect(task.at(".ping"))) {
            consumer.accept();
            var nanos = new long[SAMPLES];
            int measured = 0;
            long n = 0;
            long from = System.nanoTime() + task.warmNanos;
            long end = from + task.measureNanos;
            int chunk = (int) Math.min(PINGS, task.messages > 0 ? task.messages : PINGS);
            for (long now = 0; task.messages > 0 ? n < task.messages : now < end; n += chunk) {
                pings(producer, consumer, n, chunk, nanos, measured);
                now = System.nanoTime();
                measured += now < from || measured + 2 * PINGS > nanos.length ? 0 : chunk;
            }
            producer.send(~n, 1);
            Arrays.sort(nanos, 0, measured);
            return nanos[measured / 2] + " " + nanos[measured * 99 / 100] + " " + n;
        }
    }

    /** Round trips, and in {@code nanos}, from {@code at} on, what each of them took. */
    private static void pings(Producer producer, Consumer consumer, long first, int count,
            long[] nanos, int at) throws Exception {
        long last = System.nanoTime();
        for (int i = 0; i < count; i++) {
            producer.send(first + i, 1);
            consumer.receive(first + i, 1);
            long now = System.nanoTime();
            nanos[at + i] = now - last;
            last = now;
        }
    }

    private static String pong(Task task) throws Exception {
        try (var consumer = offer(task.at(".ping"))) {
            consumer.accept();
            try (var producer = connect(task.at(".pong"))) {
                long n = 0;
                for (long answered = PINGS; answered == PINGS; n += answered) {
                    answered = pongs(consumer, producer, n);
                }
                return "" + n;
            }
        }
    }

    /** Answers as many messages as it may; fewer only where the end came. */
    private static int pongs(Consumer consumer, Producer producer, long first) throws Exception {
        for (int i = 0; i < PINGS; i++) {
            if (consumer.receive(first + i, 1) == 0) {
                return i;
            }
            producer.send(first + i, 1);
        }
        return PINGS;
    }

    // ----------------------------------------------------------------------------------- rivals

    /** Makes the receiving half, and then the file that says that it may be connected to. */
    private static Consumer offer(Task task) throws Exception {
        Consumer consumer = switch (task.rival) {
            case "ring", "ring-futex", "many" -> RingTransport.consumer(task);
            case "aeron" -> new AeronTransport.AeronConsumer(task);
            case "agrona-one", "agrona-many" -> new AgronaTransport.AgronaConsumer(task);
            case "chronicle" -> new ChronicleTransport.ChronicleConsumer(task);
            default -> StreamTransport.consumer(task);
        };
        sign(task, ".ready");
        return consumer;
    }

    private static Producer connect(Task task) throws Exception {
        while (!isSigned(task, ".ready")) {
            Thread.sleep(1);
        }
        return switch (task.rival) {
            case "ring", "ring-futex", "many" -> RingTransport.producer(task);
            case "aeron" -> new AeronTransport.AeronProducer(task);
            case "agrona-one", "agrona-many" -> new AgronaTransport.AgronaProducer(task);
            case "chronicle" -> new ChronicleTransport.ChronicleProducer(task);
            default -> StreamTransport.producer(task);
        };
    }

    /** An empty file by which one side tells the other something. */
    private static void sign(Task task, String suffix) throws IOException {
        Files.createFile(task.at(suffix).path);
    }

    private static boolean isSigned(Task task, String suffix) {
        return Files.exists(task.at(suffix).path);
    }
}
