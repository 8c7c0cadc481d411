//SOURCES ../../Libc.java ../../exercises/01_mmap_basics/WriteThroughMemory.java
//SOURCES ../support/CallFailure.java ../support/LargeFile.java ../support/Observe.java
//SOURCES ../support/ReadWriteCalls.java ../support/Resources.java ../support/Trouble.java
//FILES exercises/01_mmap_basics/WriteThroughMemory.java=../../exercises/01_mmap_basics/WriteThroughMemory.java
//FILES solutions/01_mmap_basics/WriteThroughMemory.java=../../solutions/01_mmap_basics/WriteThroughMemory.java
//FILES graders/01_mmap_basics/WriteThroughMemoryTest.java=WriteThroughMemoryTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteThroughMemoryTest {
    private static final int PAGE = (int) Libc.pageSize();

    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("another process reads the text in the file")
    void anotherProcessReadsTheText() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), ".....");
        WriteThroughMemory.write(file, "hello".getBytes());
        assertEquals("hello", Observe.readByAnotherProcess(file), "the file's bytes");
    }

    @Test
    @Order(2)
    @DisplayName("every byte of the text arrives, and the bytes after it stay as they are")
    void theRestStays() throws Exception {
        int seed = new Random().nextInt(1_000_000);
        var random = new Random(seed);
        String number = "text " + seed;
        Path file = Files.writeString(dir.resolve("note"), number.replaceAll(".", "-") + "after");
        WriteThroughMemory.write(file, number.getBytes());
        assertEquals(number + "after", Observe.readByAnotherProcess(file), "the file's bytes");

        // All 256 bytes, also 0 and the negative ones, on two pages and a part of a third one.
        byte[] text = new byte[2 * PAGE + 300];
        byte[] after = new byte[PAGE];
        random.nextBytes(text);
        random.nextBytes(after);
        for (int i = 0; i < 256; i++) {
            text[i] = (byte) i;
        }
        Files.write(file, new byte[text.length]);
        Files.write(file, after, StandardOpenOption.APPEND);
        WriteThroughMemory.write(file, text);
        byte[] seen = Files.readAllBytes(file);
        assertEquals("none", differences(text, Arrays.copyOf(seen, text.length)),
            "positions in the text that differ in the file (seed " + seed + ")");
        assertEquals("none", differences(after, Arrays.copyOfRange(seen, text.length,
            text.length + PAGE)), "positions after the text that have changed (seed " + seed + ")");
        assertEquals(text.length + PAGE, seen.length, "the length of the file");
    }

    private static String differences(byte[] expected, byte[] seen) {
        String at = IntStream.range(0, expected.length).filter(i -> expected[i] != seen[i])
            .limit(3).mapToObj(i -> i + ", ").collect(Collectors.joining());
        return at.isEmpty() ? "none" : at + "...";
    }

    @Test
    @Order(3)
    @DisplayName("nothing stays mapped or open, and every call frees its memory")
    void allIsGivenBack() throws Exception {
        byte[] text = new byte[2 * PAGE + 5];
        Path file = Files.write(dir.resolve("note"), text);
        var before = Resources.now();
        WriteThroughMemory.write(file, text);
        assertEquals(List.of(), before.changed(),
            "what is still there: unmap each mapping and close each descriptor");
        assertEquals("nothing", Resources.growth(300, () -> WriteThroughMemory.write(file, text)),
            "memory that each call does not free");
    }

    @Test
    @Order(4)
    @DisplayName("only the mapping changes the file: no call reads, writes or replaces it")
    void throughMemory() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), ".....");
        List<String> told = Observe.toldOf(dir,
            () -> WriteThroughMemory.write(file, "hello".getBytes()));
        assertEquals(List.of(), told,
            "calls that changed the file, reported by inotify(7): use the mapping instead");
        assertEquals(0, ReadWriteCalls.of(() -> WriteThroughMemory.write(file, new byte[5])),
            "calls of read and write, counted by Linux (a print is a call of write, too)");
    }

    @Test
    @Order(5)
    @DisplayName("a file may be larger than an int can count")
    void largeFile() throws Exception {
        for (long length : List.of(LargeFile.GIB_3, LargeFile.GIB_4_AND_24, LargeFile.GIB_5)) {
            Path file = LargeFile.create(dir.resolve("large"), length);
            LargeFile.put(file, length - 3, "end");
            WriteThroughMemory.write(file, "written through memory, in a large file".getBytes());
            assertEquals("written through memory, in a large file",
                LargeFile.get(file, 0, 39), "the first bytes of a file of " + length + " bytes");
            assertEquals("end", LargeFile.get(file, length - 3, 3), "the last bytes of it");
            assertEquals(length, Files.size(file), "the length of the file");
        }
    }

    @Test
    @Order(6)
    @DisplayName("if mmap or the copy fails, nothing stays mapped or open")
    void afterAFailure() throws Exception {
        Path shorter = Files.write(dir.resolve("shorter"), new byte[1]);
        try (var fifo = Trouble.fifo(); var unwritable = Trouble.unwritable(5)) {
            for (Path file : List.of(fifo.path, unwritable.path, shorter)) {
                var before = Resources.now();
                try {
                    WriteThroughMemory.write(file, new byte[3 * PAGE]);
                } catch (UnsupportedOperationException unsolved) {
                    throw unsolved;
                } catch (Exception | InternalError failed) {
                    // As it should: mmap fails twice, and the last copy ends with SIGBUS.
                }
                assertEquals(List.of(), before.changed(), "what is still there after "
                    + (file == shorter ? "the copy" : "mmap") + " failed");
            }
        }
    }

    @Test
    @Order(7)
    @DisplayName("the exception of a call that fails reaches the caller")
    void reports() throws Exception {
        try (var unwritable = Trouble.unwritable(5)) {
            assertEquals(CallFailure.REPORTED, CallFailure.of(
                () -> WriteThroughMemory.write(unwritable.path, "hello".getBytes())),
                "what write throws if mmap fails with EPERM");
            assertEquals(CallFailure.REPORTED, CallFailure.of(
                () -> WriteThroughMemory.write(dir, "hello".getBytes())),
                "what write throws if open fails with EISDIR");
        }
    }
}
