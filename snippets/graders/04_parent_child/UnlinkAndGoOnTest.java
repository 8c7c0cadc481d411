//SOURCES ../../Fork.java ../../Libc.java ../../exercises/04_parent_child/UnlinkAndGoOn.java
//SOURCES ../support/LargeFile.java ../support/Mapped.java ../support/Observe.java
//SOURCES ../support/Resources.java ../support/Trouble.java
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
    private static final int FILES = 100;

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
        assertEquals(true, p.isAccessibleBy(new Thread()), "each thread may use the segment");
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
        var before = Resources.now();
        long address = mapAndUnlink(file).address();
        assertEquals(List.of("mapped: 1 page rw-s of note (deleted)"), before.changed(),
            "what is open and mapped now");
        mapAndUnlink(Files.writeString(file, "other"));
        Observe.collectGarbage();
        assertEquals(List.of("mapped: 2 pages rw-s of note (deleted)"), before.changed(),
            "what is open and mapped after a second file and a collection of garbage, before"
            + " munmap was called");
        Libc.munmap(MemorySegment.ofAddress(address), 5);
        assertEquals(List.of("mapped: 1 page rw-s of note (deleted)"), before.changed(),
            "what is open and mapped after munmap of the first file");
        try (var names = Files.list(dir)) {
            assertEquals(List.of(), names.map(Path::getFileName).toList(),
                "files that are left in the folder");
        }
        assertEquals("nothing", Resources.growth(FILES, () -> {
            MemorySegment p = mapAndUnlink(Files.writeString(file, "hello"));
            Libc.munmap(p, p.byteSize());
        }), "memory that is left after each mapAndUnlink and munmap");
    }

    @Test
    @Order(4)
    @DisplayName("a file that cannot be mapped keeps its name, and a missing file is not created")
    void aFailureKeepsTheName() throws Exception {
        Path empty = Files.createFile(dir.resolve("empty"));
        Object key = Files.readAttributes(empty, BasicFileAttributes.class).fileKey();
        fails(empty, "an empty file");
        assertEquals(true, Files.exists(empty), "the empty file still has its name");
        assertEquals(key, Files.readAttributes(empty, BasicFileAttributes.class).fileKey(),
            "device and inode of the file with this name");
        Path missing = dir.resolve("missing");
        String cause = fails(missing, "a missing file");
        assertEquals(false, Files.exists(missing), "the missing file exists after " + cause);
    }

    @Test
    @Order(5)
    @DisplayName("if mmap or unlink fails, nothing stays open or mapped, and the cause is reported")
    void nothingIsLeftAfterAFailure() throws Exception {
        try (var sealed = Trouble.unwritable(100)) {
            assertEquals(true, fails(sealed.path, "a file that cannot be mapped for writing")
                .matches(".*(EPERM|Operation not permitted).*"), "the exception says EPERM");
        }
        // By this path the file can be opened, but unlink must not remove names from /proc.
        Path file = Files.writeString(dir.resolve("note"), "hello");
        int fd = Libc.open(file.toString(), Libc.O_RDONLY);
        String causes = fails(LargeFile.ofDescriptor(fd), "a file that cannot be unlinked");
        assertEquals(true, causes.matches("(?s).*(EPERM|EACCES|ermission denied|not permitted"
            + "|AccessDenied).*"), "the exception says why unlink failed: " + causes);
        Libc.close(fd);
        assertEquals("hello", Files.readString(file), "the file that could not be unlinked");
    }

    @Test
    @Order(6)
    @DisplayName("files of 3 and 5 GiB are mapped as a whole")
    void largeFiles() throws Exception {
        // An answer that copies the bytes would need too much memory for the large files.
        Path small = Files.writeString(dir.resolve("small"), "hello");
        mapAndUnlink(small);
        assertEquals(List.of("rw-s 1 page, deleted"), Mapped.of(small), "mappings of a small file");
        for (long length : new long[] {LargeFile.GIB_3 + 5, LargeFile.GIB_5 + 5}) {
            Path file = LargeFile.create(dir.resolve("large"), length);
            LargeFile.put(file, length - 5, "hello");
            MemorySegment p = mapAndUnlink(file);
            assertEquals(length, p.byteSize(), "bytes in the segment");
            assertEquals("hello", new String(p.asSlice(length - 5).toArray(ValueLayout.JAVA_BYTE)),
                "the last bytes of the segment");
            Libc.munmap(p, length);
        }
    }

    /** Returns the exception and its causes as text. Fails if something is left after it. */
    private static String fails(Path file, String what) throws Exception {
        String causes = "no exception";
        var before = Resources.now();
        try {
            UnlinkAndGoOn.mapAndUnlink(file);
        } catch (UnsupportedOperationException unsolved) {
            throw unsolved;
        } catch (Exception e) {
            causes = Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
                .map(Throwable::toString).collect(Collectors.joining(", because of "));
        }
        assertEquals("an exception", causes.equals("no exception") ? causes : "an exception",
            "the outcome for " + what);
        assertEquals(List.of(), before.changed(), "what is left open and mapped after " + what);
        return causes;
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
