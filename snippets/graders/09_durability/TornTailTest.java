//SOURCES ../../Libc.java ../../exercises/09_durability/TornTail.java ../support/PowerCuts.java
//FILES exercises/09_durability/TornTail.java=../../exercises/09_durability/TornTail.java
//FILES solutions/09_durability/TornTail.java=../../solutions/09_durability/TornTail.java
//FILES graders/09_durability/TornTailTest.java=TornTailTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

class TornTailTest {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final int LOG_BYTES = 8192;
    private static final int[] LENGTHS = {700, 1, 1031, 8, 600, 517, 900, 55};
    private final Random random = new Random();
    private MemorySegment log;

    @BeforeEach
    void allocate() {
        log = Arena.ofAuto().allocate(LOG_BYTES, 8);
    }

    /** Writes a record with random data, and returns the offset after it. */
    private long append(MemorySegment log, long at, int length) {
        byte[] data = new byte[length];
        random.nextBytes(data);
        log.set(INT, at, length);
        MemorySegment.copy(data, 0, log, ValueLayout.JAVA_BYTE, at + 8, length);
        log.set(INT, at + 4, checksum(log, at, length));
        return Math.min(log.byteSize(), at + 8 + (length + 7) / 8 * 8);
    }

    private static int checksum(MemorySegment log, long at, int length) {
        var crc = new CRC32();
        crc.update(log.asSlice(at, 4).asByteBuffer());
        crc.update(log.asSlice(at + 8, length).asByteBuffer());
        return (int) crc.getValue();
    }

    private long appendAll(int count) {
        long at = 0;
        for (int i = 0; i < count; i++) {
            at = append(log, at, LENGTHS[i]);
        }
        return at;
    }

    private static void assertEnd(long expected, MemorySegment log, String what) {
        assertEquals(expected, TornTail.end(log.asReadOnly()), "the end of " + what);
    }

    @Test
    @Order(1)
    @DisplayName("the end is after the last record, in an empty log it is 0")
    void whole() {
        assertEnd(0, log, "an empty log");
        for (int count = 1; count <= LENGTHS.length; count++) {
            assertEnd(appendAll(count), log, "a log with " + count + " records");
        }
        assertEnd(0, log.asSlice(0, 0), "a log of 0 bytes");
        assertEnd(0, log.asSlice(0, 3), "a log of 3 bytes");
        MemorySegment slice = log.asSlice(0, 27);
        assertEnd(append(slice, 0, 15), slice, "a log with a record and 3 more bytes");
        log.fill((byte) 0x7f);
        assertEnd(appendAll(3), log, "a log whose records are not followed by zeros");
    }

    @Test
    @Order(2)
    @DisplayName("a record that fills the log to its last byte counts")
    void full() {
        long at = append(log, 0, 100);
        append(log, at, LOG_BYTES - (int) at - 8);
        assertEnd(LOG_BYTES, log, "a full log");
        MemorySegment odd = log.asSlice(0, 8 + 13);
        append(odd, 0, 13);
        assertEnd(21, odd, "a log of 21 bytes with a record of 13");
    }

    @Test
    @Order(3)
    @DisplayName("a record may be longer than 64 KiB, and a right checksum may be 0")
    void edges() {
        MemorySegment large = Arena.ofAuto().allocate(1 << 20, 8);
        long end = append(large, append(large, 0, 70_000), 300_001);
        assertEnd(end, large, "a log with records of 70000 and 300001 bytes");
        long four = append(large, end, 4);
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            // The only data of 4 bytes whose checksum, together with the length 4, is 0.
            MemorySegment.copy(HexFormat.of().parseHex("d642ffc3"), 0, large,
                ValueLayout.JAVA_BYTE, end + 8, 4);
            large.set(INT, end + 4, 0);
        }
        assertEnd(four, large, "a log with a record whose checksum is " + large.get(INT, end + 4));
    }

    @Test
    @Order(4)
    @DisplayName("a wrong bit in the length, the checksum or the data ends the log")
    void wrongBits() {
        long end = appendAll(2);
        append(log, append(log, end, 300), 20);
        for (long at : new long[] {end, end + 1, end + 4, end + 7, end + 8, end + 307}) {
            byte right = log.get(ValueLayout.JAVA_BYTE, at);
            log.set(ValueLayout.JAVA_BYTE, at, (byte) (right ^ 1 << random.nextInt(8)));
            assertEnd(end, log, "a log with a wrong bit " + (at - end) + " bytes after " + end);
            log.set(ValueLayout.JAVA_BYTE, at, right);
        }
    }

    @Test
    @Order(5)
    @DisplayName("a length that cannot be right ends the log")
    void lengths() {
        long end = appendAll(3);
        long left = LOG_BYTES - end - 8;
        for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, -8, (int) left + 1,
                Integer.MAX_VALUE - 7, 0}) {
            log.set(INT, end, length);
            log.set(INT, end + 4, length == 0 ? checksum(log, end, 0) : random.nextInt());
            assertEnd(end, log, "a log whose next length is " + length);
        }
    }

    @Test
    @Order(6)
    @DisplayName("after a power cut during an append, the end is before or after this record")
    void cuts() throws Exception {
        long[] ends = new long[LENGTHS.length];
        for (int n = 1; n < ends.length; n++) {
            ends[n] = ends[n - 1] + 8 + (LENGTHS[n] + 7) / 8 * 8;
        }
        PowerCuts.assertNone(PowerCuts.store((disk, n) -> {
            MemorySegment mapped = disk.map("log", LOG_BYTES);
            if (n > 0) {
                append(mapped, TornTail.end(mapped), LENGTHS[n]);
                disk.msync(mapped, Libc.MS_SYNC);
            }
        }, disk -> TornTail.end(disk.map("log", LOG_BYTES)), n -> ends[n]), 3);
    }
}
