//SOURCES ../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneProducer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../07_ring_buffer/ring/RingLayout.java ../../07_ring_buffer/ring/SlotHeader.java
//SOURCES ../../Libc.java RingProducerMain.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("beyond")
@DisplayName("A ring in a mapped file")
class RingTest {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    @TempDir Path dir;
    private String path;
    private final List<Process> processes = new ArrayList<>();

    @BeforeEach
    void name() {
        path = dir.resolve("ring").toString();
    }

    @AfterEach
    void end() throws Exception {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Another process that has claimed a message, or was refused: the first line it says. */
    private Process victim(String says) throws IOException {
        var process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-cp",
            System.getProperty("java.class.path"), "RingProducerMain", path)
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        processes.add(process);
        var line = new BufferedReader(process.inputReader()).readLine();
        assertTrue(line != null && line.startsWith(says), line);
        return process;
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "killed by SIGKILL");
    }

    /** Ends the process the good way: it commits. */
    private static void letGo(Process process) throws Exception {
        process.getOutputStream().write('\n');
        process.getOutputStream().close();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "ended after its commit");
        assertEquals(0, process.exitValue());
    }

    @Nested
    @DisplayName("as a file")
    class AsAFile {
        @Test
        @DisplayName("begins with MMAPRING, version, kind, capacity and the bytes of a slot")
        void header() throws Exception {
            Ring.createOneToOne(path, 8, 64).close();
            byte[] bytes = Files.readAllBytes(dir.resolve("ring"));
            var header = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            assertEquals("MMAPRING", new String(bytes, 0, 8, StandardCharsets.US_ASCII));
            assertEquals(List.of(1, 1, 8, 64, 0), List.of(header.getInt(8), header.getInt(12),
                header.getInt(16), header.getInt(20), header.getInt(24)));
            assertEquals(4096 + 8 * 64, bytes.length);
        }

        @Test
        @DisplayName("has all its bytes on the disk, no hole that is a SIGBUS when that is full")
        void noHole() throws Exception {
            Ring.createOneToOne(path, 1 << 16, 64).close();
            int fd = Libc.open(path, Libc.O_RDONLY);
            Libc.Stat stat = Libc.fstat(fd);
            Libc.close(fd);
            assertTrue(stat.blocks() * 512 >= stat.sizeBytes(), stat.toString());
        }

        @Test
        @DisplayName("is not made twice, and a ring that is there stays as it is")
        void notTwice() {
            try (Ring ring = Ring.createOneToOne(path, 8, 64)) {
                ring.memory.set(LONG, RingLayout.TAIL, 3);
                var e = assertThrows(Libc.ErrnoException.class,
                    () -> Ring.createOneToOne(path, 8, 64));
                assertEquals("EEXIST", e.name);
                assertEquals(3, ring.memory.get(LONG, RingLayout.TAIL));
            }
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource(delimiter = '|', textBlock = """
            version 2   |  8 | 2 | is a ring of version 2; this program knows version 1 only
            no magic    |  0 | 0 | is not a ring, or not yet
            kind 3      | 12 | 3 | is a damaged ring: its header does not fit its length
            3 slots     | 16 | 3 | is a damaged ring: its header does not fit its length
            -8 slots    | 16 | -8 | is a damaged ring: its header does not fit its length
            more slots  | 16 | 16 | is a damaged ring: its header does not fit its length
            other slots | 20 | 32 | is a damaged ring: its header does not fit its length""")
        @DisplayName("is refused, and not kept mapped, with")
        void refused(String what, long offset, int value, String why) throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 8, 64)) {
                ring.memory.set(ValueLayout.JAVA_INT, offset, value);
            }
            var e = assertThrows(IllegalStateException.class, () -> Ring.open(path));
            assertEquals(path + " " + why, e.getMessage());
            assertFalse(Files.readString(Path.of("/proc/self/maps")).contains(path));
        }

        @Test
        @DisplayName("is refused when it is a text, a folder, or shorter than its header")
        void noRing() throws Exception {
            Files.writeString(dir.resolve("text"), "MMAPRING".repeat(1000));
            Files.writeString(dir.resolve("short"), "MMAPRING");
            assertThrows(IllegalStateException.class, () -> Ring.open(dir + "/text"));
            var e = assertThrows(IllegalArgumentException.class,
                () -> Ring.open(dir + "/short"));
            assertEquals(dir + "/short is not a ring", e.getMessage());
            assertEquals("EISDIR", assertThrows(Libc.ErrnoException.class,
                () -> Ring.open(dir.toString())).name);
            assertEquals("ENOENT", assertThrows(Libc.ErrnoException.class,
                () -> Ring.open(path)).name);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, -1, 3, 12, 1 << 25})
        @DisplayName("is not made with a number of slots that is no power of two")
        void capacity(int slots) {
            assertThrows(IllegalArgumentException.class,
                () -> Ring.createOneToOne(path, slots, 64));
            assertFalse(Files.exists(Path.of(path)));
        }

        @Test
        @DisplayName("of the other kind is refused by producers and consumers")
        void kinds() {
            try (Ring one = Ring.createOneToOne(path, 8, 64);
                    Ring many = Ring.createManyToOne(path + "2", 8)) {
                assertThrows(IllegalStateException.class, () -> new ManyToOneProducer(one));
                assertThrows(IllegalStateException.class, () -> new ManyToOneConsumer(one));
                assertThrows(IllegalStateException.class, () -> new OneToOneProducer(many));
                assertThrows(IllegalStateException.class, () -> new OneToOneConsumer(many));
            }
        }
    }

    @Nested
    @DisplayName("for one producer")
    class OneToOne {
        @Test
        @DisplayName("hands out in order what was put in, many times round")
        void order() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 4, 8)) {
                var producer = new OneToOneProducer(ring);
                var consumer = new OneToOneConsumer(ring);
                long in = 0;
                long out = 0;
                for (int round = 0; round < 1000; round++) {
                    for (int i = 0; i <= round % 4; i++) {
                        ring.memory.set(LONG, producer.tryClaim(), in++);
                        producer.commit();
                    }
                    for (long slot; (slot = consumer.next()) != Ring.RING_EMPTY; out++) {
                        assertEquals(out, ring.memory.get(LONG, slot));
                        consumer.release();
                    }
                }
                assertEquals(2500, out);
            }
        }

        @Test
        @DisplayName("is full when all slots are used, and overwrites nothing before it is released")
        void full() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 4, 8)) {
                var producer = new OneToOneProducer(ring);
                var consumer = new OneToOneConsumer(ring);
                for (int i = 0; i < 4; i++) {
                    ring.memory.set(LONG, producer.tryClaim(), i);
                }
                producer.commit();
                assertEquals(Ring.RING_FULL, producer.tryClaim());
                assertEquals(0, ring.memory.get(LONG, consumer.next()));
                assertEquals(Ring.RING_FULL, producer.tryClaim(), "read, but not released");
                consumer.release();
                assertFalse(producer.isFull());
                ring.memory.set(LONG, producer.tryClaim(), 4);
                assertEquals(Ring.RING_FULL, producer.tryClaim());
                assertEquals(1, ring.memory.get(LONG, consumer.next()));
            }
        }

        @Test
        @DisplayName("shows a batch at its commit, and nothing of it before")
        void batch() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                var producer = new OneToOneProducer(ring);
                var consumer = new OneToOneConsumer(ring);
                producer.tryClaim();
                producer.tryClaim();
                assertEquals(Ring.RING_EMPTY, consumer.next());
                producer.commit();
                consumer.next();
                consumer.next();
                assertEquals(Ring.RING_EMPTY, consumer.next());
            }
        }

        @Test
        @DisplayName("keeps everything for a consumer that joins late, in the file")
        void late() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                var producer = new OneToOneProducer(ring);
                for (int i = 0; i < 5; i++) {
                    ring.memory.set(LONG, producer.tryClaim(), 100 + i);
                    producer.commit();
                }
            }
            try (Ring ring = Ring.open(path)) {
                var consumer = new OneToOneConsumer(ring);
                for (int i = 0; i < 5; i++) {
                    assertEquals(100 + i, ring.memory.get(LONG, consumer.next()));
                }
                assertTrue(consumer.isEmpty());
            }
        }

        @Test
        @DisplayName("gives the next consumer what the one before had not released")
        void nextConsumer() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                var producer = new OneToOneProducer(ring);
                for (int i = 0; i < 3; i++) {
                    ring.memory.set(LONG, producer.tryClaim(), i);
                }
                producer.commit();
                var first = new OneToOneConsumer(ring);
                first.next();
                first.release();
                first.next();
                assertEquals(1, ring.memory.get(LONG, new OneToOneConsumer(ring).next()));
            }
        }

        @Test
        @DisplayName("shows nothing of what a producer died over, and takes the next producer")
        void dies() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                kill(victim("claimed"));
                var consumer = new OneToOneConsumer(ring);
                assertTrue(consumer.isEmpty());
                var producer = new OneToOneProducer(ring);
                ring.memory.set(LONG, producer.tryClaim(), 7);
                producer.commit();
                assertEquals(7, ring.memory.get(LONG, consumer.next()));
            }
        }

        @Test
        @DisplayName("has one producer: another process is refused while the first has it mapped")
        void oneProducer() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                Process first = victim("claimed");
                victim("the ring has a producer already, process " + first.pid());
                letGo(first);
                victim("claimed");
                var consumer = new OneToOneConsumer(ring);
                assertEquals(13, ring.memory.get(LONG, consumer.next()));
            }
        }

        @Test
        @DisplayName("is taken over although the former producer's ID is another process's by now")
        void reusedId() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                Process other = new ProcessBuilder("sleep", "30").start();
                processes.add(other);
                RingLayout.INT.set(ring.memory, RingLayout.PRODUCER, (int) other.pid());
                new OneToOneProducer(ring);
                assertEquals(Libc.getpid(), (int) RingLayout.INT.get(ring.memory, RingLayout.PRODUCER));
            }
        }

        @Test
        @DisplayName("is finished when it is closed and all is read, and takes no producer then")
        void closed() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                var producer = new OneToOneProducer(ring);
                var consumer = new OneToOneConsumer(ring);
                producer.tryClaim();
                producer.commit();
                assertFalse(consumer.finished());
                producer.finish();
                assertFalse(consumer.finished(), "one is still there");
                consumer.next();
                assertTrue(consumer.finished());
                assertEquals("the ring is closed", assertThrows(IllegalStateException.class,
                    () -> new OneToOneProducer(ring)).getMessage());
            }
        }
    }

    @Nested
    @DisplayName("for many producers")
    class ManyToOne {
        @Test
        @DisplayName("hands out messages of every length, in order, many times round")
        void lengths() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 16)) {
                var producer = new ManyToOneProducer(ring);
                var consumer = new ManyToOneConsumer(ring);
                for (int round = 0; round < 20; round++) {
                    for (int length = 0; length <= 16 * 64; length++) {
                        long slot = producer.tryClaim(length);
                        if (slot == Ring.RING_FULL) {
                            // The rest before the end is too short, and in the way until skipped.
                            assertTrue(consumer.isEmpty());
                            slot = producer.tryClaim(length);
                        }
                        ring.memory.asSlice(slot, length).fill((byte) length);
                        producer.commit(slot);
                        assertEquals(slot, consumer.next());
                        assertEquals(length, consumer.length());
                        consumer.release();
                    }
                }
                assertEquals(0, consumer.skipped());
            }
        }

        @Test
        @DisplayName("keeps every byte of messages side by side, over the end of the ring too")
        void bytes() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 16)) {
                var producer = new ManyToOneProducer(ring);
                var consumer = new ManyToOneConsumer(ring);
                int in = 0;
                int out = 0;
                while (out < 5000) {
                    int length = in * 37 % 300;
                    for (long slot; (slot = producer.tryClaim(length)) != Ring.RING_FULL; ) {
                        ring.memory.asSlice(slot, length).fill((byte) in);
                        producer.commit(slot);
                        length = ++in * 37 % 300;
                    }
                    for (long slot; (slot = consumer.next()) != Ring.RING_EMPTY; out++) {
                        assertEquals(out * 37 % 300, consumer.length());
                        for (int i = 0; i < consumer.length(); i++) {
                            assertEquals((byte) out,
                                ring.memory.get(ValueLayout.JAVA_BYTE, slot + i));
                        }
                    }
                    consumer.release();
                }
            }
        }

        @Test
        @DisplayName("is full for a message of two slots when only one is released")
        void oneSlotFree() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 4)) {
                var producer = new ManyToOneProducer(ring);
                for (int i = 0; i < 4; i++) {
                    put(ring, producer, i);
                }
                var consumer = new ManyToOneConsumer(ring);
                take(ring, consumer);
                consumer.release();
                assertEquals(Ring.RING_FULL, producer.tryClaim(65));
                take(ring, consumer);
                consumer.release();
                assertTrue(producer.tryClaim(65) > 0);
            }
        }

        @Test
        @DisplayName("keeps a message that is read and not released, also when it skips the next")
        void heldMessage() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 4)) {
                var producer = new ManyToOneProducer(ring);
                put(ring, producer, 1);
                put(ring, producer, 2);
                put(ring, producer, 3);
                var consumer = new ManyToOneConsumer(ring);
                take(ring, consumer);
                take(ring, consumer);
                consumer.release();
                take(ring, consumer);
                // Two slots do not fit before the end, so the last one is to be skipped.
                producer.commit(producer.tryClaim(100));
                assertFalse(consumer.isEmpty());
                assertEquals(2, ring.memory.get(LONG, RingLayout.HEAD), "the third is still read");
            }
        }

        @Test
        @DisplayName("refuses a message that is longer than the ring, or than 2^20 - 1 bytes")
        void tooLong() {
            try (Ring ring = Ring.createManyToOne(path, 16);
                    Ring large = Ring.createManyToOne(path + "2", 1 << 15)) {
                var producer = new ManyToOneProducer(ring);
                assertThrows(IllegalArgumentException.class, () -> producer.tryClaim(1025));
                assertThrows(IllegalArgumentException.class, () -> producer.tryClaim(-1));
                var far = new ManyToOneProducer(large);
                assertTrue(far.tryClaim((1 << 20) - 1) > 0);
                assertThrows(IllegalArgumentException.class, () -> far.tryClaim(1 << 20));
            }
        }

        @Test
        @DisplayName("skips the message of a producer that was killed over it, and no other")
        void dies() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 16)) {
                var producer = new ManyToOneProducer(ring);
                put(ring, producer, 1);
                Process victim = victim("claimed");
                put(ring, producer, 2);
                var consumer = new ManyToOneConsumer(ring);
                assertEquals(1, take(ring, consumer));
                kill(victim);
                assertTrue(ring.notEmpty.await(() -> !consumer.isEmpty(), 10_000));
                assertEquals(2, take(ring, consumer));
                assertEquals(1, consumer.skipped());
                assertTrue(consumer.isEmpty());
            }
        }

        @Test
        @DisplayName("waits for a producer that lives, however long it takes, and skips nothing")
        void slow() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 16)) {
                Process slow = victim("claimed");
                put(ring, new ManyToOneProducer(ring), 2);
                Libc.kill((int) slow.pid(), 19);   // SIGSTOP
                var consumer = new ManyToOneConsumer(ring);
                assertFalse(ring.notEmpty.await(() -> !consumer.isEmpty(), 300));
                Libc.kill((int) slow.pid(), 18);   // SIGCONT
                letGo(slow);
                assertEquals(13, take(ring, consumer));
                assertEquals(2, take(ring, consumer));
                assertEquals(0, consumer.skipped());
            }
        }

        @Test
        @DisplayName("moves the tail for a producer that was killed before it could")
        void helps() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 16)) {
                var producer = new ManyToOneProducer(ring);
                put(ring, producer, 1);
                ring.memory.set(LONG, RingLayout.TAIL, 0);
                put(ring, producer, 2);
                var consumer = new ManyToOneConsumer(ring);
                assertEquals(1, take(ring, consumer));
                assertEquals(2, take(ring, consumer));
                assertEquals(2, ring.memory.get(LONG, RingLayout.TAIL));
            }
        }

        @Test
        @DisplayName("frees the slots that a consumer gave back by the head alone before it died")
        void mends() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 4)) {
                var producer = new ManyToOneProducer(ring);
                for (int lap = 0; lap < 3; lap++) {
                    for (int i = 0; i < 4; i++) {
                        put(ring, producer, i);
                    }
                    var dies = new ManyToOneConsumer(ring);
                    take(ring, dies);
                    dies.release();
                    put(ring, producer, 4);
                    take(ring, dies);
                    take(ring, dies);
                    ring.memory.set(LONG, RingLayout.HEAD, ring.memory.get(LONG, RingLayout.HEAD) + 2);
                    assertEquals(Ring.RING_FULL, producer.tryClaim(8));
                    var next = new ManyToOneConsumer(ring);
                    put(ring, producer, 5);
                    put(ring, producer, 6);
                    assertEquals(Ring.RING_FULL, producer.tryClaim(8));
                    for (int i = 3; i <= 6; i++) {
                        assertEquals(i, take(ring, next));
                    }
                    next.release();
                }
            }
        }

        @Test
        @DisplayName("does not take the claim of a producer that looked a lap ago")
        void laps() {
            assertTrue(SlotHeader.isOfLap(SlotHeader.of(5, 7, 64, SlotHeader.CLAIMED), 5));
            assertFalse(SlotHeader.isOfLap(SlotHeader.of(5, 7, 64, SlotHeader.CLAIMED), 6));
            long all = SlotHeader.of((1 << 19) - 1, (1 << 22) - 1, SlotHeader.MAX_LENGTH,
                SlotHeader.END);
            assertEquals(List.of((1 << 22) - 1, SlotHeader.MAX_LENGTH, SlotHeader.END),
                List.of(SlotHeader.pid(all), SlotHeader.length(all), SlotHeader.state(all)));
            assertTrue(SlotHeader.isOfLap(all, (1 << 19) - 1));
        }

        @Test
        @DisplayName("takes nothing after its end, from no producer, and hands out all before it")
        void finishes() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 4)) {
                var first = new ManyToOneProducer(ring);
                var second = new ManyToOneProducer(ring);
                for (int i = 0; i < 4; i++) {
                    put(ring, first, i);
                }
                assertFalse(first.finish(), "full");
                var consumer = new ManyToOneConsumer(ring);
                take(ring, consumer);
                consumer.release();
                assertTrue(first.finish());
                assertEquals("the ring is closed", assertThrows(IllegalStateException.class,
                    () -> second.tryClaim(8)).getMessage());
                for (int i = 1; i < 4; i++) {
                    assertFalse(consumer.finished());
                    assertEquals(i, take(ring, consumer));
                }
                assertTrue(consumer.isEmpty());
                assertTrue(consumer.finished());
            }
        }

        @Test
        @DisplayName("gives each slot to one of several threads, and loses nothing")
        void threads() throws Exception {
            try (Ring ring = Ring.createManyToOne(path, 64)) {
                int each = 20_000;
                for (int t = 0; t < 3; t++) {
                    var producer = new ManyToOneProducer(ring);
                    long number = t * 1_000_000L;
                    Thread.ofPlatform().daemon().start(() -> {
                        for (int i = 0; i < each; i++) {
                            put(ring, producer, number + i);
                        }
                    });
                }
                var consumer = new ManyToOneConsumer(ring);
                var next = new int[3];
                for (int i = 0; i < 3 * each; i++) {
                    assertTrue(ring.notEmpty.await(() -> !consumer.isEmpty(), 20_000));
                    long value = take(ring, consumer);
                    assertEquals(next[(int) (value / 1_000_000)]++, value % 1_000_000);
                    consumer.release();
                    ring.notFull.wake();
                }
            }
        }

        private static void put(Ring ring, ManyToOneProducer producer, long value) {
            var slot = new long[1];
            assertTrue(ring.notFull.await(
                () -> (slot[0] = producer.tryClaim(8)) != Ring.RING_FULL, 20_000));
            ring.memory.set(LONG, slot[0], value);
            producer.commit(slot[0]);
            ring.notEmpty.wake();
        }

        private static long take(Ring ring, ManyToOneConsumer consumer) {
            long slot = consumer.next();
            assertTrue(slot != Ring.RING_FULL, "there is a message");
            return ring.memory.get(LONG, slot);
        }
    }

    @Nested
    @DisplayName("with a gate")
    class WithAGate {
        @Test
        @DisplayName("waits as long as it was told, asleep, and no longer")
        void timesOut() {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                var looks = new int[1];
                long start = System.nanoTime();
                assertFalse(ring.notEmpty.await(() -> looks[0]++ < 0, 400));
                assertTrue(System.nanoTime() - start >= 400_000_000);
                // A thousand before it goes to sleep, and then one each time it looks up.
                assertTrue(looks[0] < 1100, "not asleep: looked " + looks[0] + " times");
            }
        }

        @Test
        @DisplayName("does not miss what is made ready between the look and the sleep")
        void notLost() {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                // A lost wake-up would cost the 50 ms after which a sleeper looks up in any case.
                long fastest = Long.MAX_VALUE;
                for (int round = 0; round < 20; round++) {
                    var looks = new int[1];
                    long[] start = new long[1];
                    assertTrue(ring.notEmpty.await(() -> {
                        looks[0]++;
                        if (looks[0] == 1001) {
                            // The answer "no" is on its way, and here comes what is waited for.
                            start[0] = System.nanoTime();
                            ring.notEmpty.wake();
                        }
                        return looks[0] > 1001;
                    }, 10_000));
                    fastest = Math.min(fastest, System.nanoTime() - start[0]);
                }
                assertTrue(fastest < 25_000_000, "fastest of 20: " + fastest + " ns");
            }
        }

        @Test
        @DisplayName("wakes another process, which sleeps on the same word")
        void wakesAnother() throws Exception {
            try (Ring ring = Ring.createOneToOne(path, 8, 8)) {
                var woken = new ArrayList<Long>();
                Thread sleeper = Thread.ofPlatform().start(() -> {
                    boolean told = Libc.futexWait(
                        ring.memory.asSlice(RingLayout.NOT_EMPTY, 4), 0, 20_000_000_000L);
                    woken.add(told ? 1L : 0L);
                });
                long deadline = System.nanoTime() + 20_000_000_000L;
                while (Libc.futexWake(ring.memory.asSlice(RingLayout.NOT_EMPTY, 4), 1) == 0) {
                    assertTrue(System.nanoTime() < deadline);
                    Thread.sleep(1);
                }
                sleeper.join();
                assertEquals(List.of(1L), woken);
            }
        }
    }
}
