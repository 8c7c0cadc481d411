//SOURCES ../../07_ring_buffer/ring/ManyToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/ManyToOneProducer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneConsumer.java
//SOURCES ../../07_ring_buffer/ring/OneToOneProducer.java ../../07_ring_buffer/ring/Ring.java
//SOURCES ../../07_ring_buffer/ring/RingLayout.java ../../Libc.java
//SOURCES ../../course/grading/SystemCallFilter.java ../../support/Checkout.java
//SOURCES ../support/RefusedCall.java RingFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("beyond")
@DisplayName("The file of a ring")
class RingLayoutTest extends RingFixture {
    @Test
    @DisplayName("begins with MMAPRING, version, kind, capacity and the bytes of a slot")
    void header() throws Exception {
        Ring.createOneToOne(path, 8, 64).close();
        byte[] bytes = Files.readAllBytes(dir.resolve("ring"));
        var header = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        assertEquals("MMAPRING", new String(bytes, 0, 8, StandardCharsets.US_ASCII));
        assertEquals(List.of(2, 1, 8, 64, 1), List.of(header.getInt(8), header.getInt(12),
            header.getInt(16), header.getInt(20), header.getInt(24)));
        assertEquals(4096 + 8 * 64, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INTENTS", "INTENT_BYTES", "BRIDGE", "DATA", "ONE_TO_ONE",
        "MANY_TO_ONE"})
    @DisplayName("is the same in ring.h for C:")
    void sameInC(String name) throws Exception {
        String header = Files.readString(Checkout.find().orElseThrow()
            .resolve("snippets/07_ring_buffer/peers/ring.h"));
        Number value = (Number) RingLayout.class.getDeclaredField(name).get(null);
        assertTrue(header.matches("(?s).*\\bRING_" + name + " = " + value + "\\b.*"), header);
    }

    @Test
    @DisplayName("has no hole, because a hole is a SIGBUS when the disk is full")
    void noHole() throws Exception {
        Ring.createOneToOne(path, 1 << 16, 64).close();
        int fd = Libc.open(path, Libc.O_RDONLY);
        Libc.Stat stat = Libc.fstat(fd);
        Libc.close(fd);
        assertTrue(stat.blocks() * 512 >= stat.sizeBytes(), stat.toString());
    }

    @Test
    @DisplayName("is not created twice, and an existing ring stays as it is")
    void notTwice() {
        try (Ring ring = Ring.createOneToOne(path, 8, 64)) {
            ring.memory.set(LONG, RingLayout.TAIL, 3);
            var e = assertThrows(Libc.ErrnoException.class,
                () -> Ring.createOneToOne(path, 8, 64));
            assertEquals("EEXIST", e.name);
            assertEquals(3, ring.memory.get(LONG, RingLayout.TAIL));
        }
    }

    @Test
    @DisplayName("is created complete and not twice on a file system without O_TMPFILE, too")
    void withoutTmpfile() throws Exception {
        assumeTrue(SystemCallFilter.isSupported(), "this kernel filters no system calls");
        var files = new ArrayList<List<String>>();
        var task = new FutureTask<Void>(() -> {   // in a thread of its own, because a filter stays
            refuseTmpfile();
            assertEquals("EOPNOTSUPP", assertThrows(Libc.ErrnoException.class, () -> Libc.open(
                dir.toString(), Libc.O_RDWR | Libc.O_TMPFILE, 0600)).name);
            Ring.createOneToOne(path, 8, 64).close();
            files.add(List.of(dir.toFile().list()));
            assertEquals("EEXIST", assertThrows(Libc.ErrnoException.class,
                () -> Ring.createManyToOne(path, 8)).name);
            files.add(List.of(dir.toFile().list()));
            return null;
        });
        Thread.ofPlatform().start(task);
        task.get();
        assertEquals(Collections.nCopies(2, List.of("ring")), files, "files in the folder");
        try (Ring ring = Ring.open(path)) {
            assertEquals(RingLayout.ONE_TO_ONE, ring.kind);
        }
    }

    /** Lets openat(2) with O_TMPFILE fail in this thread, as on overlayfs before Linux 6.1. */
    private static void refuseTmpfile() {
        int openat = System.getProperty("os.arch").equals("amd64") ? 257 : 56;
        int eopnotsupp = 95;
        RefusedCall.inThisThread(openat, Libc.O_TMPFILE & ~Libc.O_DIRECTORY, eopnotsupp);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        version 3   |  8 | 3 | is a ring of version 3; this program knows version 2 only
        no magic    |  0 | 0 | is not a ring
        kind 3      | 12 | 3 | is a damaged ring: its header does not fit its length
        3 slots     | 16 | 3 | is a damaged ring: its header does not fit its length
        -8 slots    | 16 | -8 | is a damaged ring: its header does not fit its length
        more slots  | 16 | 16 | is a damaged ring: its header does not fit its length
        other slots | 20 | 32 | is a damaged ring: its header does not fit its length
        1-byte slot | 20 | 1 | is a damaged ring: its header does not fit its length
        2 lanes     | 24 | 2 | is a damaged ring: its header does not fit its length
        no lane     | 24 | 0 | is a damaged ring: its header does not fit its length
        tail 9      | 128 | 9 | is a damaged ring: its tail does not fit its head
        head 1      | 256 | 1 | is a damaged ring: its tail does not fit its head
        head < 0    | 260 | -1 | is a damaged ring: its tail does not fit its head""")
    @DisplayName("is refused, and is not mapped after that, with")
    void refused(String what, long offset, int value, String why) throws Exception {
        try (Ring ring = Ring.createOneToOne(path, 8, 64)) {
            ring.memory.set(ValueLayout.JAVA_INT, offset, value);
        }
        var e = assertThrows(IllegalStateException.class, () -> Ring.open(path));
        assertEquals(path + " " + why, e.getMessage());
        assertFalse(Files.readString(Path.of("/proc/self/maps")).contains(path));
    }

    @Test
    @DisplayName("is refused if it is a text, a folder, or shorter than the header")
    void noRing() throws Exception {
        Files.writeString(dir.resolve("text"), "MMAPRING".repeat(1000));
        Files.writeString(dir.resolve("short"), "MMAPRING");
        assertThrows(IllegalStateException.class, () -> Ring.open(dir + "/text"));
        var e = assertThrows(IllegalStateException.class,
            () -> Ring.open(dir + "/short"));
        assertEquals(dir + "/short is not a ring", e.getMessage());
        assertEquals("EISDIR", assertThrows(Libc.ErrnoException.class,
            () -> Ring.open(dir.toString())).name);
        assertEquals("ENOENT", assertThrows(Libc.ErrnoException.class,
            () -> Ring.open(path)).name);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 3, 12, 1 << 25})
    @DisplayName("is not created if the number of slots is not a power of two")
    void capacity(int slots) {
        assertThrows(IllegalArgumentException.class,
            () -> Ring.createOneToOne(path, slots, 64));
        assertFalse(Files.exists(Path.of(path)));
    }

    @Test
    @DisplayName("is refused by producers and consumers of the other kind")
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
