//SOURCES ../../07_ring_buffer/ring/OneToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../07_ring_buffer/ring/RingLayout.java
//SOURCES ../../support/Checkout.java ../../support/RunningProcess.java RingFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("beyond")
@DisplayName("A ring between Java and")
class PeersTest extends RingFixture {
    private static final int MESSAGES = 1_000_000;
    private static final Path PEERS =
        Checkout.find().orElseThrow().resolve("snippets/07_ring_buffer/peers");

    private static boolean has(String program) throws Exception {
        try {
            return RunningProcess.run(new ProcessBuilder(program, "--version"),
                Duration.ofSeconds(60)).exit() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private String compile(String name) throws Exception {
        assumeTrue(has("gcc"), "no gcc on PATH");
        String program = dir.resolve(name).toString();
        assertEquals(new ProcessResult(0, "", ""), RunningProcess.run(new ProcessBuilder("gcc",
            "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program,
            PEERS.resolve(name + ".c").toString()), Duration.ofSeconds(60)));
        return program;
    }

    /** Puts messages in as a process that does not know who takes them out. */
    private static void produce(Ring ring) {
        var producer = new OneToOneProducer(ring);
        for (long n = 0; n < MESSAGES; n++) {
            assertTrue(ring.notFull.await(() -> !producer.isFull(), 60_000));
            ring.memory.set(LONG, producer.tryClaim(), n);
            producer.commit();
            ring.notEmpty.wake();
        }
        producer.finish();
    }

    @Test
    @DisplayName("a consumer in C: a million messages arrive, and the consumer removes the file")
    void consumerInC() throws Exception {
        String program = compile("ring_consumer");
        try (Ring ring = Ring.createOneToOne(path, 1024, 8);
                var consumer = RunningProcess.start(new ProcessBuilder(program, path))) {
            produce(ring);
            assertEquals(new ProcessResult(0, "took out " + MESSAGES + " messages\n", ""),
                consumer.result());
            assertFalse(Files.exists(Path.of(path)));
        }
    }

    @Test
    @DisplayName("a producer in C: a million messages arrive, and a second producer is refused")
    void producerInC() throws Exception {
        String program = compile("ring_producer");
        try (Ring ring = Ring.createOneToOne(path, 1024, 8);
                var producer = RunningProcess.start(
                    new ProcessBuilder(program, path, "" + MESSAGES))) {
            var consumer = new OneToOneConsumer(ring);
            assertTrue(ring.notEmpty.await(() -> !consumer.isEmpty(), 60_000));
            assertEquals(1, RunningProcess.run(new ProcessBuilder(program, path, "1"),
                Duration.ofSeconds(60)).exit());
            for (long n = 0; !consumer.finished(); n++) {
                assertTrue(ring.notEmpty.await(() -> !consumer.isEmpty()
                    || consumer.finished(), 60_000));
                assertEquals(n, ring.memory.get(LONG, consumer.next()));
                consumer.release();
                ring.notFull.wake();
            }
            assertEquals(new ProcessResult(0, "put in " + MESSAGES + " messages\n", ""),
                producer.result());
            assertEquals(MESSAGES, RingLayout.position(ring.memory.get(LONG, RingLayout.TAIL)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "Python"})
    @DisplayName("programs that continue where other ones stopped:")
    void restarted(String language) throws Exception {
        boolean isC = language.equals("C");
        String producerProgram = compile("ring_producer");
        var consumerCommand = isC ? List.of(compile("ring_consumer"), path) : python();
        try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
            var producer = new OneToOneProducer(ring);
            for (long n = 0; n < 3; n++) {
                ring.memory.set(LONG, producer.tryClaim(), n);
            }
            producer.commit();
            var consumer = new OneToOneConsumer(ring);
            consumer.next();
            consumer.release();
        }
        assertEquals(new ProcessResult(0, "put in 4 messages\n", ""), RunningProcess.run(
            new ProcessBuilder(producerProgram, path, "4"), Duration.ofSeconds(60)));
        assertEquals(new ProcessResult(0, "took out 6 messages\n", ""), RunningProcess.run(
            new ProcessBuilder(consumerCommand), Duration.ofSeconds(60)));
    }

    private List<String> python() throws Exception {
        assumeTrue(has("python3") && System.getProperty("os.arch").equals("amd64"),
            "no python3 on PATH, or not x86-64");
        return List.of("python3", PEERS.resolve("ring_consumer.py").toString(), path);
    }

    @Test
    @DisplayName("a consumer in Python: a million messages arrive")
    void consumerInPython() throws Exception {
        List<String> command = python();
        // The consumer wakes nobody, so a producer that found the ring full looks after 50 ms.
        try (Ring ring = Ring.createOneToOne(path, 1 << 17, 8);
                var consumer = RunningProcess.start(new ProcessBuilder(command))) {
            produce(ring);
            assertEquals(new ProcessResult(0, "took out " + MESSAGES + " messages\n", ""),
                consumer.result());
        }
    }
}
