//SOURCES AeronTransport.java AgronaTransport.java ChronicleTransport.java RingTransport.java
//SOURCES NextMessages.java StreamTransport.java TestMessage.java Transport.java

import module java.base;

/**
 * One of the processes that measure a transport: {@code TransportMain ROLE RIVAL PATH BATCH
 * WARM_UP_MS MEASURE_MS MESSAGES [PRODUCERS PRODUCER]}. It prints its figures as numbers on one
 * line. If MESSAGES is not 0, each producer sends that many messages, and nothing is measured.
 *
 * <p>{@code ring.c} is the same program in C.
 */
final class TransportMain {
    private TransportMain() {}

    // The bench gives up earlier. This deadline is for processes whose bench was killed.
    private static final int DEADLINE_S = 25;
    /** The exit code if the transport does not work on this machine. */
    private static final int UNAVAILABLE = 1;
    /** The exit code if a message was lost, repeated or torn. */
    static final int WRONG_MESSAGE = 4;

    // 1024 messages take between 15 µs and 10 ms. The clock is read after each chunk of them.
    private static final int CHUNK = 1024;
    // Time alone is not enough if the compiler has to share its core.
    private static final int WARM_MESSAGES = 200 * CHUNK;
    // A round trip may take 100 µs.
    private static final int PINGS = 32;
    private static final int SAMPLES = 1 << 22;

    static void main(String[] args) {
        endByDeadline();
        Transport.pauses = args[0].equals("ping") || args[0].equals("pong")
            ? 1 : Transport.PAUSES_ONE_WAY;
        var task = new Transport.Task(args[1], Path.of(args[2]), Integer.parseInt(args[3]),
            Long.parseLong(args[4]) * 1_000_000, Long.parseLong(args[5]) * 1_000_000,
            Long.parseLong(args[6]), args.length > 7 ? Integer.parseInt(args[7]) : 1,
            args.length > 8 ? Integer.parseInt(args[8]) : 0);
        try {
            IO.println(switch (args[0]) {
                case "produce" -> produce(task);
                case "consume" -> consume(task);
                case "ping" -> ping(task);
                case "pong" -> pong(task);
                case "driver" -> AeronTransport.drive(task);
                default -> throw new IllegalArgumentException(args[0] + " is not a role");
            });
            System.exit(0);
        } catch (Exception | Error e) {
            System.err.println(e.getMessage() == null ? e.toString() : e.getMessage());
            System.exit(e instanceof TestMessage.WrongMessageException
                ? WRONG_MESSAGE : UNAVAILABLE);
        }
    }

