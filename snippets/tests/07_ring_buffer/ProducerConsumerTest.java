//SOURCES ../../07_ring_buffer/ring/OneToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../07_ring_buffer/ring/RingLayout.java ../../07_ring_buffer/stress/StressConsumer.java
//SOURCES ../../07_ring_buffer/stress/StressProducer.java ../../Libc.java ../support/Course.java
//SOURCES ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("beyond")
@Tag("slow")
@DisplayName("producer and consumer, beyond the tutorial")
class ProducerConsumerTest {
    private static final int SIGKILL = 9;

    @TempDir Path dir;

    private RunningProcess start(String alias, String... arguments) {
        return Course.start(Course.script(dir, alias, arguments));
    }

    private ProcessResult run(String alias, String... arguments) {
        return Course.run(Course.script(dir, alias, arguments));
    }

    private static void awaitFullRing(RunningProcess producer) {
        Course.await(producer, "a full ring",
            () -> producer.err().endsWith("the ring is full\n"));
    }

    private static String lines(long from, long to) {
        return LongStream.range(from, to).mapToObj(n -> n + "\n").reduce("", String::concat);
    }

    @Test
    @DisplayName("as one-liners: each value arrives once and in order, and the ring is removed")
    void oneLiners() {
        assertEquals(new ProcessResult(0, "", ""), Course.run(
            Course.launcher(dir, "producer", "--count", "3", "--interval", "0")));
        assertEquals(new ProcessResult(0, "100\n101\n102\n", ""),
            Course.run(Course.launcher(dir, "consumer")));
        assertFalse(Files.exists(dir.resolve("testring")));
    }

    @Test
    @DisplayName("a fast producer waits for a slow consumer, and overwrites no value")
    void fastProducer() throws Exception {
        try (var producer = start("producer", "-v", "--count", "30", "--interval", "0")) {
            awaitFullRing(producer);
            assertEquals("put 107", producer.err().lines().filter(line -> line.startsWith("put"))
                .reduce("", (before, last) -> last));
            assertEquals(new ProcessResult(0, lines(100, 130), ""),
                run("consumer", "--interval", "5"));
            assertEquals(0, producer.result().exit());
        }
    }

    @Test
    @DisplayName("a fast consumer sleeps and waits for a slow producer, and reads no value twice")
    void fastConsumer() throws Exception {
        try (var producer = start("producer", "--count", "5", "--interval", "300")) {
            Course.await(producer, "a ring", this::ringIsThere);
            try (var consumer = start("consumer")) {
                assertEquals(new ProcessResult(0, lines(100, 105), ""), consumer.result());
            }
        }
    }

    @Test
    @DisplayName("50,000 values arrive, each once, through a ring with two slots")
    void many() {
        try (var producer = start("producer", "--count", "50000", "--interval", "0",
                "--slots", "2", "--start", "0")) {
            Course.await(producer, "a ring", this::ringIsThere);
            assertEquals(lines(0, 50_000), run("consumer").out());
        }
    }

