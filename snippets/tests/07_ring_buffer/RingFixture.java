//SOURCES ../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../support/RunningProcess.java RingProducerMain.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder for a ring, and producers in other processes, which are killed after the test. */
abstract class RingFixture {
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    @TempDir Path dir;
    String path;
    private final List<RunningProcess> processes = new ArrayList<>();

    @BeforeEach
    void name() {
        path = dir.resolve("ring").toString();
    }

    @AfterEach
    void end() {
        processes.forEach(RunningProcess::close);
    }

    /** Starts a producer that claims a message and waits. Checks the start of its first line. */
    RunningProcess startProducer(String firstWords) throws Exception {
        return start(List.of(), firstWords);
    }

    /** Starts it by a command such as unshare, which runs the command that follows it. */
    RunningProcess start(List<String> prefix, String firstWords) throws Exception {
        var command = new ArrayList<>(prefix);
        command.addAll(RunningProcess.javaCommand(
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
            "RingProducerMain", path));
        var process = new RunningProcess(new ProcessBuilder(command).start());
        processes.add(process);
        String line = process.awaitLines(1).getFirst().text();
        assertTrue(line.startsWith(firstWords), line);
        return process;
    }

    /** Lets the process commit its message and end. */
    static void letCommit(RunningProcess producer) throws Exception {
        producer.process.getOutputStream().write('\n');
        producer.process.getOutputStream().close();
        assertEquals(0, producer.result().exit());
    }

    static void put(Ring ring, ManyToOneProducer producer, long value) {
        var slot = new long[1];
        assertTrue(ring.notFull.await(
            () -> (slot[0] = producer.tryClaim(8)) != Ring.RING_FULL, 20_000));
        ring.memory.set(LONG, slot[0], value);
        producer.commit();
        ring.notEmpty.wake();
    }

    static long take(Ring ring, ManyToOneConsumer consumer) {
        long slot = consumer.next();
        assertTrue(slot != Ring.RING_EMPTY, "the ring has no message");
        return ring.memory.get(LONG, slot);
    }
}
