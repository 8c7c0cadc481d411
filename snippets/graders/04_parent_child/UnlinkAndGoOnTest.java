//SOURCES ../../Fork.java ../../Libc.java ../../exercises/04_parent_child/UnlinkAndGoOn.java
//SOURCES ../support/Mapped.java ../support/Observe.java
//FILES exercises/04_parent_child/UnlinkAndGoOn.java=../../exercises/04_parent_child/UnlinkAndGoOn.java
//FILES solutions/04_parent_child/UnlinkAndGoOn.java=../../solutions/04_parent_child/UnlinkAndGoOn.java
//FILES graders/04_parent_child/UnlinkAndGoOnTest.java=UnlinkAndGoOnTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnlinkAndGoOnTest {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("the file has lost its name, and its bytes are mapped")
    void theNameIsGone() throws Exception {
        String text = "n".repeat((int) Libc.pageSize()) + "!";
        Path file = Files.writeString(dir.resolve("note"), text);
        MemorySegment p = mapAndUnlink(file);
        assertEquals(List.of("rw-s 2 pages, deleted"), Mapped.of(file),
            "mappings of the file");
        assertEquals(false, Files.exists(file), "the file still has its name");
        assertEquals(text.length(), p.byteSize(), "bytes in the segment");
        assertEquals(text, new String(p.toArray(ValueLayout.JAVA_BYTE)), "the mapped bytes");
    }

    @Test
    @Order(2)
    @DisplayName("the parent reads what a forked child stores, also by the file's other name")
    void aChildWrites() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), "hello");
        Path link = Files.createLink(dir.resolve("link"), file);
        MemorySegment p = mapAndUnlink(file);
        // The name is free now. A new file with this name is another file.
        Files.writeString(file, "other");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment scratch = arena.allocate(1);
            // A forked child has no collector, so a garbage collection would never end.
            System.gc();
            Fork.warmUp(() -> writeJ(scratch));
            Libc.Waited child = Fork.run(DEADLINE, () -> writeJ(p));
            assertEquals("exit status 0", ending(child),
                "how a child ended that stored a byte in the mapping (70: by an exception)");
        }
        assertEquals("jello", new String(p.toArray(ValueLayout.JAVA_BYTE)),
            "the bytes that the parent reads");
        assertEquals("jello", Observe.readByAnotherProcess(link),
            "the bytes of the file, read by its other name");
        assertEquals("other", Observe.readByAnotherProcess(file),
            "the bytes of a new file with the old name");
    }

    @Test
    @Order(3)
    @DisplayName("the file stays mapped until munmap, and then nothing is left")
    void nothingIsLeft() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), "hello");
        var before = Observe.descriptors();
        long address = mapAndUnlink(file).address();
        assertEquals(List.of(), Observe.openedSince(before),
            "files that are still open: close each descriptor");
        Observe.collectGarbage();
        assertEquals(List.of("rw-s 1 page, deleted"), Mapped.of(file),
            "mappings of the file after a garbage collection, before munmap was called");
        Libc.munmap(MemorySegment.ofAddress(address), 5);
        assertEquals(List.of(), Mapped.of(file), "mappings of the file after munmap");
        try (var names = Files.list(dir)) {
            assertEquals(List.of(), names.map(Path::getFileName).toList(),
                "files that are left in the folder");
        }
    }

    @Test
    @Order(4)
    @DisplayName("a file that cannot be mapped keeps its name")
    void aFailureKeepsTheName() throws Exception {
        Path empty = Files.createFile(dir.resolve("empty"));
        var before = Observe.descriptors();
        String outcome = "no exception";
        try {
            UnlinkAndGoOn.mapAndUnlink(empty);
        } catch (UnsupportedOperationException unsolved) {
            throw unsolved;
        } catch (Exception e) {
            outcome = "an exception";
        }
        assertEquals("an exception", outcome, "the outcome for an empty file");
        assertEquals(true, Files.exists(empty), "the empty file still has its name");
        assertEquals(List.of(), Observe.openedSince(before),
            "files that are still open: close each descriptor");
    }

    private static void writeJ(MemorySegment p) {
        p.set(ValueLayout.JAVA_BYTE, 0, (byte) 'j');
    }

    private static String ending(Libc.Waited child) {
        return child.signaled() ? "signal " + child.termSignal()
            : "exit status " + child.exitStatus();
    }

    private static MemorySegment mapAndUnlink(Path file) throws Exception {
        MemorySegment p = UnlinkAndGoOn.mapAndUnlink(file);
        return Observe.notNull(p, "the result of mapAndUnlink");
    }
}