    /** Ends this process at the deadline, because it may wait for a process that has died. */
    private static void endByDeadline() {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(DEADLINE_S * 1000L);
            } catch (InterruptedException e) {
                // Then it ends now.
            }
            Runtime.getRuntime().halt(UNAVAILABLE);
        });
    }

    // ---------------------------------------------------------------------------------- one way

    private static String produce(Transport.Task task) throws Exception {
        try (var producer = connectProducer(task)) {
            long first = NextMessages.first(task.producer());
            long n = first;
            if (task.messages() > 0) {
                for (; n < first + task.messages(); n += task.batch()) {
                    producer.send(n, task.batch());
                }
            } else {
                long end = System.nanoTime() + task.warmUpNanos() + task.measureNanos();
                // The consumer may have started late. It creates a file when it has measured.
                for (; System.nanoTime() < end || !markerExists(task, ".done"); n += CHUNK) {
                    producer.send(n, CHUNK);
                }
            }
            producer.send(~n, 1);
            return "" + (n - first);
        }
    }

    private static String consume(Transport.Task task) throws Exception {
        try (var consumer = createConsumer(task)) {
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
                if (from == start && now - start >= task.warmUpNanos() && n >= WARM_MESSAGES) {
                    from = now;
                    before = n;
                } else if (took == 0 && from != start && now - from >= task.measureNanos()) {
                    took = now - from;
                    measured = n - before;
                    createMarker(task, ".done");
                }
            }
            if (task.messages() > 0 ? n != task.messages() * task.producers() : took == 0) {
                throw new IllegalStateException("ended after " + n + " messages");
            }
            return measured + " " + took + " " + n;
        }
    }

    // -------------------------------------------------------------------------------- ping-pong

    private static String ping(Transport.Task task) throws Exception {
        try (var consumer = createConsumer(task.at(".pong"));
                var producer = connectProducer(task.at(".ping"))) {
            consumer.accept();
            var nanos = new long[SAMPLES];
            int measured = 0;
            long n = 0;
            long from = System.nanoTime() + task.warmUpNanos();
            long end = from + task.measureNanos();
            int chunk = (int) Math.min(PINGS, task.messages() > 0 ? task.messages() : PINGS);
            for (long now = 0; task.messages() > 0 ? n < task.messages() : now < end; n += chunk) {
                pings(producer, consumer, n, chunk, nanos, measured);
                now = System.nanoTime();
                measured += now < from || measured + 2 * PINGS > nanos.length ? 0 : chunk;
            }
            producer.send(~n, 1);
            Arrays.sort(nanos, 0, measured);
            return nanos[measured / 2] + " " + nanos[measured * 99 / 100] + " " + n;
        }
    }

    /** Makes {@code count} round trips, and stores their times from {@code nanos[at]} on. */
    private static void pings(Transport.Producer producer, Transport.Consumer consumer, long first,
            int count, long[] nanos, int at) throws Exception {
        long last = System.nanoTime();
        for (int i = 0; i < count; i++) {
            producer.send(first + i, 1);
            consumer.receive(first + i, 1);
            long now = System.nanoTime();
            nanos[at + i] = now - last;
            last = now;
        }
    }

    private static String pong(Transport.Task task) throws Exception {
        try (var consumer = createConsumer(task.at(".ping"))) {
            consumer.accept();
            try (var producer = connectProducer(task.at(".pong"))) {
                long n = 0;
                for (long answered = PINGS; answered == PINGS; n += answered) {
                    answered = pongs(consumer, producer, n);
                }
                return "" + n;
            }
        }
    }

    /** Returns {@link #PINGS} messages to the sender, or fewer if the end message came. */
    private static int pongs(Transport.Consumer consumer, Transport.Producer producer, long first)
            throws Exception {
        for (int i = 0; i < PINGS; i++) {
            if (consumer.receive(first + i, 1) == 0) {
                return i;
            }
            producer.send(first + i, 1);
        }
        return PINGS;
    }

    // ----------------------------------------------------------------------------------- rivals

    /** Creates the receiving side, and then the file that allows the producer to connect. */
    private static Transport.Consumer createConsumer(Transport.Task task) throws Exception {
        Transport.Consumer consumer = switch (task.rival()) {
            case "ring", "lanes", "ring-futex", "many" -> RingTransport.consumer(task);
            case "aeron", "aeron-same" -> new AeronTransport.AeronConsumer(task);
            case "agrona-one", "agrona-many" -> new AgronaTransport.AgronaConsumer(task);
            case "chronicle" -> new ChronicleTransport.ChronicleConsumer(task);
            default -> StreamTransport.consumer(task);
        };
        createMarker(task, ".ready");
        return consumer;
    }

    private static Transport.Producer connectProducer(Transport.Task task) throws Exception {
        while (!markerExists(task, ".ready")) {
            Thread.sleep(1);
        }
        return switch (task.rival()) {
            case "ring", "lanes", "ring-futex", "many" -> RingTransport.producer(task);
            case "aeron", "aeron-same" -> new AeronTransport.AeronProducer(task);
            case "agrona-one", "agrona-many" -> new AgronaTransport.AgronaProducer(task);
            case "chronicle" -> new ChronicleTransport.ChronicleProducer(task);
            default -> StreamTransport.producer(task);
        };
    }

    /** Creates an empty file that the other process waits for. */
    private static void createMarker(Transport.Task task, String suffix) throws IOException {
        Files.createFile(task.at(suffix).path());
    }

    private static boolean markerExists(Transport.Task task, String suffix) {
        return Files.exists(task.at(suffix).path());
    }
}
