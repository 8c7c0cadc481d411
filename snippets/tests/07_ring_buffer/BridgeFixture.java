//SOURCES ../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../07_ring_buffer/ring/RingLayout.java ../support/Course.java
//SOURCES ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two rings with a bridge between them. The test is the producer of the one ring and the consumer
 * of the other, and the two sides of the bridge are processes.
 */
abstract class BridgeFixture {
    private static final int LONGEST_BYTES = 20_000;
    private static final int PATIENCE_MS = 120_000;

    @TempDir Path dir;
    String source;
    String target;
    int port;
    private Path temporary;
    private final List<RunningProcess> processes = new ArrayList<>();

    @BeforeEach
    void prepare() throws IOException {
        source = dir.resolve("here").toString();
        target = dir.resolve("there").toString();
        temporary = Files.createDirectory(dir.resolve("tmp"));
        port = freePort();
    }

    @AfterEach
    void end() {
        processes.forEach(RunningProcess::close);
    }

    /** A port of 127.0.0.1 that is free, and so is the next one. */
    private static int freePort() throws IOException {
        while (true) {
            try (var first = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0));
                    var next = new DatagramSocket(
                        new InetSocketAddress("127.0.0.1", first.getLocalPort() + 1))) {
                return first.getLocalPort();
            } catch (SocketException e) {
                // The next port is in use.
            }
        }
    }

    RunningProcess receiver() {
        return start(List.of(), target, "--from", "" + port);
    }

    RunningProcess sender() {
        return start(List.of(), source, "--to", "127.0.0.1:" + port);
    }

    /** Starts a side, by a command such as nsenter, which runs the command that follows it. */
    RunningProcess start(List<String> prefix, String... arguments) {
        ProcessBuilder script = command("bridge", arguments);
        script.command().addAll(0, prefix);
        RunningProcess side = Course.start(script);
        processes.add(side);
        return side;
    }

    ProcessResult run(String alias, String... arguments) {
        return Course.run(command(alias, arguments));
    }

    private ProcessBuilder command(String alias, String... arguments) {
        ProcessBuilder script = Course.script(dir, alias, arguments);
        script.command().addAll(1, List.of("-Djava.io.tmpdir=" + temporary, "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"));
        return script;
    }

    /** Files of a bridge in its temporary folder and in /dev/shm. */
    List<String> leftFiles() throws IOException {
        try (var files = Files.list(temporary); var shared = Files.list(Path.of("/dev/shm"))) {
            return Stream.concat(files, shared.filter(file -> file.toString().contains("aeron")))
                .map(Path::toString).toList();
        }
    }

    Ring awaitRing(RunningProcess receiver) {
        Course.await(receiver, "a ring", () -> Files.exists(Path.of(target)));
        return Ring.open(target);
    }

    static boolean isFull(Ring ring) {
        long tail = (long) RingLayout.LONG.getAcquire(ring.memory, RingLayout.TAIL);
        long head = (long) RingLayout.LONG.getAcquire(ring.memory, RingLayout.HEAD);
        return tail - head == ring.capacity;
    }

    /** Puts messages of mixed length in, in another thread, and closes the ring. */
    static Future<?> produce(Ring ring, int messages) {
        var task = new FutureTask<Void>(() -> {
            var producer = new ManyToOneProducer(ring);
            for (int n = 0; n < messages; n++) {
                int length = length(n, ring);
                var slot = new long[1];
                assertTrue(ring.notFull.await(
                    () -> (slot[0] = producer.tryClaim(length)) != Ring.RING_FULL, PATIENCE_MS));
                for (int i = 0; i < length; i++) {
                    ring.memory.set(ValueLayout.JAVA_BYTE, slot[0] + i, content(n, i));
                }
                producer.commit();
                ring.notEmpty.wake();
            }
            producer.finish();
            return null;
        });
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    /** Takes these messages out, and checks them and that no other message follows. */
    static void takeAll(Ring ring, int messages, IntConsumer afterEach) {
        var consumer = new ManyToOneConsumer(ring);
        for (int n = 0; n < messages; n++) {
            assertTrue(ring.notEmpty.await(() -> !consumer.isEmpty(), PATIENCE_MS),
                "message " + n + " does not come");
            long slot = consumer.next();
            int length = length(n, ring);
            assertEquals(length, consumer.length(), "the length of message " + n);
            for (int i = 0; i < length; i++) {
                assertEquals(content(n, i), ring.memory.get(ValueLayout.JAVA_BYTE, slot + i));
            }
            consumer.release();
            ring.notFull.wake();
            afterEach.accept(n + 1);
        }
        assertTrue(ring.notEmpty.await(consumer::finished, PATIENCE_MS));
    }

    /** Often 0 to 199 bytes, and each 100th message is longer than several packets. */
    private static int length(int n, Ring ring) {
        return n % 100 == 99 ? Math.min(LONGEST_BYTES, ring.capacity * 32) : n * 7 % 200;
    }

    private static byte content(int n, int i) {
        return (byte) (n + n / 256 + i);
    }
}
