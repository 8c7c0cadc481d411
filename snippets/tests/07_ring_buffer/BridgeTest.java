//SOURCES ../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../07_ring_buffer/ring/RingLayout.java ../../Libc.java ../support/Course.java
//SOURCES ../../support/RunningProcess.java BridgeFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("beyond")
@DisplayName("bridge, beyond the tutorial")
class BridgeTest extends BridgeFixture {
    private static final int MESSAGES = Course.size(1_000_000, 10_000);

    @Test
    @DisplayName("10,000 messages of mixed length arrive once, in order and whole")
    void mixed() throws Exception {
        try (Ring here = Ring.createManyToOne(source, 1024);
                var receiver = receiver(); var sender = sender()) {
            var producer = produce(here, MESSAGES);
            try (Ring there = awaitRing(receiver)) {
                takeAll(there, MESSAGES, taken -> { });
            }
            producer.get();
            assertEquals(new ProcessResult(0, "", ""), sender.result());
            assertEquals(new ProcessResult(0, "", ""), receiver.result());
            assertFalse(Files.exists(Path.of(source)), "the ring that is finished");
        }
    }

    @Test
    @DisplayName("after kill -9 of either side, again and again, each message still arrives once")
    void killed() throws Exception {
        try (Ring here = Ring.createManyToOne(source, 1024)) {
            var producer = produce(here, MESSAGES);
            var sides = new RunningProcess[] {sender(), receiver()};
            try (Ring there = awaitRing(sides[1])) {
                takeAll(there, MESSAGES, taken -> {
                    if (taken % (MESSAGES / 7) == 0 && taken < MESSAGES) {
                        int side = taken / (MESSAGES / 7) % 2;
                        Course.signal(sides[side], Libc.SIGKILL);
                        sides[side].close();
                        sides[side] = side == 0 ? sender() : receiver();
                    }
                });
            }
            producer.get();
            for (RunningProcess side : sides) {
                assertEquals(new ProcessResult(0, "", ""), side.result());
            }
        }
    }

    @Test
    @DisplayName("a full ring there stops the sender, and a restart of both loses nothing")
    void full() throws Exception {
        try (Ring here = Ring.createManyToOne(source, 64);
                Ring there = Ring.createManyToOne(target, 64)) {
            var producer = produce(here, 1000);
            try (var receiver = receiver(); var sender = sender()) {
                Course.await(receiver, "two full rings", () -> isFull(there) && isFull(here));
                Course.signal(sender, Libc.SIGKILL);
                Course.signal(receiver, Libc.SIGKILL);
            }
            try (var receiver = receiver(); var sender = sender()) {
                takeAll(there, 1000, taken -> { });
                producer.get();
                assertEquals(0, sender.result().exit());
                assertEquals(0, receiver.result().exit());
            }
        }
    }

    @Test
    @DisplayName("forwards what producer puts in to a consumer, and ends with them")
    void programs() {
        ProcessResult producer = run("producer", "--file", source, "--count", "8",
            "--interval", "0");
        assertEquals(new ProcessResult(0, "", ""), producer);
        try (var receiver = receiver(); var sender = sender()) {
            Course.await(receiver, "a ring", () -> Files.exists(Path.of(target)));
            assertEquals(new ProcessResult(0, "100\n101\n102\n103\n104\n105\n106\n107\n", ""),
                run("consumer", "--file", target));
            assertFalse(Files.exists(Path.of(target)));
        }
    }

    @ParameterizedTest(name = "signal {0}")
    @ValueSource(ints = {Libc.SIGINT, 15})
    @DisplayName("a signal ends both sides, which leave no files")
    void signals(int signal) throws Exception {
        try (Ring here = Ring.createManyToOne(source, 64);
                var receiver = receiver(); var sender = sender()) {
            produce(here, 1);
            awaitRing(receiver).close();
            for (RunningProcess side : List.of(sender, receiver)) {
                Course.signal(side, signal);
                assertEquals(new ProcessResult(128 + signal, "", ""), side.result());
            }
            assertEquals(List.of(), leftFiles());
        }
    }

    @Test
    @DisplayName("reports an error in one line, and leaves no files")
    void wrong() throws Exception {
        Files.writeString(dir.resolve("letter"), "Dear reader, ");
        Ring.createOneToOne(source, 8, 8).close();
        assertError("letter is not a ring", "letter", "--to", "127.0.0.1:" + port);
        assertError("letter is not a ring", "letter", "--from", "" + port);
        assertError("none.invalid: Name or service not known", "here", "--to", "none.invalid:1");
        assertError("no answer from 127.0.0.1:" + port + " for 1 s", "here", "--to",
            "127.0.0.1:" + port, "--deadline", "1");
        assertError("nothing came to 127.0.0.1:" + port + " for 1 s", "there", "--from",
            "" + port, "--deadline", "1");
        for (int next = 0; next < 2; next++) {
            try (var other = new DatagramSocket(new InetSocketAddress("127.0.0.1", port + next))) {
                assertError("127.0.0.1:" + other.getLocalPort() + ": Address already in use",
                    "there", "--from", "" + port);
            }
        }
        assertEquals(2, run("bridge").exit());
        assertEquals(2, run("bridge", "here").exit());
        assertEquals(2, run("bridge", "here", "--to", "host").exit());
        assertEquals(List.of(), leftFiles());
    }

    private void assertError(String message, String... arguments) {
        assertEquals(new ProcessResult(1, "", "bridge: " + message + "\n"),
            run("bridge", arguments));
    }

    @Test
    @DisplayName("refuses a ring there that is too small, or has another bridge or consumer")
    void refused() throws Exception {
        try (Ring here = Ring.createManyToOne(source, 64);
                Ring there = Ring.createManyToOne(target, 32)) {
            try (var receiver = receiver(); var sender = sender()) {
                assertEquals(new ProcessResult(1, "", "bridge: " + target + " must be as the ring "
                    + "of the sender: of kind 2, with 64 slots of 64 bytes\n"), receiver.result());
            }
            assertTrue(there.locks.tryLock(RingLayout.BRIDGE));
            assertError("another bridge puts messages into this ring", target, "--from", "" + port);
            here.takeConsumer();
            assertError("the ring has a consumer already", source, "--to", "127.0.0.1:" + port);
        }
    }

    @Test
    @DisplayName("has a --help text of 80 columns")
    void columns() {
        String help = run("bridge", "--help").out();
        assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
    }
}
