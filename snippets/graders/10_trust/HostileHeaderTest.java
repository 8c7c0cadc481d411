//SOURCES ../../Libc.java ../../exercises/10_trust/HostileHeader.java ../support/LargeFile.java
//FILES exercises/10_trust/HostileHeader.java=../../exercises/10_trust/HostileHeader.java
//FILES solutions/10_trust/HostileHeader.java=../../solutions/10_trust/HostileHeader.java
//FILES graders/10_trust/HostileHeaderTest.java=HostileHeaderTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileHeaderTest {
    private static final int MAGIC = 0x4d534731;
    private static final int SIZE = 4096;
    private static final int OWN_CRC = 0x2144df1c;
    private static final int FUZZED = 4000;
    private static final int RACE_CALLS = 8_000;   // not a time, because a machine may be busy
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final long seed = ThreadLocalRandom.current().nextLong(1_000_000);
    private final Random random = new Random(seed);
    private final MemorySegment p = Libc.mmap(Arena.ofAuto(), SIZE,
        Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);

    @Test
    @Order(1)
    @DisplayName("read returns the payload of good messages, at every place in the memory")
    void good() {
        for (int n = 0; n < 300; n++) {
            int length = n == 0 ? 1 : n == 1 ? 1000 : 1 + random.nextInt(1000);
            int last = SIZE - length;
            int offset = n % 3 == 0 ? 24 : n % 3 == 1 ? last : 24 + random.nextInt(last - 23);
            byte[] payload = message(offset, length);
            String where = length + " bytes at offset " + offset + ", seed " + seed;
            byte[] seen = call("for " + where).orElse(null);
            assertEquals(true, Arrays.equals(seen, call(unaligned(), "for memory at any address")
                .orElse(null)), "whether memory at any address has the same result");
            assertEquals("the payload", seen == null ? "empty"
                : Arrays.equals(payload, seen) ? "the payload" : "other bytes", where);
            p.fill((byte) 7);
            assertEquals(true, Arrays.equals(payload, seen),
                "the result is still right after the memory has changed");
        }
    }

    /** The same bytes as in p, at another address. */
    private MemorySegment unaligned() {
        return Arena.ofAuto().allocate(SIZE + 8).asSlice(1 + random.nextInt(7), SIZE).copyFrom(p);
    }

    @Test
    @Order(2)
    @DisplayName("the memory may be larger than 4 GiB, and a right checksum may be 0")
    void large(@TempDir Path dir) throws Exception {
        byte[] payload = {(byte) 0x9d, 0x0a, (byte) 0xd9, 0x6d};
        assertEquals(0, crc(payload));
        message(24, 4);
        for (long size : new long[] {LargeFile.GIB_3, LargeFile.GIB_5}) {
            for (long offset : new long[] {24, (1L << 31) + 1, size - 4}) {
                Path file = LargeFile.create(dir.resolve("large"), size);
                p.set(LONG, 8, offset);
                p.set(INT, 16, 0);
                LargeFile.put(file, 0, p.asSlice(0, 24).toArray(ValueLayout.JAVA_BYTE));
                LargeFile.put(file, offset, payload);
                int fd = Libc.open(file.toString(), Libc.O_RDWR);
                try (Arena arena = Arena.ofConfined()) {
                    assertEquals("4 bytes", words(call(Libc.mmap(arena, size, Libc.PROT_READ,
                        Libc.MAP_SHARED, fd, 0), "for large memory")), "4 bytes at offset "
                        + offset + " of " + size + " bytes, whose checksum is 0");
                } finally {
                    Libc.close(fd);
                    Files.delete(file);
                }
            }
        }
    }

    @Test
    @Order(3)
    @DisplayName("read returns empty for a lie in each field")
    void lies() {
        for (int magic : new int[] {0, MAGIC + 1, Integer.reverseBytes(MAGIC), -1}) {
            lie("the magic number " + magic, () -> p.set(INT, 0, magic));
        }
        for (int length : new int[] {0, -1, 101, 1001, 5000, Integer.MAX_VALUE,
                Integer.MIN_VALUE}) {
            lie("the length " + length, () -> p.set(INT, 4, length));
        }
        for (long offset : new long[] {0, 23, -1, -200, SIZE - 99, SIZE, SIZE + 1, (1L << 32) + 200,
                (1L << 31) + 200, Long.MAX_VALUE, Long.MAX_VALUE - 99, Long.MIN_VALUE,
                Long.MIN_VALUE + 200}) {
            lie("the offset " + offset, () -> p.set(LONG, 8, offset));
        }
        lie("another checksum", () -> p.set(INT, 16, p.get(INT, 16) ^ 0x10000));
        lie("a payload with another bit", () -> p.set(ValueLayout.JAVA_BYTE, 299,
            (byte) (p.get(ValueLayout.JAVA_BYTE, 299) ^ 1)));
        lie("an int at 20 that is not 0", () -> p.set(INT, 20, 1 << random.nextInt(32)));
    }

    @Test
    @Order(4)
    @DisplayName("a valid checksum does not help a length of 0 or 1001, or an offset below 24")
    void wrongButConsistent() {
        for (int[] place : new int[][] {{24, 0}, {24, 1001}, {24, 2000}, {23, 50}, {20, 4}, {0, 4},
                {SIZE, 0}, {0, 0}}) {
            message(24, 50);
            p.set(INT, 4, place[1]);
            p.set(LONG, 8, place[0]);
            for (int round = 0; round < 3; round++) {   // the checksum may lie within its payload
                p.set(INT, 16, crc(p.asSlice(place[0], place[1]).toArray(ValueLayout.JAVA_BYTE)));
            }
            assertEquals("empty", words(call("for bytes with their checksum")),
                place[1] + " bytes at offset " + place[0] + ", with their checksum");
        }
    }

    @Test
    @Order(5)
    @DisplayName("read returns empty for memory that is shorter than a header or than the payload")
    void shortMemory() {
        message(24, 100);
        for (int size : new int[] {0, 1, 4, 12, 23, 24, 25, 100, 123}) {
            assertEquals("empty", words(call(p.asSlice(0, size), "for short memory")),
                "memory of " + size + " bytes");
        }
        assertEquals("100 bytes", words(call(p.asSlice(0, 124), "for short memory")),
            "memory of 124 bytes");
    }

    @Test
    @Order(6)
    @DisplayName("read never throws for random headers, and returns only what is valid")
    void fuzz() {
        long[] edges = {0, 1, -1, 23, 24, 25, 1000, 1001, SIZE, SIZE - 24, Integer.MAX_VALUE,
            Integer.MIN_VALUE, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE};
        for (int n = 0; n < FUZZED; n++) {
            message(24 + random.nextInt(500), 1 + random.nextInt(500));
            for (int fields = 1 + random.nextInt(3); fields > 0; fields--) {
                long value = edges[random.nextInt(edges.length)] + random.nextInt(3) - 1;
                switch (random.nextInt(4)) {
                    case 0 -> p.set(INT, 4, (int) value);
                    case 1 -> p.set(LONG, 8, value);
                    case 2 -> p.set(LONG, 8, random.nextLong());
                    default -> p.set(INT, 4 * random.nextInt(6), random.nextInt());
                }
            }
            String header = HexFormat.of().formatHex(p.asSlice(0, 24).toArray(
                ValueLayout.JAVA_BYTE));
            assertEquals(words(expected()), words(call("for header " + header)),
                "header " + header);
        }
    }

    @Test
    @Order(7)
    @DisplayName("read survives a peer that changes the length while it reads")
    void lengthChanges() throws Exception {
        byte[] payload = message(24, 8);
        race("the length", payload, () -> p.set(INT, 4, 1_000_000_000), () -> p.set(INT, 4, 8));
        race("the length", payload, () -> p.set(INT, 4, -5), () -> p.set(INT, 4, 8));
        // With 600 bytes and with 1200 bytes, the checksum is right.
        byte[] longer = new byte[1200];
        random.nextBytes(longer);
        endsWithItsChecksum(longer, 0, 600);
        endsWithItsChecksum(longer, 0, 1200);
        write(longer);
        race("the length to 1200", Arrays.copyOf(longer, 600), () -> p.set(INT, 4, 1200),
            () -> p.set(INT, 4, 600));
    }

    /** Puts the checksum of all bytes before at the end. Then the whole has the CRC OWN_CRC. */
    private static void endsWithItsChecksum(byte[] bytes, int from, int to) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)
            .putInt(to - 4, crc(Arrays.copyOfRange(bytes, from, to - 4)));
    }

    /** Writes a header with this checksum for 600 bytes at offset 24, and these bytes there. */
    private void write(byte[] bytes) {
        message(24, 600);
        MemorySegment.copy(bytes, 0, p, ValueLayout.JAVA_BYTE, 24, bytes.length);
        p.set(INT, 16, crc(Arrays.copyOf(bytes, 600)));
    }

    @Test
    @Order(8)
    @DisplayName("read survives a peer that changes the offset while it reads")
    void offsetChanges() throws Exception {
        byte[] payload = message(24, 8);
        race("the offset", payload, () -> p.set(LONG, 8, Long.MAX_VALUE), () -> p.set(LONG, 8, 24));
        // At offset 24 and at offset 16, which is in the header, the checksum is right.
        byte[] fromHeader = new byte[8 + 600];
        random.nextBytes(fromHeader);
        ByteBuffer.wrap(fromHeader).order(ByteOrder.nativeOrder()).putInt(0, OWN_CRC).putInt(4, 0);
        endsWithItsChecksum(fromHeader, 0, 600);
        endsWithItsChecksum(fromHeader, 8, 608);
        byte[] good = Arrays.copyOfRange(fromHeader, 8, 608);
        write(good);
        race("the offset to 16", good, () -> p.set(LONG, 8, 16), () -> p.set(LONG, 8, 24));
    }

    @Test
    @Order(9)
    @DisplayName("read returns no payload that the peer has changed after the checksum")
    void payloadChanges() throws Exception {
        byte[] payload = message(24, 600);
        byte right = payload[0];
        race("the first byte of the payload", payload,
            () -> p.set(ValueLayout.JAVA_BYTE, 24, (byte) ~right),
            () -> p.set(ValueLayout.JAVA_BYTE, 24, right));
    }

    /** A peer changes the memory there and back again. Only the good payload may be returned. */
    private void race(String what, byte[] payload, Runnable there, Runnable back) throws Exception {
        var stop = new AtomicBoolean();
        Thread peer = Thread.ofPlatform().daemon().start(() -> {
            while (!stop.get()) {
                there.run();
                back.run();
            }
        });
        try {
            for (int n = 0; n < RACE_CALLS; n++) {
                byte[] seen = call("while the peer changes " + what).orElse(payload);
                assertEquals("the payload or empty", Arrays.equals(payload, seen)
                    ? "the payload or empty" : "bytes that are not what the checksum says",
                    "the result while the peer changes " + what);
            }
        } finally {
            stop.set(true);
            peer.join();
        }
    }

    private void lie(String what, Runnable change) {
        message(200, 100);
        change.run();
        assertEquals("empty", words(call("for " + what)), "the result for " + what);
    }

    private Optional<byte[]> call(String when) {
        return call(p, when);
    }

    private static Optional<byte[]> call(MemorySegment memory, String when) {
        try {
            Optional<byte[]> result = HostileHeader.read(memory);
            assertEquals(true, result != null, "read returned an Optional, not null");
            return result;
        } catch (UnsupportedOperationException notSolved) {
            throw notSolved;
        } catch (RuntimeException | OutOfMemoryError e) {
            return fail(e, when);
        }
    }

    private static Optional<byte[]> fail(Throwable thrown, String when) {
        assertEquals("no exception", thrown.toString(), "what read throws " + when);
        return Optional.empty();
    }

    private static String words(Optional<byte[]> result) {
        return result.map(bytes -> bytes.length + " bytes").orElse("empty");
    }

    /** Writes a good message with random bytes, and returns its payload. */
    private byte[] message(int offset, int length) {
        byte[] payload = new byte[length];
        random.nextBytes(payload);
        p.fill((byte) random.nextInt());
        MemorySegment.copy(payload, 0, p, ValueLayout.JAVA_BYTE, offset, length);
        p.set(INT, 0, MAGIC);
        p.set(INT, 4, length);
        p.set(LONG, 8, offset);
        p.set(INT, 16, crc(payload));
        p.set(INT, 20, 0);
        return payload;
    }

    /** Returns the right answer for the memory as it is. */
    private Optional<byte[]> expected() {
        int length = p.get(INT, 4);
        long offset = p.get(LONG, 8);
        boolean fits = p.get(INT, 0) == MAGIC && p.get(INT, 20) == 0 && length >= 1
            && length <= 1000 && offset >= 24 && offset <= SIZE - length;
        if (!fits) {
            return Optional.empty();
        }
        byte[] payload = p.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        return crc(payload) == p.get(INT, 16) ? Optional.of(payload) : Optional.empty();
    }

    private static int crc(byte[] bytes) {
        var crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
