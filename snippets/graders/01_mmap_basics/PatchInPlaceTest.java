//SOURCES ../../Libc.java ../../exercises/01_mmap_basics/PatchInPlace.java ../support/Observe.java
//SOURCES ../support/ReadWriteCalls.java
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
    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("another process reads the new bytes, and the others as they were")
    void anotherProcessReadsTheNewBytes() throws Exception {
        Path file = Files.writeString(dir.resolve("list"), "a,b,,c;d");
        long count = PatchInPlace.replace(file, (byte) ',', (byte) '+');
        assertEquals("a+b++c;d", Observe.readByAnotherProcess(file), "the file's bytes");
        assertEquals(3, count, "the number of replaced commas that replace returned");
        assertEquals(0, PatchInPlace.replace(file, (byte) ',', (byte) '+'),
            "the number that replace returned for a file without commas");
    }

    @Test
    @Order(2)
    @DisplayName("every byte is found, from the first to the last, also a negative one")
    void allAreFound() throws Exception {
        long page = Libc.pageSize();
        var random = new Random();
        var places = new TreeSet<>(List.of(0, (int) page - 1, (int) page, (int) (2 * page) + 99));
        places.add((int) page + 1 + random.nextInt(1000));
        byte[] bytes = new byte[places.last() + 1];
        // 233 is a byte like any other, but in Java it is a negative number.
        places.forEach(place -> bytes[place] = (byte) 233);
        Path file = Files.write(dir.resolve("long"), bytes);

        long count = PatchInPlace.replace(file, (byte) 233, (byte) '!');

        assertEquals(places, placesOf('!', Observe.readByAnotherProcess(file)),
            "positions in the file that have the new byte");
        assertEquals(places.size(), count, "the number of replaced bytes that replace returned");
    }

    private static TreeSet<Integer> placesOf(char wanted, String text) {
        var places = new TreeSet<Integer>();
        for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
            places.add(at);
        }
        return places;
    }

    @Test
    @Order(3)
    @DisplayName("an empty file stays empty, and replace returns 0")
    void anEmptyFile() throws Exception {
        Path file = Files.createFile(dir.resolve("empty"));
        assertEquals(0, PatchInPlace.replace(file, (byte) ',', (byte) '+'),
            "the number of replaced bytes that replace returned");
        assertEquals(0, Files.size(file), "the number of bytes in the file");
    }

    @Test
    @Order(4)
    @DisplayName("it is the same file, and nothing stays mapped or open")
    void theSameFile() throws Exception {
        Path file = Files.writeString(dir.resolve("list"), "a,b");
        Path empty = Files.createFile(dir.resolve("empty"));
        Object inode = Files.getAttribute(file, "unix:ino");
        var before = Observe.descriptors();
        PatchInPlace.replace(file, (byte) ',', (byte) '+');
        assertEquals("inode " + inode, "inode " + Files.getAttribute(file, "unix:ino"),
            "the file that has this name: change the old file, do not replace it");
        assertEquals(List.of(), Observe.mappingsOf(file),
            "mappings of the file that are still there: unmap what you mapped");
        assertEquals(List.of(), Observe.openedSince(before),
            "files that are still open: close each descriptor");
        PatchInPlace.replace(empty, (byte) ',', (byte) '+');
        assertEquals(List.of(), Observe.openedSince(before),
            "files that are still open after an empty file: close the descriptor");
    }

    @Test
    @Order(5)
    @DisplayName("read and write are not called")
    void noReadNoWrite() throws Exception {
        Path file = Files.writeString(dir.resolve("list"), "a,b");
        long calls = ReadWriteCalls.of(() -> {
            PatchInPlace.replace(file, (byte) ',', (byte) '+');
            PatchInPlace.replace(file, (byte) '+', (byte) ',');
        });
        assertEquals(0, calls,
            "calls of read and write, counted by Linux (a print is a call of write, too)");
    }
}
