//SOURCES ../../07_ring_buffer/bridge/BridgeTarget.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../07_ring_buffer/ring/RingLayout.java ../../Libc.java ../support/Course.java
//SOURCES ../../support/RunningProcess.java BridgeFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("beyond")
@Tag("slow")
@DisplayName("bridge, beyond the tutorial")
class BridgeTest extends BridgeFixture {
    private static final int SIGTERM = 15;
    private static final int MESSAGES = Course.size(1_000_000, 10_000);

    @Test
    @Tag("full")
    @DisplayName("messages of mixed length arrive once, in order and whole")
    void mixed() throws Exception {
        try (Ring here = Ring.createManyToOne(source, 1024);
                var receiver = receiver(); var sender = sender()) {
            assertArrive(here, receiver, sender);
            assertFalse(Files.exists(Path.of(source)), "the ring that is finished");
        }
    }

    private void assertArrive(Ring here, RunningProcess receiver, RunningProcess sender)
            throws Exception {
        Future<?> producer = produce(here, MESSAGES);
        try (Ring there = awaitRing(receiver)) {
            takeAll(there, MESSAGES, taken -> { });
        }
        producer.get();
        assertEquals(new ProcessResult(0, "", ""), sender.result());
        assertEquals(new ProcessResult(0, "", ""), receiver.result());
    }

    @Test
    @DisplayName("after kill -9 of either side or both, each message still arrives once, in order")
    void killed() throws Exception {
        int part = MESSAGES / Course.size(40, 4);
        try (Ring here = Ring.createManyToOne(source, 1024)) {
            Future<?> producer = produce(here, MESSAGES);
            var sides = new RunningProcess[] {sender(), receiver()};
            try (Ring there = awaitRing(sides[1])) {
                takeAll(there, MESSAGES, taken -> {
                    if (taken % part == 0 && taken < MESSAGES) {
                        killAndRestart(sides, taken / part % 3);
                    }
                });
            }
            producer.get();
            for (RunningProcess side : sides) {
                assertEquals(new ProcessResult(0, "", ""), side.result());
            }
        }
    }

    /** @param which 1 for the sender, 2 for the receiver, 0 for both */
    private void killAndRestart(RunningProcess[] sides, int which) {
        for (int side = 0; side < 2; side++) {
            if (which != 2 - side) {
                Course.signal(sides[side], Libc.SIGKILL);
            }
        }
        for (int side = 0; side < 2; side++) {
            if (which != 2 - side) {
                sides[side].close();
                sides[side] = side == 0 ? sender() : receiver();
            }
        }
    }

    @Test
    @Tag("full")
    @DisplayName("a full ring there stops the sender; a signal ends each, a restart loses nothing")
    void full() throws Exception {
        try (Ring here = Ring.createManyToOne(source, 64);
                Ring there = Ring.createManyToOne(target, 64)) {
            Future<?> producer = produce(here, 1000);
            try (var receiver = receiver(); var sender = sender()) {
                Course.await(receiver, "two full rings", () -> isFull(there) && isFull(here));
                Course.signal(sender, Libc.SIGINT);
                assertEquals(new ProcessResult(130, "", ""), sender.result());
                Course.signal(receiver, SIGTERM);
                assertEquals(new ProcessResult(143, "", ""), receiver.result());
                assertEquals(List.of(), leftFiles());
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
    @Tag("full")
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

    @Test
    @DisplayName("forwards between two network namespaces, also over a link that fails for a while")
    void namespaces() throws Exception {
        try (var one = namespace(); var other = namespace();
                Ring here = Ring.createManyToOne(source, 1024)) {
            inside(one, "ip", "link", "add", "veth0", "type", "veth", "peer", "name", "veth0",
                "netns", "" + other.pid());
            inside(one, "ip", "address", "add", "10.77.0.1/24", "dev", "veth0");
            inside(other, "ip", "address", "add", "10.77.0.2/24", "dev", "veth0");
            inside(one, "ip", "link", "set", "veth0", "up");
            inside(other, "ip", "link", "set", "veth0", "up");
            String there = "10.77.0.2:" + port;
            var receiver = start(enter(other), target, "--from", there);
            var sender = start(enter(one), source, "--to", there);
            Future<?> producer = produce(here, MESSAGES);
            try (Ring ring = awaitRing(receiver)) {
                takeAll(ring, MESSAGES, taken -> {
                    if (taken == MESSAGES / 2) {
                        inside(one, "ip", "link", "set", "veth0", "down");
                        inside(one, "ip", "link", "set", "veth0", "up");
                    }
                });
            }
            producer.get();
            assertEquals(new ProcessResult(0, "", ""), sender.result());
            assertEquals(new ProcessResult(0, "", ""), receiver.result());
        }
    }

    /** A network namespace, which lives as long as its process, without a network. */
    private static RunningProcess namespace() throws Exception {
        try {
            var holder = Course.start(new ProcessBuilder("unshare", "--net", "sh", "-c",
                "ip link && exec sleep 300"));
            holder.awaitLines(1);
            return holder;
        } catch (UncheckedIOException | IllegalStateException e) {
            assumeTrue(false, "no network namespaces here; they need root and iproute2");
            throw e;
        }
    }

    private static List<String> enter(RunningProcess namespace) {
        return List.of("nsenter", "--target", "" + namespace.pid(), "--net");
    }

    private static void inside(RunningProcess namespace, String... command) {
        var all = new ArrayList<>(enter(namespace));
        all.addAll(List.of(command));
        assertEquals(new ProcessResult(0, "", ""), Course.run(new ProcessBuilder(all)));
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
        assertEquals(2, run("bridge", "here", "--to", "host").exit());
        assertEquals(List.of(), leftFiles());
        String help = run("bridge", "--help").out();
        assertTrue(help.lines().allMatch(line -> line.length() <= 80), help);
    }

    private void assertError(String message, String... arguments) {
        assertEquals(new ProcessResult(1, "", "bridge: " + message + "\n"),
            run("bridge", arguments));
    }

    @Test
    @DisplayName("refuses a second ring, whose notes would destroy those about the first one")
    void otherRing() {
        try (var bridge = new BridgeTarget(Ring.createManyToOne(target, 8))) {
            assertEquals(0, bridge.stored(7));
            assertEquals(0, bridge.stored(8), "while no message has come");
            bridge.tryClaim(8);
            bridge.commit(7, 10);
            assertEquals(10, bridge.stored(7));
            assertThrows(IllegalStateException.class, () -> bridge.stored(8));
            assertEquals(10, bridge.stored(7));
        }
    }

    @Test
    @DisplayName("refuses a ring there that is too small, or has another bridge or consumer")
    void refused() throws Exception {
        try (Ring here = Ring.createManyToOne(source, 64);
                Ring there = Ring.createManyToOne(target, 32)) {
            try (var receiver = receiver(); var sender = sender()) {
                assertEquals(new ProcessResult(1, "", "bridge: " + target + " must be as the ring "
                    + "of the sender: of kind 2, with 64 slots of 64 bytes\n"), receiver.result());
                Course.signal(sender, SIGTERM);   // close() would kill it, and leave its files
                assertEquals(143, sender.result().exit());
            }
            assertTrue(there.locks.tryLock(RingLayout.BRIDGE));
            assertError("another bridge puts messages into this ring", target, "--from", "" + port);
            here.takeConsumer();
            assertError("the ring has a consumer already", source, "--to", "127.0.0.1:" + port);
            assertEquals(List.of(), leftFiles());
        }
    }
}
