//SOURCES ../../Libc.java ../../Proc.java ../../exercises/01_mmap_basics/PrivateOrShared.java
//SOURCES ../support/CallFailure.java ../support/LargeFile.java ../support/Observe.java
//SOURCES ../support/Resources.java ../support/Trouble.java
//FILES exercises/01_mmap_basics/PrivateOrShared.java=../../exercises/01_mmap_basics/PrivateOrShared.java
//FILES solutions/01_mmap_basics/PrivateOrShared.java=../../solutions/01_mmap_basics/PrivateOrShared.java
//FILES graders/01_mmap_basics/PrivateOrSharedTest.java=PrivateOrSharedTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateOrSharedTest {
    private static final int RW = Libc.PROT_READ | Libc.PROT_WRITE;

    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("one mapping is rw-s, one is rw-p, both are as long as the file, and map copies"
        + " nothing")
    void oneOfEach() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), "x".repeat(10_000));
        FileTime changed = Observe.changedAt(file);
        try (var arena = Arena.ofConfined()) {
            var views = views(arena, file);
            assertEquals(List.of("rw-p", "rw-s"),
                Observe.mappingsOf(file).stream().sorted().toList(),
                "permissions of the mappings of the file");
            assertEquals(10_000, views.shared().byteSize(), "bytes in shared");
            assertEquals(10_000, views.scratch().byteSize(), "bytes in scratch");
            assertEquals(0L, Proc.smaps(views.scratch()).get("Anonymous"),
                "bytes of scratch that are copied before the first store");
        }
        assertEquals(changed, Files.getLastModifiedTime(file),
            "when the file was changed: map itself stores nothing");
    }

    @Test
    @Order(2)
    @DisplayName("a store into scratch changes scratch, but not the file")
    void scratchIsPrivate() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), "hello");
        try (var arena = Arena.ofConfined()) {
            var views = views(arena, file);
            assertEquals("hello", text(views.scratch()),
                "the bytes in scratch before the first store");
            put(views.scratch(), "jelly");
            assertEquals("hello", Observe.readByAnotherProcess(file), "the file's bytes");
            assertEquals("jelly", text(views.scratch()), "the bytes in scratch");
        }
        assertEquals("hello", Observe.readByAnotherProcess(file),
            "the file's bytes after the arena is closed");
    }

    @Test
    @Order(3)
    @DisplayName("a store into shared is in the file at once, and does not change scratch")
    void sharedIsTheFile() throws Exception {
        Path file = Files.writeString(dir.resolve("note"), "hello");
        try (var arena = Arena.ofConfined()) {
            var views = views(arena, file);
            put(views.scratch(), "jelly");
            put(views.shared(), "world");
            assertEquals("world", Observe.readByAnotherProcess(file), "the file's bytes");
            assertEquals("jelly", text(views.scratch()), "the bytes in scratch");
        }
    }

    @Test
    @Order(4)
    @DisplayName("the descriptor is closed, and the arena unmaps all")
    void allIsGivenBack() throws Exception {
        Path file = Files.write(dir.resolve("note"), new byte[10_000]);
        var before = Resources.now();
        var descriptors = Observe.descriptors();
        PrivateOrShared.Views views;
        try (var arena = Arena.ofConfined()) {
            views = views(arena, file);
            assertEquals(List.of(), Observe.openedSince(descriptors),
                "files that are still open: close each descriptor");
        }
        assertEquals(List.of(), before.changed(), "what is still there after the arena is closed");
        assertEquals("closed, closed", scope(views.shared()) + ", " + scope(views.scratch()),
            "the scopes of shared and scratch after the arena is closed");
        assertEquals("nothing", Resources.growth(300, () -> {
            try (var arena = Arena.ofConfined()) {
                PrivateOrShared.map(arena, file);
            }
        }), "memory that each call does not free after its arena is closed");
    }

    private static String scope(MemorySegment view) {
        return view.scope().isAlive() ? "alive" : "closed";
    }

    @Test
    @Order(5)
    @DisplayName("each call maps its own file, for its own arena")
    void eachForItself() throws Exception {
        Path one = Files.writeString(dir.resolve("one"), "one..");
        Path two = Files.writeString(dir.resolve("two"), "two..");
        try (var arena = Arena.ofShared()) {
            var views = views(arena, one);
            put(views.scratch(), "jelly");
            try (var shorter = Arena.ofConfined()) {
                var other = views(shorter, two);
                assertEquals("two..", text(other.shared()), "the bytes in shared of a second file");
                var same = views(shorter, one);
                assertEquals("one..", text(same.scratch()),
                    "the bytes in a second scratch of the same file");
            }
            assertEquals("one.. jelly", scope(views.shared()).equals("alive")
                ? text(views.shared()) + " " + text(views.scratch()) : "unmapped",
                "the first shared and scratch, after the arena of the second ones is closed");
        }
    }

    @Test
    @Order(6)
    @DisplayName("a file may be larger than an int can count")
    void largeFile() throws Exception {
        for (long length : List.of(LargeFile.GIB_3, LargeFile.GIB_4_AND_24)) {
            Path file = LargeFile.create(dir.resolve("large"), length);
            LargeFile.put(file, length - 5, "hello");
            if (!hasRoomFor(file, length)) {
                continue;   // a machine with little memory refuses such a private mapping
            }
            try (var arena = Arena.ofConfined()) {
                var views = views(arena, file);
                assertEquals(length, views.shared().byteSize(), "bytes in shared");
                assertEquals(length, views.scratch().byteSize(), "bytes in scratch");
                assertEquals("hello hello", text(views.shared().asSlice(length - 5)) + " "
                    + text(views.scratch().asSlice(length - 5)), "the last bytes of both");
            }
        }
    }

    private static boolean hasRoomFor(Path file, long length) {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try (var arena = Arena.ofConfined()) {
            Libc.mmap(arena, length, RW, Libc.MAP_PRIVATE, fd, 0);
            return true;
        } catch (Libc.ErrnoException notEnoughMemory) {
            return false;
        } finally {
            Libc.close(fd);
        }
    }

    @Test
    @Order(7)
    @DisplayName("if a call fails, its exception reaches the caller, and nothing stays mapped or"
        + " open")
    void afterAFailure() throws Exception {
        Path empty = Files.createFile(dir.resolve("empty"));
        Path large = LargeFile.create(dir.resolve("large"), LargeFile.GIB_3);
        try (var fifo = Trouble.fifo(); var unwritable = Trouble.unwritable(5)) {
            assertNothingLeft("map of an empty file", empty);
            assertNothingLeft("map of a FIFO", fifo.path);
            assertEquals(CallFailure.REPORTED, assertNothingLeft(
                "mmap with MAP_SHARED failed", unwritable.path),
                "what map throws if mmap with MAP_SHARED fails with EPERM");
            withLittleMemory(() -> assertEquals(CallFailure.REPORTED, assertNothingLeft(
                "mmap with MAP_PRIVATE failed", large),
                "what map throws if mmap with MAP_PRIVATE fails with ENOMEM"));
        }
        var closed = Arena.ofConfined();
        closed.close();
        var before = Resources.now();
        CallFailure.of(() -> PrivateOrShared.map(closed, large));
        assertEquals(List.of(), before.changed(), "what is still there if the arena was closed");
    }

    private static String assertNothingLeft(String after, Path file) throws Exception {
        var before = Resources.now();
        String thrown;
        try (var arena = Arena.ofConfined()) {
            thrown = CallFailure.of(() -> PrivateOrShared.map(arena, file));
        }
        assertEquals(List.of(), before.changed(),
            "what is still there after " + after + ", and after the arena is closed");
        return thrown;
    }

    /** Runs {@code work} while Linux refuses a private mapping of GiB, but no shared one. */
    private static void withLittleMemory(Trouble.Work work) throws Exception {
        String line = Files.readAllLines(Path.of("/proc/self/limits")).stream()
            .filter(limit -> limit.startsWith("Max data size")).findFirst().orElseThrow();
        long[] softAndHard = Stream.of(line.split("\\s{2,}")).skip(1).limit(2)
            .mapToLong(limit -> limit.equals("unlimited") ? -1 : Long.parseLong(limit)).toArray();
        Libc.prlimit(0, Libc.RLIMIT_DATA, 2L << 30, softAndHard[1]);
        try {
            work.run();
        } finally {
            Libc.prlimit(0, Libc.RLIMIT_DATA, softAndHard[0], softAndHard[1]);
        }
    }

    /** The learner's views. Both may be written to: a store into PROT_READ would end this JVM. */
    private static PrivateOrShared.Views views(Arena arena, Path file) throws Exception {
        var views = Observe.notNull(PrivateOrShared.map(arena, file), "the result of map");
        Observe.notNull(views.shared(), "the view shared");
        Observe.notNull(views.scratch(), "the view scratch");
        assertEquals(List.of(), Observe.mappingsOf(file).stream()
            .filter(permissions -> !permissions.startsWith("rw")).toList(),
            "mappings of the file that do not allow reading and writing");
        return views;
    }

    private static void put(MemorySegment view, String text) {
        view.copyFrom(MemorySegment.ofArray(text.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The first five bytes as text. There should not be more. */
    private static String text(MemorySegment view) {
        byte[] bytes = view.asSlice(0, Math.min(5, view.byteSize())).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
