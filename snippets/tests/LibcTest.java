//SOURCES ../Libc.java ../Script.java support/Course.java support/ForkManyTimes.java

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Tag("libc")
@DisplayName("Libc")
class LibcTest {
    private static final int RW = Libc.PROT_READ | Libc.PROT_WRITE;
    private static final long PAGE = Libc.pageSize();

    @TempDir Path dir;
    private Path file;
    private int fd;

    @BeforeEach
    void openFile() throws Exception {
        file = Files.writeString(dir.resolve("file"), "hello");
        fd = Libc.open(file.toString(), Libc.O_RDWR);
    }

    @AfterEach
    void closeFile() {
        Libc.close(fd);
    }

    /** What the call's exception says of itself. */
    private static String failure(Executable call) {
        return assertThrows(Libc.ErrnoException.class, call).getMessage();
    }

    private static MemorySegment anonymous(long length) {
        return Libc.mmap(Libc.NULL, length, RW, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
    }

    // ----------------------------------------------------------------------------------- errors

    @Test
    @DisplayName("names call, words, symbol and arguments when a call fails")
    void messageOfMmap() {
        assertEquals("mmap: Invalid argument (EINVAL; length=0, prot=READ|WRITE, flags=SHARED, fd="
                + fd + ", offset=0)",
            failure(() -> Libc.mmap(Libc.NULL, 0, RW, Libc.MAP_SHARED, fd, 0)));
    }

    @Test
    @DisplayName("carries call, errno, name and arguments as fields of the exception")
    void fieldsOfTheException() {
        var e = assertThrows(Libc.ErrnoException.class, () -> Libc.close(-1));
        assertAll(() -> assertEquals("close", e.call), () -> assertEquals(Libc.EBADF, e.errno),
            () -> assertEquals("EBADF", e.name), () -> assertEquals("fd=-1", e.arguments));
    }

    @Test
    @DisplayName("spells flags it knows and shows the rest in hexadecimal")
    void spelling() {
        String message = failure(() -> Libc.mmap(Libc.NULL, PAGE, Libc.PROT_NONE,
            Libc.MAP_PRIVATE | Libc.MAP_POPULATE | 0x40000000, 9999, 0));
        assertTrue(message.contains("prot=NONE, flags=PRIVATE|POPULATE|0x40000000"), message);
    }

    @Test
    @DisplayName("gives every errno that the C library has words for its symbolic name")
    void errnoNames() {
        for (int errno = 1; errno <= 133; errno++) {
            boolean unknown = Libc.strerror(errno).startsWith("Unknown error");
            assertEquals(unknown, Libc.errnoName(errno).equals("E" + errno), "errno " + errno);
        }
        assertEquals(List.of("EPERM", "EINVAL", "ENOSYS", "ENOTSOCK", "ETIMEDOUT", "EHWPOISON",
                "E134"),
            java.util.stream.IntStream.of(1, 22, 38, 88, 110, 133, 134)
                .mapToObj(Libc::errnoName).toList());
    }

    @Test
    @DisplayName("keeps the errno of one thread from that of another")
    void errnoPerThread() throws Exception {
        var wrong = new java.util.concurrent.atomic.AtomicInteger();
        Runnable badDescriptor = () -> count(wrong, Libc.EBADF, () -> Libc.close(-1));
        Runnable noFile = () -> count(wrong, Libc.ENOENT, () -> Libc.unlink(dir + "/none"));
        var threads = List.of(new Thread(badDescriptor), new Thread(noFile));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, wrong.get());
    }

    private static void count(java.util.concurrent.atomic.AtomicInteger wrong, int errno,
            Executable call) {
        for (int i = 0; i < 5_000; i++) {
            if (assertThrows(Libc.ErrnoException.class, call).errno != errno) {
                wrong.incrementAndGet();
            }
        }
    }

