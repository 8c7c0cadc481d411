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
    @DisplayName("the name is gone, the bytes are there")
    void theNameIsGone() throws Exception {
        String text = "n".repeat((int) Libc.pageSize()) + "!";
        Path file = Files.writeString(dir.resolve("note"), text);
        MemorySegment p = mapAndUnlink(file);
        assertEquals(List.of("rw-s 2 pages, deleted"), Mapped.of(file),
            "what is mapped of the file");
        assertEquals(false, Files.exists(file), "whether the file has its name still");
        assertEquals(text.length(), p.byteSize(), "the segment's length");
        assertEquals(text, new String(p.toArray(ValueLayout.JAVA_BYTE)), "the mapped bytes");
    }

    @Test
    @Order(2)
    @DisplayName("what a forked child writes is read by the parent, and by the file's other name")
    void aChildWrites() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), "hello");
        Path link = Files.createLink(dir.resolve("link"), file);
        MemorySegment p = mapAndUnlink(file);
        // The name is free: a new file of this name is another file.
        Files.writeString(file, "other");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment scratch = arena.allocate(1);
            // A forked child has no collector and would wait for it for ever: an empty heap.
            System.gc();
            Fork.warmUp(() -> writeJ(scratch));
            Libc.Waited child = Fork.run(DEADLINE, () -> writeJ(p));
            assertEquals("exit status 0", ending(child),
                "how the child ended that wrote to the mapping (70: by an exception)");
        }
        assertEquals("jello", new String(p.toArray(ValueLayout.JAVA_BYTE)), "the parent's bytes");
        assertEquals("jello", Observe.readByAnotherProcess(link), "the bytes by the other name");
        assertEquals("other", Observe.readByAnotherProcess(file), "a new file of the old name");
    }

    @Test
    @Order(3)
    @DisplayName("after munmap, and not before, nothing is left")
    void nothingIsLeft() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), "hello");
        var before = Observe.descriptors();
        long address = mapAndUnlink(file).address();
        assertEquals(List.of(), Observe.openedSince(before), "descriptors left open");
        Observe.collectGarbage();
        assertEquals(List.of("rw-s 1 page, deleted"), Mapped.of(file),
            "what is mapped of the file when garbage was collected, and nobody has called munmap");
        Libc.munmap(MemorySegment.ofAddress(address), 5);
        assertEquals(List.of(), Mapped.of(file), "what is mapped of the file after munmap");
        try (var names = Files.list(dir)) {
            assertEquals(List.of(), names.map(Path::getFileName).toList(), "names in the folder");
        }
    }

    @Test
    @Order(4)
    @DisplayName("a file that cannot be mapped keeps its name")
    void aFailureKeepsTheName() throws Exception {
        Path empty = Files.createFile(dir.resolve("empty"));
        var before = Observe.descriptors();
        String answer = "no exception";
        try {
            UnlinkAndGoOn.mapAndUnlink(empty);
        } catch (UnsupportedOperationException unsolved) {
            throw unsolved;
        } catch (Exception e) {
            answer = "an exception";
        }
        assertEquals("an exception", answer, "what came of an empty file");
        assertEquals(true, Files.exists(empty), "whether the empty file has its name still");
        assertEquals(List.of(), Observe.openedSince(before), "descriptors left open");
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
        return Observe.notNull(p, "what mapAndUnlink returned");
    }
}
