//SOURCES ../../exercises/05_unrelated_processes/SlotsOfTheirOwn.java ../support/Observe.java
//FILES exercises/05_unrelated_processes/SlotsOfTheirOwn.java=../../exercises/05_unrelated_processes/SlotsOfTheirOwn.java
//FILES solutions/05_unrelated_processes/SlotsOfTheirOwn.java=../../solutions/05_unrelated_processes/SlotsOfTheirOwn.java
//FILES graders/05_unrelated_processes/SlotsOfTheirOwnTest.java=SlotsOfTheirOwnTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotsOfTheirOwnTest {
    private static final int LENGTH = 16 * 64;

    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("another process reads what a writer stores in its slot")
    void eachHasItsPlace() throws Exception {
        Path file = dir.resolve("slots");
        var expected = new TreeMap<Integer, Long>();
        try (Arena arena = Arena.ofConfined()) {
            for (int writer : List.of(15, 0, 5)) {
                long value = 1 + (long) (Math.random() * 1_000_000);
                MemorySegment slot = Observe.notNull(SlotsOfTheirOwn.slot(arena, file, writer),
                    "the result of slot");
                assertEquals(64L, slot.byteSize(), "bytes in the slot of writer " + writer);
                slot.set(ValueLayout.JAVA_LONG, 0, value);
                expected.put(writer * 64, value);
            }
            assertEquals(expected, longs(file),
                "offset=value of each long in the file that is not 0");
            assertEquals(LENGTH, Files.size(file), "bytes in the new file");
            assertEquals("rw", Observe.ownerMay(file),
                "what the owner of the new file may do with it");
            SlotsOfTheirOwn.slot(arena, dir.resolve("first"), 0);
            assertEquals(LENGTH, Files.size(dir.resolve("first")),
                "bytes in a new file, after the slot of writer 0");
        }
    }

    @Test
    @Order(2)
    @DisplayName("three writers that start one after another count, and the reader gets the sum")
    void theSumOfThree() throws Exception {
        // The file is a little longer than one slot. In this slot, writer 0 has counted to 1000.
        byte[] old = Arrays.copyOf(bytes(Map.of(0, 1000L)), 70);
        Path file = Files.write(dir.resolve("slots"), old);
        var expected = new TreeMap<Integer, Long>();
        try (Arena arena = Arena.ofConfined()) {
            var slots = new ArrayList<MemorySegment>();
            for (int writer = 0; writer < 3; writer++) {
                slots.add(SlotsOfTheirOwn.slot(arena, file, writer));
                assertEquals(LENGTH, Files.size(file), "bytes in a file of 70 bytes, after "
                    + "the slot of writer " + writer);
                // The writers that started before go on with the same slot.
                for (int times = 0; times < 100; times++) {
                    slots.forEach(SlotsOfTheirOwnTest::addOne);
                }
                expected.put(writer * 64, 100L * (3 - writer));
            }
            expected.merge(0, 1000L, Long::sum);
            assertEquals(expected, longs(file),
                "offset=count of each long in the file that is not 0");
            assertEquals(1600L, longs(file).values().stream().mapToLong(n -> n).sum(),
                "the sum of all slots");
        }
    }

    @Test
    @Order(3)
    @DisplayName("a longer file keeps its length and its content")
    void nothingIsLost() throws Exception {
        Path file = Files.write(dir.resolve("slots"), new byte[4096]);
        try (var arena = Arena.ofConfined()) {
            Files.write(file, bytes(Map.of(64, 7L, LENGTH, 8L, 4088, 9L)));
            Object inode = Files.getAttribute(file, "unix:ino");
            addOne(SlotsOfTheirOwn.slot(arena, file, 1));
            addOne(SlotsOfTheirOwn.slot(arena, file, 2));
            assertEquals(4096L, Files.size(file),
                "bytes in a file of 4096 bytes, after slot was called");
            assertEquals(new TreeMap<>(Map.of(64, 8L, 128, 1L, LENGTH, 8L, 4088, 9L)),
                longs(file), "offset=value of each long in the file that is not 0");
            assertEquals(inode, Files.getAttribute(file, "unix:ino"),
                "the inode of the file: it must stay the same file");
        }
    }

    @Test
    @Order(4)
    @DisplayName("the descriptor is closed, and the arena unmaps the file")
    void nothingIsLeft() throws Exception {
        Path file = Files.write(dir.resolve("slots"), new byte[LENGTH]);
        Map<Integer, String> before = Observe.descriptors();
        try (var arena = Arena.ofConfined()) {
            SlotsOfTheirOwn.slot(arena, file, 3);
            assertEquals(List.of("rw-s"), Observe.mappingsOf(file), "mappings of the file");
            assertEquals(List.of(), Observe.openedSince(before),
                "files that are still open: close each descriptor");
        }
        assertEquals(List.of(), Observe.mappingsOf(file),
            "mappings of the file after the arena is closed");
    }

    private static void addOne(MemorySegment slot) {
        slot.set(ValueLayout.JAVA_LONG, 0, slot.get(ValueLayout.JAVA_LONG, 0) + 1);
    }

    private static byte[] bytes(Map<Integer, Long> values) {
        var bytes = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
        values.forEach(bytes::putLong);
        return bytes.array();
    }

    /** The longs in the file that are not 0, by their offsets, as another process reads them. */
    private static Map<Integer, Long> longs(Path file) throws Exception {
        var bytes = ByteBuffer.wrap(Observe.readByAnotherProcess(file)
            .getBytes(StandardCharsets.ISO_8859_1)).order(ByteOrder.nativeOrder());
        var values = new TreeMap<Integer, Long>();
        for (int at = 0; at + 8 <= bytes.limit(); at += 8) {
            if (bytes.getLong(at) != 0) {
                values.put(at, bytes.getLong(at));
            }
        }
        return values;
    }
}
