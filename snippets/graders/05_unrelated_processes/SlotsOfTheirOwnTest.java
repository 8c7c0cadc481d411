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
    @DisplayName("what a writer puts into its slot, another process reads there")
    void eachHasItsPlace() throws Exception {
        Path file = dir.resolve("slots");
        var expected = new TreeMap<Integer, Long>();
        try (Arena arena = Arena.ofConfined()) {
            for (int writer : List.of(15, 0, 5)) {
                long value = 1 + (long) (Math.random() * 1_000_000);
                MemorySegment slot = Observe.notNull(SlotsOfTheirOwn.slot(arena, file, writer),
                    "what slot returned");
                assertEquals(64L, slot.byteSize(), "bytes in the slot of writer " + writer);
                slot.set(ValueLayout.JAVA_LONG, 0, value);
                expected.put(writer * 64, value);
            }
            assertEquals(expected, longs(file), "offset=value of what is in the file");
            assertEquals(LENGTH, Files.size(file), "the file's length, which was not there");
            assertEquals("rw", Observe.ownerMay(file), "what the new file's owner may do with it");
            SlotsOfTheirOwn.slot(arena, dir.resolve("first"), 0);
            assertEquals(LENGTH, Files.size(dir.resolve("first")),
                "the length of a file that was not there, after writer 0 has come");
        }
    }

    @Test
    @Order(2)
    @DisplayName("three writers that come one after another count, and the reader has the sum")
    void theSumOfThree() throws Exception {
        // A little more than a slot, in which writer 0 has counted to 1000.
        byte[] old = Arrays.copyOf(bytes(Map.of(0, 1000L)), 70);
        Path file = Files.write(dir.resolve("slots"), old);
        var expected = new TreeMap<Integer, Long>();
        try (Arena arena = Arena.ofConfined()) {
            var slots = new ArrayList<MemorySegment>();
            for (int writer = 0; writer < 3; writer++) {
                slots.add(SlotsOfTheirOwn.slot(arena, file, writer));
                assertEquals(LENGTH, Files.size(file), "the file's length, which was 70, after "
                    + "writer " + writer + " has come");
                // Those who were there before go on with the same slot.
                for (int times = 0; times < 100; times++) {
                    slots.forEach(SlotsOfTheirOwnTest::addOne);
                }
                expected.put(writer * 64, 100L * (3 - writer));
            }
            expected.merge(0, 1000L, Long::sum);
            assertEquals(expected, longs(file), "offset=count of what is in the file");
            assertEquals(1600L, longs(file).values().stream().mapToLong(n -> n).sum(), "the sum");
        }
    }

    @Test
    @Order(3)
    @DisplayName("a longer file stays as long, and what it holds stays")
    void nothingIsCut() throws Exception {
        Path file = Files.write(dir.resolve("slots"), new byte[4096]);
        try (var arena = Arena.ofConfined()) {
            Files.write(file, bytes(Map.of(64, 7L, LENGTH, 8L, 4088, 9L)));
            Object inode = Files.getAttribute(file, "unix:ino");
            addOne(SlotsOfTheirOwn.slot(arena, file, 1));
            addOne(SlotsOfTheirOwn.slot(arena, file, 2));
            assertEquals(4096L, Files.size(file), "the file's length, which was 4096");
            assertEquals(new TreeMap<>(Map.of(64, 8L, 128, 1L, LENGTH, 8L, 4088, 9L)),
                longs(file), "offset=value of what is in the file");
            assertEquals(inode, Files.getAttribute(file, "unix:ino"), "the file's inode");
        }
    }

    @Test
    @Order(4)
    @DisplayName("the descriptor is closed, and the mapping goes with the arena")
    void allIsGivenBack() throws Exception {
        Path file = Files.write(dir.resolve("slots"), new byte[LENGTH]);
        Map<Integer, String> before = Observe.descriptors();
        try (var arena = Arena.ofConfined()) {
            SlotsOfTheirOwn.slot(arena, file, 3);
            assertEquals(List.of("rw-s"), Observe.mappingsOf(file), "mappings of the file");
            assertEquals(List.of(), Observe.openedSince(before), "descriptors left open");
        }
        assertEquals(List.of(), Observe.mappingsOf(file), "mappings after the arena was closed");
    }

    private static void addOne(MemorySegment slot) {
        slot.set(ValueLayout.JAVA_LONG, 0, slot.get(ValueLayout.JAVA_LONG, 0) + 1);
    }

    private static byte[] bytes(Map<Integer, Long> values) {
        var bytes = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
        values.forEach(bytes::putLong);
        return bytes.array();
    }

    /** What is not zero in the file, by its offset, as another process reads it. */
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
