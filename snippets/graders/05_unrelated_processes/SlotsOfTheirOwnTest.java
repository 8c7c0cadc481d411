//SOURCES ../../exercises/05_unrelated_processes/SlotsOfTheirOwn.java ../support/AccessModes.java
//SOURCES ../support/LargeFile.java ../support/Observe.java ../support/Peers.java
//SOURCES ../support/Resources.java ../support/Trouble.java
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
    private static final int CALLS = 500;
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final List<Integer> WRITERS = IntStream.range(0, 16).boxed()
        .collect(Collectors.collectingAndThen(Collectors.toList(), all -> {
            Collections.shuffle(all);
            return all;
        }));

    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("another process reads what a writer stores in its slot")
    void eachHasItsPlace() throws Exception {
        Path file = dir.resolve("slots");
        var expected = new TreeMap<Integer, Long>();
        try (Arena arena = Arena.ofConfined()) {
            for (int writer : WRITERS) {
                long value = 1 + (long) (Math.random() * 1_000_000);
                MemorySegment slot = Observe.notNull(SlotsOfTheirOwn.slot(arena, file, writer),
                    "the result of slot");
                assertEquals(64L, slot.byteSize(), "bytes in the slot of writer " + writer);
                slot.set(ValueLayout.JAVA_LONG, 0, value);
                slot.set(ValueLayout.JAVA_LONG, 56, -value);
                expected.put(writer * 64, value);
                expected.put(writer * 64 + 56, -value);
                assertEquals(expected, longs(file), "offset=value of each long in the file that is"
                    + " not 0, after writer " + writer);
            }
            assertEquals(LENGTH, Files.size(file), "bytes in the new file");
            assertEquals("rw", Observe.ownerMay(file),
                "what the owner of the new file may do with it");
        }
    }

    @Test
    @Order(2)
    @DisplayName("a file that is too short becomes longer, and processes that have it mapped go on")
    void theSumOfThree() throws Exception {
        for (int length : List.of(0, 8, 70, LENGTH - 1)) {
            // In the slot of writer 0 is 1000 already, and somebody has it mapped.
            byte[] old = Arrays.copyOf(bytes(Map.of(0, 1000L)), length);
            Path file = Files.write(dir.resolve("slots" + length), old);
            Object inode = Files.getAttribute(file, "unix:ino");
            var expected = new TreeMap<Integer, Long>();
            try (Arena arena = Arena.ofConfined()) {
                var slots = new ArrayList<MemorySegment>();
                for (int writer = 0; writer < 3; writer++) {
                    slots.add(SlotsOfTheirOwn.slot(arena, file, writer));
                    assertEquals(LENGTH, Files.size(file), "bytes in a file of " + length
                        + " bytes, after the slot of writer " + writer);
                    // The writers that started before go on with the same slot.
                    slots.forEach(SlotsOfTheirOwnTest::addOne);
                    expected.put(writer * 64, 0L);
                }
                assertEquals(inode, Files.getAttribute(file, "unix:ino"),
                    "the inode of the file: it must stay the same file");
                expected.putAll(Map.of(0, length == 0 ? 3L : 1003L, 64, 2L, 128, 1L));
                assertEquals(expected, longs(file),
                    "offset=count of each long in the file that is not 0");
            }
        }
        assertEquals(4, dir.toFile().list().length, "files in the folder, after four were used");
    }

    @Test
    @Order(3)
    @DisplayName("a longer file keeps its length and its content, even one of many GiB")
    void nothingIsLost() throws Exception {
        for (long length : List.of(LENGTH + 8L, 4096L, LargeFile.GIB_3, LargeFile.GIB_4_AND_24)) {
            Path file = LargeFile.create(dir.resolve("long"), length);
            LargeFile.put(file, 0, bytes(Map.of(64, 7L, 960, 8L)));
            LargeFile.put(file, length - 4, "last");
            Object inode = Files.getAttribute(file, "unix:ino");
            try (var arena = Arena.ofConfined()) {
                addOne(SlotsOfTheirOwn.slot(arena, file, 1));
                addOne(SlotsOfTheirOwn.slot(arena, file, 2));
                addOne(SlotsOfTheirOwn.slot(arena, file, 1));
                assertEquals(length, Files.size(file),
                    "bytes in a file of " + length + " bytes, after slot was called");
                assertEquals("9, 1, 8", longAt(file, 64) + ", " + longAt(file, 128) + ", "
                    + longAt(file, 960), "the longs at 64, 128 and 960 in the file");
                assertEquals("last", LargeFile.get(file, length - 4, 4), "the last four bytes");
                assertEquals(inode, Files.getAttribute(file, "unix:ino"),
                    "the inode of the file: it must stay the same file");
            }
            Files.delete(file);
        }
    }

    @Test
    @Order(4)
    @DisplayName("the descriptor is closed, and the arena unmaps everything")
    void nothingIsLeft() throws Exception {
        Path file = Files.write(dir.resolve("slots"), new byte[LENGTH]);
        var before = Resources.now();
        MemorySegment slot;
        try (var arena = Arena.ofConfined()) {
            slot = SlotsOfTheirOwn.slot(arena, file, 3);
            assertEquals(List.of("mapped: 1 page rw-s of slots"), before.changed(),
                "what is open or mapped, as long as the arena is open");
        }
        assertEquals(List.of(), before.changed(),
            "what is open or mapped after the arena is closed");
        assertEquals(false, slot.scope().isAlive(),
            "whether the slot can still be used after the arena is closed");
        assertEquals("nothing", Resources.growth(CALLS, () -> {
            try (var arena = Arena.ofConfined()) {
                SlotsOfTheirOwn.slot(arena, file, 3);
            }
        }), "memory that each call does not free after the arena is closed");
    }

    @Test
    @Order(5)
    @DisplayName("if the file cannot be mapped, an exception says so, and nothing is left")
    void cannotBeMapped() throws Exception {
        Path file = Files.write(dir.resolve("slots"), new byte[LENGTH]);
        var closed = Arena.ofConfined();
        closed.close();
        try (var arena = Arena.ofConfined(); var fifo = Trouble.fifo();
                var unwritable = Trouble.unwritable(LENGTH)) {
            SlotsOfTheirOwn.slot(arena, file, 0);
            var before = Resources.now();
            for (Path path : List.of(fifo.path, unwritable.path, dir)) {
                String failure = Trouble.failure(() -> SlotsOfTheirOwn.slot(arena, path, 0));
                assertEquals("an exception", failure.equals("no exception") ? failure
                    : "an exception", "the result for a FIFO, a file that cannot be mapped for"
                    + " writing, or a folder");
                assertEquals(List.of(), before.changed(),
                    "what is left after slot failed with " + failure);
            }
            Trouble.failure(() -> SlotsOfTheirOwn.slot(closed, file, 0));
            assertEquals(List.of(), before.changed(),
                "what is left after slot was called with an arena that is closed");
        }
    }

    @Test
    @Order(6)
    @DisplayName("writers that start at the same time, on several files, lose nothing")
    void atTheSameTime() throws Exception {
        try (var arena = Arena.ofConfined()) {
            SlotsOfTheirOwn.slot(arena, dir.resolve("slots"), 0);
        }
        for (int round = 0; round < 20; round++) {
            var files = List.of(dir.resolve("one" + round), dir.resolve("two" + round));
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int writer = 0; writer < 4; writer++) {
                int number = writer;
                tasks.add(() -> {
                    try (var arena = Arena.ofConfined()) {
                        for (Path file : files) {
                            addOne(SlotsOfTheirOwn.slot(arena, file, number));
                        }
                    }
                    return true;
                });
            }
            Peers.threads(DEADLINE, tasks);
            for (Path file : files) {
                assertEquals(new TreeMap<>(Map.of(0, 1L, 64, 1L, 128, 1L, 192, 1L)), longs(file),
                    "offset=count in " + file.getFileName() + ", after four writers added 1 each");
                assertEquals(LENGTH, Files.size(file), "bytes in the file");
            }
        }
    }

    @Test
    @Order(7)
    @DisplayName("no call can undo what another process does between a look and this call")
    void noLookBeforeAnAct() throws Exception {
        try (var arena = Arena.ofConfined()) {
            SlotsOfTheirOwn.slot(arena, dir.resolve("slots"), 0);
        }
        var names = AccessModes.ofSubmission().names();
        assertEquals(List.of(), names.stream().filter(name -> name.matches(
            "Libc\\.ftruncate|\\w+\\.(truncate|setLength)")).toList(),
            "calls that can make a file shorter: if another process makes it longer after you have"
                + " looked at its size, such a call cuts that off; fallocate never does");
        assertEquals(List.of(), names.stream().filter(name -> name.matches("[\\w$]+\\.write\\w*"))
            .toList(), "calls that write bytes into a file: another process may have stored there"
                + " after you have looked at the size");
    }

    private static void addOne(MemorySegment slot) {
        slot.set(ValueLayout.JAVA_LONG, 0, slot.get(ValueLayout.JAVA_LONG, 0) + 1);
    }

    private static byte[] bytes(Map<Integer, Long> values) {
        var bytes = ByteBuffer.allocate(LENGTH + 8).order(ByteOrder.nativeOrder());
        values.forEach(bytes::putLong);
        return bytes.array();
    }

    private static long longAt(Path file, long offset) throws IOException {
        return ByteBuffer.wrap(LargeFile.get(file, offset, 8).getBytes(StandardCharsets.ISO_8859_1))
            .order(ByteOrder.nativeOrder()).getLong();
    }

    /** The longs in the file that are not 0, by their offsets. */
    private static Map<Integer, Long> longs(Path file) throws Exception {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
        var values = new TreeMap<Integer, Long>();
        for (int at = 0; at + 8 <= bytes.limit(); at += 8) {
            if (bytes.getLong(at) != 0) {
                values.put(at, bytes.getLong(at));
            }
        }
        return values;
    }
}