    @Test
    @DisplayName("says in one line that it needs Linux when it is first used elsewhere")
    void otherSystems() {
        var command = List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Dos.name=Plan 9", "-cp", System.getProperty("java.class.path"), "ForkManyTimes",
            "count", "1");
        Course.Result result =
            Course.run(new ProcessBuilder(command).directory(dir.toFile()));
        assertTrue(result.err().contains(
            "Libc needs Linux on x86-64 or aarch64; this is Plan 9 on "), result.err());
        assertEquals(1, result.exit());
    }

    // ------------------------------------------------------------------------------------ files

    @Test
    @DisplayName("open makes a file with the mode less the umask, given as a variadic argument")
    void openMode() throws Exception {
        Path made = dir.resolve("made");
        Libc.close(Libc.open(made.toString(), Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL, 0640));
        assertEquals("rw-r-----",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    }

    @Test
    @DisplayName("open says ENOENT, EEXIST and EISDIR with the path")
    void openFails() {
        String none = dir + "/none";
        assertEquals("open: No such file or directory (ENOENT; path=" + none + ", flags=RDONLY)",
            failure(() -> Libc.open(none, Libc.O_RDONLY)));
        assertEquals("open: File exists (EEXIST; path=" + file + ", flags=WRONLY|CREAT|EXCL)",
            failure(() -> Libc.open(file.toString(),
                Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL, 0600)));
        assertEquals("open: Is a directory (EISDIR; path=" + dir + ", flags=RDWR)",
            failure(() -> Libc.open(dir.toString(), Libc.O_RDWR)));
    }

    @Test
    @DisplayName("open truncates with O_TRUNC and does not without")
    void truncates() throws Exception {
        Libc.close(Libc.open(file.toString(), Libc.O_RDWR));
        assertEquals(5, Files.size(file));
        Libc.close(Libc.open(file.toString(), Libc.O_RDWR | Libc.O_TRUNC));
        assertEquals(0, Files.size(file));
    }

    @Test
    @DisplayName("ftruncate extends and cuts, lseek tells the size")
    void sizes() {
        Libc.ftruncate(fd, 10);
        assertEquals(10, Libc.lseek(fd, 0, Libc.SEEK_END));
        Libc.ftruncate(fd, 3);
        assertEquals(3, Libc.lseek(fd, 0, Libc.SEEK_END));
        assertTrue(failure(() -> Libc.ftruncate(fd, -1)).contains("EINVAL"));
        assertTrue(failure(() -> Libc.lseek(fd, -9, Libc.SEEK_SET)).contains("EINVAL"));
    }

    @Test
    @DisplayName("fstat tells inode, size, mode and links as the JDK does")
    void fstat() throws Exception {
        Libc.Stat stat = Libc.fstat(fd);
        assertEquals(Files.getAttribute(file, "unix:ino"), stat.inode());
        assertEquals(Files.getAttribute(file, "unix:mode"), stat.mode());
        assertEquals(1, stat.links());
        assertEquals(5, stat.sizeBytes());
        assertTrue(stat.isRegularFile());
        int folder = Libc.open(dir.toString(), Libc.O_RDONLY);
        assertTrue(Libc.fstat(folder).isDirectory());
        Libc.close(folder);
        assertTrue(failure(() -> Libc.fstat(-1)).startsWith("fstat: Bad file descriptor"));
    }

    @Test
    @DisplayName("read and write move bytes between a descriptor and native memory")
    void readAndWrite() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(16);
            assertEquals(5, Libc.read(fd, buffer, 16));
            assertEquals("hello", buffer.getString(0));
            assertEquals(0, Libc.read(fd, buffer, 16), "the end of the file");
            assertEquals(6, Libc.write(fd, arena.allocateFrom(" world"), 6));
            assertEquals("hello world", Files.readString(file));
            assertTrue(failure(() -> Libc.read(-1, buffer, 1)).contains("EBADF"));
            assertTrue(failure(() -> Libc.write(-1, buffer, 1)).contains("EBADF"));
        }
    }

    @Test
    @DisplayName("read, write and mincore refuse a buffer that is too short, before the call")
    void lengthsAreChecked() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(4);
            MemorySegment p = anonymous(5 * PAGE);
            assertThrows(IndexOutOfBoundsException.class, () -> Libc.read(fd, buffer, 5));
            assertThrows(IndexOutOfBoundsException.class, () -> Libc.write(fd, buffer, 5));
            assertThrows(IndexOutOfBoundsException.class, () -> Libc.read(fd, buffer, -1));
            assertThrows(IndexOutOfBoundsException.class,
                () -> Libc.mincore(p, 5 * PAGE, buffer));
            Libc.munmap(p, 5 * PAGE);
        }
    }

    @Test
    @DisplayName("pipe2 makes two ends, what goes into the one comes out of the other")
    void pipe() {
        int[] ends = Libc.pipe2(Libc.O_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(2);
            assertEquals(2, Libc.write(ends[1], arena.allocateFrom("ab"), 2));
            assertEquals(2, Libc.read(ends[0], buffer, 2));
            assertEquals('b', buffer.get(ValueLayout.JAVA_BYTE, 1));
            assertTrue(failure(() -> Libc.lseek(ends[0], 0, Libc.SEEK_END)).contains("ESPIPE"));
        }
        Libc.close(ends[0]);
        Libc.close(ends[1]);
        assertEquals("pipe2: Invalid argument (EINVAL; flags=0x1)",
            failure(() -> Libc.pipe2(1)));
    }

    @Test
    @DisplayName("unlink takes the name away and says ENOENT the second time")
    void unlink() {
        Libc.unlink(file.toString());
        assertTrue(Files.notExists(file));
        assertEquals(0, Libc.fstat(fd).links());
        assertTrue(failure(() -> Libc.unlink(file.toString())).contains("ENOENT"));
    }

    @Test
    @DisplayName("memfd_create makes a file of memory with the given name in /proc")
    void memfd() throws Exception {
        int memory = Libc.memfd_create("course", Libc.MFD_CLOEXEC);
        Libc.ftruncate(memory, PAGE);
        assertEquals("/memfd:course (deleted)",
            Files.readSymbolicLink(Path.of("/proc/self/fd/" + memory)).toString());
        assertEquals(PAGE, Libc.fstat(memory).sizeBytes());
        Libc.close(memory);
        assertTrue(failure(() -> Libc.memfd_create("course", 1 << 20)).contains("EINVAL"));
    }

    // --------------------------------------------------------------------------------- mappings

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
    @DisplayName("mmap shows as rw-s or rw-p with the file in /proc/self/maps, until munmap")
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
    @DisplayName("mmap into an Arena unmaps when it closes, and a later touch is an exception")
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
    @DisplayName("mmap bounds the segment by the length asked for, not by the page")
    void bounds() {
        MemorySegment p = anonymous(10);
        assertEquals(10, p.byteSize());
        assertThrows(IndexOutOfBoundsException.class, () -> p.get(ValueLayout.JAVA_BYTE, 10));
        Libc.munmap(p, 10);
    }

    @Test
    @DisplayName("munmap of an address between pages says EINVAL with the address in hexadecimal")
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
    @DisplayName("msync takes a mapping and says ENOMEM for what is not mapped")
    void msync() {
        MemorySegment p = Libc.mmap(Libc.NULL, PAGE, RW, Libc.MAP_SHARED, fd, 0);
        Libc.msync(p, PAGE, Libc.MS_SYNC);
        Libc.munmap(p, PAGE);
        assertTrue(failure(() -> Libc.msync(p, PAGE, Libc.MS_SYNC)).contains("ENOMEM"));
    }

    @Test
    @DisplayName("mincore tells which pages are in memory, madvise MADV_DONTNEED drops them")
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
    @DisplayName("a SIGBUS behind the file's end is an InternalError that the JVM survives")
    void sigbus() {
        MemorySegment p = Libc.mmap(Libc.NULL, 2 * PAGE, RW, Libc.MAP_SHARED, fd, 0);
        var e = assertThrows(InternalError.class, () -> p.get(ValueLayout.JAVA_BYTE, PAGE));
        assertTrue(Script.isSigbus(e), e.getMessage());
        Libc.munmap(p, 2 * PAGE);
    }

    // -------------------------------------------------------------------------------- processes

    @Test
    @DisplayName("getpid, kill and waitpid are those of this process")
    void processes() {
        assertEquals(ProcessHandle.current().pid(), Libc.getpid());
        Libc.kill(Libc.getpid(), 0);
        assertTrue(failure(() -> Libc.kill(Libc.getpid(), 999)).contains("EINVAL"));
        assertTrue(failure(() -> Libc.waitpid(Libc.getpid(), Libc.WNOHANG)).contains("ECHILD"));
    }

    @Test
    @DisplayName("takes a status word apart as the macros of wait(2) do")
    void waited() {
        assertAll(
            () -> assertTrue(new Libc.Waited(1, 3 << 8).exited()),
            () -> assertEquals(3, new Libc.Waited(1, 3 << 8).exitStatus()),
            () -> assertTrue(!new Libc.Waited(1, 3 << 8).signaled()),
            () -> assertTrue(new Libc.Waited(1, Libc.SIGSEGV | 0x80).signaled()),
            () -> assertEquals(Libc.SIGSEGV, new Libc.Waited(1, Libc.SIGSEGV | 0x80).termSignal()),
            () -> assertTrue(!new Libc.Waited(1, 0x137f).signaled(), "stopped, not ended"),
            () -> assertTrue(!new Libc.Waited(1, 0x137f).exited(), "stopped, not ended"));
    }

    @Test
    @DisplayName("sysconf answers the page size that the kernel reports in its maps")
    void pageSize() {
        assertEquals(PAGE, Libc.sysconf(Libc._SC_PAGESIZE));
        assertEquals(1, Long.bitCount(PAGE));
        assertTrue(failure(() -> Libc.sysconf(-1)).contains("EINVAL"));
        MemorySegment p = anonymous(1);
        MemorySegment q = anonymous(1);
        assertEquals(0, p.address() % PAGE);
        assertNotEquals(p.address(), q.address());
        Libc.munmap(p, 1);
        Libc.munmap(q, 1);
    }
}