    private boolean ringIsThere() {
        try {
            Ring.open(dir.resolve("testring").toString()).close();
            return true;
        } catch (Libc.ErrnoException | IllegalStateException | IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    @DisplayName("kill -9 of the producer loses no committed value, and another one continues")
    void producerKilled() throws Exception {
        try (var producer = start("producer", "-v", "--interval", "0")) {
            awaitFullRing(producer);
            Course.signal(producer, SIGKILL);
            producer.result();
        }
        try (var next = start("producer", "--start", "500", "--count", "2", "--interval", "0")) {
            assertEquals(new ProcessResult(0, lines(100, 108) + "500\n501\n", ""),
                run("consumer"));
            assertEquals(0, next.result().exit());
        }
    }

    @Test
    @DisplayName("kill -9 of the consumer loses no value, and repeats at most the last one")
    void consumerKilled() throws Exception {
        var taken = new ArrayList<String>();
        try (var producer = start("producer", "--count", "2000", "--interval", "0")) {
            Course.await(producer, "a ring", this::ringIsThere);
            for (int i = 0; i < 3; i++) {
                try (var consumer = start("consumer", "--interval", "1")) {
                    consumer.awaitLines(20);
                    Course.signal(consumer, SIGKILL);
                    consumer.result();
                    taken.addAll(completeLines(consumer.out()));
                }
            }
            taken.addAll(run("consumer").lines());
        }
        long expected = 100;
        for (String line : taken) {
            long value = Long.parseLong(line);
            assertTrue(value == expected || value == expected - 1, line + " after " + expected);
            expected = value + 1;
        }
        assertEquals(2100, expected);
    }

    @Test
    @DisplayName("a value that cannot be printed stays in the ring, even if it is the last one")
    void diskFull() {
        assertEquals(0, run("producer", "--count", "1", "--interval", "0").exit());
        Course.run(Course.script(dir, "consumer").redirectOutput(new File("/dev/full")));
        assertEquals(new ProcessResult(0, "100\n", ""), run("consumer"));
    }

    private static List<String> completeLines(String out) {
        return out.substring(0, out.lastIndexOf('\n') + 1).lines().toList();
    }

    @Test
    @DisplayName("a second producer or consumer is refused")
    void second() throws Exception {
        try (var producer = start("producer", "-v", "--interval", "0")) {
            awaitFullRing(producer);
            assertEquals(new ProcessResult(1, "", "producer: the ring has a producer already\n"),
                run("producer"));
            try (var consumer = start("consumer")) {
                consumer.awaitLines(10);
                assertEquals(new ProcessResult(1, "",
                    "consumer: the ring has a consumer already\n"), run("consumer"));
            }
        }
    }

    @Test
    @DisplayName("report an error in one line, and leave the file as it is")
    void wrong() throws IOException {
        assertEquals(new ProcessResult(1, "", "consumer: open: No such file or directory "
            + "(ENOENT; path=testring, flags=RDWR|NONBLOCK|CLOEXEC): start a producer first\n"),
            run("consumer"));
        Path letter = Files.writeString(dir.resolve("letter"), "Dear reader, ");
        for (String alias : List.of("producer", "consumer")) {
            assertEquals(new ProcessResult(1, "", alias + ": letter is not a ring\n"),
                run(alias, "--file", "letter"));
            assertEquals(2, run(alias, "--count", "0").exit());
        }
        assertEquals("Dear reader, ", Files.readString(letter));
        assertEquals(2, run("producer", "--slots", "3").exit());
        String ring = dir.resolve("new").toString();
        try (Ring other = Ring.createOneToOne(ring, 8, 8)) {
            other.memory.set(ValueLayout.JAVA_INT, RingLayout.VERSION, 3);
        }
        assertEquals(new ProcessResult(1, "", "consumer: new is a ring of version 3; this program "
            + "knows version 2 only\n"), run("consumer", "--file", "new"));
    }

    @Test
    @DisplayName("have a --help text of 80 columns")
    void columns() {
        for (String alias : List.of("producer", "consumer", "ring-stress")) {
            String help = run(alias, "--help").out();
            assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
        }
    }

    @ParameterizedTest(name = "--kind {0} --messages {1} --consumer-dies {2} --slots {3}")
    @CsvSource({"one, 1, 0, 4096", "lanes, 300000, 0, 4096", "many, 500000, 0, 4096",
        "lanes, 20000, 50, 8", "many, 20000, 50, 32"})
    @DisplayName("ring-stress: every message arrives once, complete and in order, despite kill -9"
        + " and SIGSTOP; only what a dead consumer had not released comes again")
    void stress(String kind, long messages, String deaths, String slots) throws IOException {
        var script = Course.script(dir, "ring-stress", "--messages", Long.toString(messages),
            "--kind", kind, "--kill-every", "100", "--consumer-dies", deaths, "--slots", slots);
        Path temporary = Files.createDirectory(dir.resolve("tmp"));
        script.command().add(1, "-Djava.io.tmpdir=" + temporary);
        ProcessResult result = Course.run(script);
        assertEquals("", result.err());
        var numbers = Pattern.compile((deaths.equals("0") ? ""
            : "the consumer died [1-9]\\d* times\n")
            + "(\\d+) messages from (\\d+) producers; (\\d+) were killed, (\\d+) slots of theirs "
            + "were skipped\n"
            + "every message arrived once, in order and whole\n").matcher(result.out());
        assertTrue(numbers.matches(), result.out());
        assertTrue(Long.parseLong(numbers.group(1)) >= messages, result.out());
        assertTrue(Integer.parseInt(numbers.group(3)) >= 1,
            "no producer was killed: " + result.out());
        try (var left = Files.list(temporary)) {
            assertEquals(List.of(), left.filter(file -> !file.toString().contains("hsperf"))
                .toList());
        }
    }

    @Test
    @DisplayName("ring-stress refuses more producers than the ring has room for")
    void tooMany() {
        for (String kind : List.of("many 30", "lanes 16")) {
            ProcessResult result = run("ring-stress", "--kind", kind.split(" ")[0],
                "--producers", kind.split(" ")[1]);
            assertEquals(2, result.exit(), result.out());
        }
    }

    @Test
    @DisplayName("ring-stress ends its producers and removes its files after ^C")
    void stressEnded() throws Exception {
        var script = Course.script(dir, "ring-stress", "--messages", "1000000000");
        script.command().add(1, "-Djava.io.tmpdir=" + dir);
        List<ProcessHandle> producers;
        try (var stress = Course.start(script)) {
            Course.await(stress, "three producers",
                () -> stress.process.descendants().count() >= 3);
            producers = stress.process.descendants().toList();
            Course.signal(stress, 2);
            assertEquals(130, stress.result().exit());
            for (ProcessHandle producer : producers) {
                producer.onExit().get(10, java.util.concurrent.TimeUnit.SECONDS);
            }
        }
        try (var left = Files.list(dir)) {
            assertEquals(List.of(), left.filter(f -> f.toString().contains("ring")).toList());
        }
    }

    @Test
    @DisplayName("ring-stress detects a message that is damaged, doubled or lost")
    void stressNotices() throws IOException {
        try (Ring ring = Ring.createOneToOne(dir.resolve("ring").toString(), 8, 64)) {
            var producer = new OneToOneProducer(ring);
            for (long sequence : new long[] {0, 1, 1, 4}) {
                put(ring, producer, sequence);
            }
            long damaged = put(ring, producer, 4);
            ring.memory.set(ValueLayout.JAVA_BYTE, damaged + 63, (byte) 1);
            try (var consumer = new StressConsumer(dir.resolve("ring").toString(), 0, 1)) {
                for (String why : List.of("came message 1 instead of 2",
                        "came message 4 instead of 3", "a message is not complete")) {
                    var e = assertThrows(IllegalStateException.class, consumer::takeRest);
                    assertTrue(e.getMessage().contains(why), e.getMessage());
                }
            }
        }
    }

    private static long put(Ring ring, OneToOneProducer producer, long sequence) {
        long slot = producer.tryClaim();
        ring.memory.set(ValueLayout.JAVA_LONG, slot + 8, sequence);
        ring.memory.set(ValueLayout.JAVA_INT, slot + 4, StressProducer.checksum(
            ring.memory.asByteBuffer(), slot, 64, new java.util.zip.CRC32C()));
        producer.commit();
        return slot;
    }
}
