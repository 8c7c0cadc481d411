//SOURCES ../Libc.java ../Script.java LibcFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("libc")
@DisplayName("Libc")
class LibcMappingsTest extends LibcFixture {
    @Test
    @DisplayName("mmap with MAP_SHARED writes to the file, with MAP_PRIVATE it does not")
    void sharedAndPrivate() throws Exception {
        MemorySegment shared = Libc.mmap(Libc.NULL, 5, RW, Libc.MAP_SHARED, fd, 0);
        MemorySegment copy = Libc.mmap(Libc.NULL, 5, RW, Libc.MAP_PRIVATE, fd, 0);
        shared.set(ValueLayout.JAVA_BYTE, 0, (byte) 'J');
        copy.set(ValueLayout.JAVA_BYTE, 1, (byte) '-');
        assertEquals("Jello", Files.readString(file));
        assertEquals('-', copy.get(ValueLayout.JAVA_BYTE, 1));
        Libc.munmap(shared, 5);
        Libc.munmap(copy, 5);
    }

    @Test
    @DisplayName("mmap adds a line with permissions and file to /proc/self/maps, munmap removes it")
    void maps() throws Exception {
        MemorySegment p = Libc.mmap(Libc.NULL, PAGE, RW, Libc.MAP_SHARED, fd, 0);
        MemorySegment q = Libc.mmap(Libc.NULL, PAGE, Libc.PROT_READ, Libc.MAP_PRIVATE, fd, 0);
        assertEquals(List.of("r--p", "rw-s"), permissionsInMaps());
        Libc.munmap(p, PAGE);
        assertEquals(List.of("r--p"), permissionsInMaps());
        Libc.munmap(q, PAGE);
        assertEquals(List.of(), permissionsInMaps());
    }

