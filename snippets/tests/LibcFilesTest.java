//SOURCES ../Libc.java LibcFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("libc")
@DisplayName("Libc")
class LibcFilesTest extends LibcFixture {
    @Test
    @DisplayName("open creates a file with the mode, a variadic argument, without the bits of the"
        + " umask")
    void openMode() throws Exception {
        Path made = dir.resolve("made");
        Libc.close(Libc.open(made.toString(), Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL, 0640));
        assertEquals("rw-r-----",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(made)));
    }

    @Test
    @DisplayName("open reports ENOENT, EEXIST and EISDIR with the path")
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
    @DisplayName("open truncates a file with O_TRUNC, and not without it")
    void truncates() throws Exception {
        Libc.close(Libc.open(file.toString(), Libc.O_RDWR));
        assertEquals(5, Files.size(file));
        Libc.close(Libc.open(file.toString(), Libc.O_RDWR | Libc.O_TRUNC));
        assertEquals(0, Files.size(file));
    }

    @Test
    @DisplayName("fcntl locks a byte for an open file description, until it is closed")
    void locks() {
        var lock = new Libc.Flock(Libc.F_WRLCK, 7, 1);
        int other = Libc.open(file.toString(), Libc.O_RDWR);
        Libc.fcntl(other, Libc.F_OFD_SETLK, lock);
        assertTrue(failure(() -> Libc.fcntl(fd, Libc.F_OFD_SETLK, lock)).contains("EAGAIN"));
        assertEquals(lock, Libc.fcntl(fd, Libc.F_OFD_GETLK, lock));
        Libc.close(other);
        assertEquals(Libc.F_UNLCK, Libc.fcntl(fd, Libc.F_OFD_GETLK, lock).type());
    }

    @Test
    @DisplayName("flock belongs to the open file description, and does not exclude fcntl")
    void flock() {
        int other = Libc.open(file.toString(), Libc.O_RDWR);
        Libc.flock(other, Libc.LOCK_EX);
        assertTrue(failure(() -> Libc.flock(fd, Libc.LOCK_EX | Libc.LOCK_NB)).contains("EAGAIN"));
        Libc.fcntl(fd, Libc.F_OFD_SETLK, new Libc.Flock(Libc.F_WRLCK, 0, 1));
        MemorySegment p = Libc.mmap(Libc.NULL, 1, Libc.PROT_READ, Libc.MAP_SHARED, other, 0);
        Libc.close(other);
        assertTrue(failure(() -> Libc.flock(fd, Libc.LOCK_EX | Libc.LOCK_NB)).contains("EAGAIN"),
            "the mapping keeps the description");
        Libc.munmap(p, 1);
        Libc.flock(fd, Libc.LOCK_EX | Libc.LOCK_NB);
        Libc.flock(fd, Libc.LOCK_UN);
    }

    @Test
    @DisplayName("fcntl with a number seals a memfd, so that it cannot be mapped for writing")
    void seals() {
        int memfd = Libc.memfd_create("sealed", Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
        Libc.ftruncate(memfd, 1);
        assertEquals(0, Libc.fcntl(memfd, 1033, 16));   // F_ADD_SEALS, F_SEAL_FUTURE_WRITE
        assertTrue(failure(() -> Libc.mmap(Libc.NULL, 1, Libc.PROT_WRITE, Libc.MAP_SHARED, memfd,
            0)).contains("EPERM"));
        assertEquals(16, Libc.fcntl(memfd, 1034, 0));   // F_GET_SEALS
        Libc.close(memfd);
    }

    @Test
    @DisplayName("linkat gives a file of O_TMPFILE its name, and replaces no other file")
    void linkat() throws Exception {
        Path name = dir.resolve("linked");
        int nameless = Libc.open(dir.toString(), Libc.O_RDWR | Libc.O_TMPFILE, 0600);
        String self = "/proc/self/fd/" + nameless;
        Libc.linkat(Libc.AT_FDCWD, self, Libc.AT_FDCWD, name.toString(), Libc.AT_SYMLINK_FOLLOW);
        assertEquals(1, Libc.fstat(nameless).links());
        assertTrue(Files.isRegularFile(name));
        assertTrue(failure(() -> Libc.linkat(Libc.AT_FDCWD, self, Libc.AT_FDCWD,
            file.toString(), Libc.AT_SYMLINK_FOLLOW)).contains("EEXIST"));
        Libc.close(nameless);
    }

    @Test
    @DisplayName("ftruncate extends and shortens a file, and lseek returns its size")
    void sizes() {
        Libc.ftruncate(fd, 10);
        assertEquals(10, Libc.lseek(fd, 0, Libc.SEEK_END));
        Libc.ftruncate(fd, 3);
        assertEquals(3, Libc.lseek(fd, 0, Libc.SEEK_END));
        assertTrue(failure(() -> Libc.ftruncate(fd, -1)).contains("EINVAL"));
        assertTrue(failure(() -> Libc.lseek(fd, -9, Libc.SEEK_SET)).contains("EINVAL"));
    }

    @Test
    @DisplayName("fallocate extends a file, never makes it shorter, and changes no byte")
    void fallocate() throws Exception {
        Files.writeString(file, "bytes");
        Libc.fallocate(fd, 0, 0, 2);
        assertEquals("bytes", Files.readString(file));
        Libc.fallocate(fd, 0, 0, 7);
        assertEquals("bytes\0\0", Files.readString(file));
        assertTrue(failure(() -> Libc.fallocate(fd, 0, 0, 0)).contains("EINVAL"));
        int memfd = Libc.memfd_create("hole", Libc.MFD_CLOEXEC);
        Libc.fallocate(memfd, 0, 0, PAGE);
        Libc.write(memfd, Arena.ofAuto().allocateFrom("bytes"), 5);
        Libc.fallocate(memfd, Libc.FALLOC_FL_PUNCH_HOLE | Libc.FALLOC_FL_KEEP_SIZE, 0, 2);
        Libc.lseek(memfd, 0, Libc.SEEK_SET);
        MemorySegment left = Arena.ofAuto().allocate(5);
        Libc.read(memfd, left, 5);
        assertEquals("\0\0tes", StandardCharsets.US_ASCII.decode(left.asByteBuffer()).toString());
        Libc.close(memfd);
    }

    @Test
    @DisplayName("fstat returns the inode and mode that the JDK returns, the links and the size")
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
    @DisplayName("pipe2 makes two ends: bytes written to one are read from the other")
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
    @DisplayName("unlink removes the name, and reports ENOENT the second time")
    void unlink() {
        Libc.unlink(file.toString());
        assertTrue(Files.notExists(file));
        assertEquals(0, Libc.fstat(fd).links());
        assertTrue(failure(() -> Libc.unlink(file.toString())).contains("ENOENT"));
    }

    @Test
    @DisplayName("memfd_create makes a file in memory, and /proc shows its name")
    void memfd() throws Exception {
        int memory = Libc.memfd_create("course", Libc.MFD_CLOEXEC);
        Libc.ftruncate(memory, PAGE);
        assertEquals("/memfd:course (deleted)",
            Files.readSymbolicLink(Path.of("/proc/self/fd/" + memory)).toString());
        assertEquals(PAGE, Libc.fstat(memory).sizeBytes());
        Libc.close(memory);
        assertTrue(failure(() -> Libc.memfd_create("course", 1 << 20)).contains("EINVAL"));
    }
}
