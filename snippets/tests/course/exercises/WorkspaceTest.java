//SOURCES ../../../course/exercises/Workspace.java ../../../course/grading/Exercise.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("exercises")
@DisplayName("A learner's folder")
class WorkspaceTest {
    private static final List<Exercise> ALL = Exercise.all();
    private static final Exercise FIRST = ALL.getFirst();

    @TempDir Path dir;

    private List<Path> history() throws Exception {
        Path folder = dir.resolve(".history");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Test
    @DisplayName("gets the text of an exercise from the stub at first use")
    void fromTheStub() throws Exception {
        Workspace work = Workspace.at(dir);
        assertEquals(FIRST.stub(), work.text(FIRST));
        assertEquals(FIRST.stub(), Files.readString(dir.resolve(FIRST.file())));
    }

    @Test
    @DisplayName("keeps a copy of every text that is replaced, but not of a stub")
    void keepsWhatIsReplaced() throws Exception {
        Workspace work = Workspace.at(dir);
        work.text(FIRST);
        assertTrue(work.replace(FIRST, "one").isEmpty(), "a stub is not worth keeping");
        assertTrue(work.replace(FIRST, "one").isEmpty(), "the same text again");
        assertEquals("one", Files.readString(work.replace(FIRST, "two").orElseThrow()));
        assertEquals("two", Files.readString(work.replace(FIRST, FIRST.stub()).orElseThrow()));
        assertEquals(2, history().size());
    }

    @Test
    @DisplayName("keeps each of many texts that are replaced within one millisecond")
    void keepsAll() throws Exception {
        Workspace work = Workspace.at(dir);
        for (int i = 0; i <= 50; i++) {
            work.replace(FIRST, "text " + i);
        }
        var kept = new TreeSet<String>();
        for (Path file : history()) {
            kept.add(Files.readString(file));
        }
        assertEquals(50, kept.size());
    }

    @Test
    @DisplayName("remembers which exercises were passed")
    void remembers() throws Exception {
        Workspace.at(dir).recordPass(FIRST);
        assertEquals(Set.of(FIRST.id()), Workspace.at(dir).passed(ALL));
    }

    @Test
    @DisplayName("forgets the pass of an exercise that has changed since")
    void changedExercise() throws Exception {
        Workspace.at(dir).recordPass(FIRST);
        Path progress = dir.resolve("progress");
        Files.writeString(progress, Files.readString(progress).replace(FIRST.fingerprint(),
            new StringBuilder(FIRST.fingerprint()).reverse()));
        assertEquals(Set.of(), Workspace.at(dir).passed(ALL));
    }

    @Test
    @DisplayName("has progress that is right after a crash at any byte, and can be continued")
    void crashAtAnyByte() throws Exception {
        Workspace work = Workspace.at(dir);
        work.recordPass(ALL.get(0));
        int firstRecord = (int) Files.size(dir.resolve("progress"));
        work.recordPass(ALL.get(1));
        byte[] whole = Files.readAllBytes(dir.resolve("progress"));
        for (int length = 0; length <= whole.length; length++) {
            Files.write(dir.resolve("progress"), Arrays.copyOf(whole, length));
            Set<String> passed = work.passed(ALL);
            assertTrue(length < firstRecord || passed.contains(ALL.get(0).id()), "at " + length);
            assertTrue(length > firstRecord || !passed.contains(ALL.get(1).id()), "at " + length);
            work.recordPass(ALL.get(2));
            assertTrue(work.passed(ALL).contains(ALL.get(2).id()), "after " + length);
        }
    }

    @Test
    @DisplayName("ignores other bytes in the file of the progress")
    void garbage() throws Exception {
        Files.write(dir.resolve("progress"), 
            new byte[] {(byte) 0xff, 0, 'p', ' ', '\n', (byte) 0xc3});
        Workspace work = Workspace.at(dir);
        assertEquals(Set.of(), work.passed(ALL));
        work.recordPass(FIRST);
        assertEquals(Set.of(FIRST.id()), work.passed(ALL));
    }

    @Test
    @DisplayName("never writes progress through a link, and reads no text that is a link")
    void links() throws Exception {
        Path other = Files.writeString(dir.resolve("other"), "theirs");
        Files.createSymbolicLink(dir.resolve("progress"), other);
        Workspace work = Workspace.at(dir);
        assertThrows(FileSystemException.class, () -> work.recordPass(FIRST));
        assertEquals(Set.of(), work.passed(ALL));
        Files.createDirectories(dir.resolve(FIRST.file()).getParent());
        Files.createSymbolicLink(dir.resolve(FIRST.file()), other);
        assertEquals("it is a symbolic link",
            assertThrows(FileSystemException.class, () -> work.text(FIRST)).getReason());
        assertEquals("theirs", Files.readString(other));
    }
}