    private List<String> permissionsInMaps() throws Exception {
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.endsWith(file.toString()))
                .map(line -> line.split(" ")[1]).sorted().toList();
        }
    }

    @Test
    @DisplayName("mmap takes the offset in bytes")
    void offset() {
        Libc.ftruncate(fd, 2 * PAGE);
        MemorySegment all = Libc.mmap(Libc.NULL, 2 * PAGE, RW, Libc.MAP_SHARED, fd, 0);
        MemorySegment second = Libc.mmap(Libc.NULL, PAGE, RW, Libc.MAP_SHARED, fd, PAGE);
        all.setString(PAGE, "second page");
        assertEquals("second page", second.getString(0));
        Libc.munmap(all, 2 * PAGE);
        Libc.munmap(second, PAGE);
    }

    @Test
    @DisplayName("mmap at an address with MAP_FIXED maps there")
    void fixed() {
        MemorySegment p = anonymous(PAGE);
        MemorySegment q = Libc.mmap(p, PAGE, RW, Libc.MAP_SHARED | Libc.MAP_FIXED, fd, 0);
        assertEquals(p.address(), q.address());
        assertEquals("hello", p.getString(0));
        Libc.munmap(q, PAGE);
    }

    @Test
    @DisplayName("mmap into an Arena unmaps when it closes, and a later access throws an exception")
    void arena() throws Exception {
        MemorySegment p;
        try (Arena arena = Arena.ofConfined()) {
            p = Libc.mmap(arena, 5, RW, Libc.MAP_SHARED, fd, 0);
            p.set(ValueLayout.JAVA_BYTE, 0, (byte) 'J');
            assertEquals(List.of("rw-s"), permissionsInMaps());
        }
        assertEquals(List.of(), permissionsInMaps());
        assertThrows(IllegalStateException.class, () -> p.get(ValueLayout.JAVA_BYTE, 0));
    }

    @Test
    @DisplayName("mmap into an Arena that is closed, or of another thread, leaves nothing mapped")
    void refusedArena() throws Exception {
        var closed = Arena.ofConfined();
        closed.close();
        assertThrows(IllegalStateException.class,
            () -> Libc.mmap(closed, 5, RW, Libc.MAP_SHARED, fd, 0));
        try (var confined = Arena.ofConfined(); var other = Executors.newSingleThreadExecutor()) {
            var refused = assertThrows(ExecutionException.class, () -> other.submit(
                () -> Libc.mmap(confined, 5, RW, Libc.MAP_SHARED, fd, 0)).get());
            assertInstanceOf(WrongThreadException.class, refused.getCause());
        }
        assertThrows(NullPointerException.class,
            () -> Libc.mmap((Arena) null, 5, RW, Libc.MAP_SHARED, fd, 0));
        assertEquals(List.of(), permissionsInMaps());
    }

    @Test
    @DisplayName("mmap returns a segment of the requested length, not of whole pages")
    void bounds() {
        MemorySegment p = anonymous(10);
        assertEquals(10, p.byteSize());
        assertThrows(IndexOutOfBoundsException.class, () -> p.get(ValueLayout.JAVA_BYTE, 10));
        Libc.munmap(p, 10);
    }

    @Test
    @DisplayName("munmap of an address that is not page-aligned reports EINVAL and the address")
    void munmapFails() {
        MemorySegment p = anonymous(PAGE);
        assertEquals("munmap: Invalid argument (EINVAL; addr=0x" + Long.toHexString(p.address() + 1)
            + ", length=1)", failure(() -> Libc.munmap(p.asSlice(1), 1)));
        Libc.munmap(p, PAGE);
    }

    @Test
    @DisplayName("mremap grows a mapping and keeps its content")
    void mremap() {
        MemorySegment p = anonymous(PAGE);
        p.setString(0, "kept");
        MemorySegment q = Libc.mremap(p, PAGE, 64 * PAGE, Libc.MREMAP_MAYMOVE);
        assertEquals("kept", q.getString(0));
        q.setString(63 * PAGE, "grown");
        assertEquals(64 * PAGE, q.byteSize());
        assertTrue(failure(() -> Libc.mremap(q, 64 * PAGE, 0, 0)).startsWith("mremap: Invalid"));
        Libc.munmap(q, q.byteSize());
    }

    @Test
    @DisplayName("msync accepts a mapping, and reports ENOMEM for memory that is not mapped")
    void msync() {
        MemorySegment p = Libc.mmap(Libc.NULL, PAGE, RW, Libc.MAP_SHARED, fd, 0);
        Libc.msync(p, PAGE, Libc.MS_SYNC);
        Libc.munmap(p, PAGE);
        assertTrue(failure(() -> Libc.msync(p, PAGE, Libc.MS_SYNC)).contains("ENOMEM"));
    }

    @Test
    @DisplayName("mincore shows which pages are in memory, and madvise MADV_DONTNEED drops them")
    void mincoreAndMadvise() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment vec = arena.allocate(2);
            MemorySegment p = anonymous(2 * PAGE);
            p.set(ValueLayout.JAVA_BYTE, PAGE, (byte) 7);
            Libc.mincore(p, 2 * PAGE, vec);
            assertEquals(List.of(0, 1), List.of(vec.get(ValueLayout.JAVA_BYTE, 0) & 1,
                vec.get(ValueLayout.JAVA_BYTE, 1) & 1));
            Libc.madvise(p, 2 * PAGE, Libc.MADV_DONTNEED);
            assertEquals(0, p.get(ValueLayout.JAVA_BYTE, PAGE), "anonymous pages start as zeros");
            assertTrue(failure(() -> Libc.madvise(p, PAGE, 999)).contains("EINVAL"));
            Libc.munmap(p, 2 * PAGE);
            assertTrue(failure(() -> Libc.mincore(p, PAGE, vec)).contains("ENOMEM"));
        }
    }

    @Test
    @DisplayName("a SIGBUS past the end of the file is an InternalError that the JVM survives")
    void sigbus() {
        MemorySegment p = Libc.mmap(Libc.NULL, 2 * PAGE, RW, Libc.MAP_SHARED, fd, 0);
        var e = assertThrows(InternalError.class, () -> p.get(ValueLayout.JAVA_BYTE, PAGE));
        assertTrue(Script.isSigbus(e), e.getMessage());
        Libc.munmap(p, 2 * PAGE);
    }
}
