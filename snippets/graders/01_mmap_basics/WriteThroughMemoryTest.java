//SOURCES ../../Libc.java ../../exercises/01_mmap_basics/WriteThroughMemory.java
//SOURCES ../support/Observe.java
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
    @DisplayName("the bytes after the text stay as they are")
    void theRestStays() throws Exception {
        String text = "text " + (int) (Math.random() * 1_000_000);
        Path file = Files.writeString(dir.resolve("note"), ".".repeat(text.length() + 5));
        WriteThroughMemory.write(file, text.getBytes());
        assertEquals(text + ".....", Observe.readByAnotherProcess(file), "the file's bytes");
    }

    @Test
    @Order(3)
    @DisplayName("nothing stays mapped or open")
    void allIsGivenBack() throws Exception {
        // Two pages.
        String text = "n".repeat((int) Libc.pageSize()) + "hello";
        Path file = Files.writeString(dir.resolve("note"), ".".repeat(text.length()));
        var before = Observe.descriptors();
        WriteThroughMemory.write(file, text.getBytes());
        assertEquals(List.of(), Observe.mappingsOf(file),
            "mappings of the file that are still there: unmap what you mapped");
        assertEquals(List.of(), Observe.openedSince(before),
            "files that are still open: close each descriptor");
        assertEquals("hello", Observe.readByAnotherProcess(file)
            .substring((int) Libc.pageSize()), "the bytes on the second page of the file");
    }

    @Test
    @Order(4)
    @DisplayName("only the mapping changes the file: no call writes, truncates or replaces it")
    void throughMemory() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), ".....");
        List<String> told = Observe.toldOf(dir,
            () -> WriteThroughMemory.write(file, "hello".getBytes()));
        assertEquals(List.of(), told,
            "calls that changed the file, reported by inotify(7): use the mapping instead");
    }
}
