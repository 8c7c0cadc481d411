//SOURCES ../../Libc.java ../../exercises/01_mmap_basics/PatchInPlace.java
//SOURCES ../support/CallFailure.java ../support/LargeFile.java ../support/LargeRun.java
//SOURCES ../support/Observe.java ../support/ReadWriteCalls.java ../support/Resources.java
//SOURCES ../support/Trouble.java
//FILES exercises/01_mmap_basics/PatchInPlace.java=../../exercises/01_mmap_basics/PatchInPlace.java
//FILES solutions/01_mmap_basics/PatchInPlace.java=../../solutions/01_mmap_basics/PatchInPlace.java
//FILES graders/01_mmap_basics/PatchInPlaceTest.java=PatchInPlaceTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchInPlaceTest {
    private static final int PAGE = (int) Libc.pageSize();

    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("another process reads the new bytes, and the others as they were")
    void anotherProcessReadsTheNewBytes() throws Exception {
        Path file = Files.writeString(dir.resolve("list"), "a,b,,c;d");
        long count = patch(file);
        assertEquals("a+b++c;d", Observe.readByAnotherProcess(file), "the file's bytes");
        assertEquals(3, count, "the number of replaced commas that replace returned");
        assertEquals(0, patch(file),
            "the number that replace returned for a file without commas");
    }

    @Test
    @Order(2)
    @DisplayName("every byte is found, from the first to the last, also a negative one")
    void allAreFound() throws Exception {
        int seed = new Random().nextInt(1_000_000);
        var random = new Random(seed);
        byte[] bytes = new byte[2 * PAGE + 100];
        random.nextBytes(bytes);
        byte old = (byte) -(1 + random.nextInt(128));   // a byte of any value, but in Java negative
        for (int at : List.of(0, PAGE - 1, PAGE, bytes.length - 1)) {
            bytes[at] = old;
        }
        Path file = Files.write(dir.resolve("long"), bytes);
        String expected = placesOf(old, bytes);

        long count = PatchInPlace.replace(file, old, (byte) 33);

        String where = " (byte " + old + ", seed " + seed + ")";
        byte[] seen = Files.readAllBytes(file);
        assertEquals("[]", placesOf(old, seen), "positions that still have the old byte" + where);
        assertEquals(expected.split(",").length, count, "the number that replace returned" + where);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == old ? 33 : bytes[i];
        }
        assertEquals(placesOf((byte) 33, bytes), placesOf((byte) 33, seen),
            "positions that have the new byte" + where);
        assertEquals(-1, Arrays.mismatch(bytes, seen),
            "the first position of a byte that is wrong, -1 if there is none" + where);
    }

    private static String placesOf(byte wanted, byte[] bytes) {
        return IntStream.range(0, bytes.length).filter(i -> bytes[i] == wanted).boxed().toList()
            .toString();
    }

    @Test
    @Order(3)
    @DisplayName("an empty file stays empty, and replace returns 0")
    void anEmptyFile() throws Exception {
        Path file = Files.createFile(dir.resolve("empty"));
        var before = Resources.now();
        assertEquals(0, patch(file), "the number of replaced bytes that replace returned");
        assertEquals(0, Files.size(file), "the number of bytes in the file");
        assertEquals(List.of(), before.changed(),
            "what is still there after an empty file: close the descriptor");
    }

    @Test
    @Order(4)
    @DisplayName("it is the same file, and nothing stays mapped, open or in memory")
    void theSameFile() throws Exception {
        Path file = Files.writeString(dir.resolve("list"), "a,b".repeat(4000));
        Object inode = Files.getAttribute(file, "unix:ino");
        var before = Resources.now();
        patch(file);
        assertEquals("inode " + inode, "inode " + Files.getAttribute(file, "unix:ino"),
            "the file that has this name: change the old file, do not replace it");
        assertEquals(List.of(), before.changed(),
            "what is still there: unmap each mapping and close each descriptor");
        assertEquals("nothing", Resources.growth(300, () -> patch(file)),
            "memory that each call does not free");
    }

    @Test
    @Order(5)
    @DisplayName("read and write are not called, and only the replaced bytes are stored")
    void noReadNoWrite() throws Exception {
        Path file = Files.writeString(dir.resolve("list"), "a,b");
        long calls = ReadWriteCalls.of(() -> {
            PatchInPlace.replace(file, (byte) ',', (byte) '+');
            PatchInPlace.replace(file, (byte) '+', (byte) ',');
        });
        assertEquals(0, calls,
            "calls of read and write, counted by Linux (a print is a call of write, too)");
        List<String> told = Observe.toldOf(dir, () -> patch(file));
        assertEquals(List.of(), told,
            "calls that changed the file, reported by inotify(7): use the mapping instead");
        FileTime changed = Observe.changedAt(file);
        patch(file);
        assertEquals(changed, Files.getLastModifiedTime(file),
            "when the file was changed, after a call that had nothing to replace");
        // A store into a page without content needs a block on the disk.
        Path sparse = LargeFile.create(dir.resolve("sparse"), 100L * PAGE);
        LargeFile.put(sparse, 50L * PAGE, ",");
        patch(sparse);
        assertEquals(true, blocks(sparse) < 50L * PAGE / 512, "whether a sparse file stays sparse:"
            + " it has " + blocks(sparse) + " blocks, of " + 100L * PAGE / 512);
    }

    private static long blocks(Path file) {
        int fd = Libc.open(file.toString(), Libc.O_RDONLY);
        try {
            return Libc.fstat(fd).blocks();
        } finally {
            Libc.close(fd);
        }
    }

    @Test
    @Order(6)
    @DisplayName("a file may be larger than an int can count, and a failure leaves nothing mapped")
    void largeFile() throws Exception {
        for (long length : List.of(LargeFile.GIB_3, LargeFile.GIB_4_AND_24)) {
            Path file = LargeFile.create(dir.resolve("large"), length);
            LargeFile.put(file, 3, ",");
            LargeFile.put(file, length - 1, ",");
            var before = Resources.now();
            LargeRun run = LargeRun.begin(file, length, 2L, () -> patch(file));
            assertEquals(2L, run.end(), "the number of replaced commas in " + length + " bytes");
            assertEquals(List.of(), run.intCounters(),
                "where an int overflows in a file of " + length + " bytes: use a long");
            assertEquals(List.of(), before.changed(),
                "what is still there after SIGBUS, because another process has cut the file");
        }
    }

    @Test
    @Order(7)
    @DisplayName("if a call fails, its exception reaches the caller, and nothing stays open")
    void afterAFailure() throws Exception {
        try (var fifo = Trouble.fifo(); var unwritable = Trouble.unwritable(5)) {
            var before = Resources.now();
            assertEquals(CallFailure.REPORTED, CallFailure.of(() -> patch(unwritable.path)),
                "what replace throws if mmap fails with EPERM");
            assertEquals(List.of(), before.changed(), "what is still there after mmap failed");
            assertEquals(CallFailure.REPORTED, CallFailure.of(() -> patch(dir)),
                "what replace throws if open fails with EISDIR");
            CallFailure.of(() -> patch(fifo.path));   // lseek fails, but other ways may succeed
            assertEquals(List.of(), before.changed(), "what is still there after lseek failed");
        }
    }

    private static long patch(Path file) throws Exception {
        return PatchInPlace.replace(file, (byte) ',', (byte) '+');
    }
}
