//SOURCES ../Libc.java LibcFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("libc")
@DisplayName("Libc, the calls for the disk:")
class LibcDurabilityTest extends LibcFixture {
    @Test
    @DisplayName("fsync and fdatasync accept a file, fsync a folder, and both report EBADF")
    void fsync() {
        Libc.fsync(fd);
        Libc.fdatasync(fd);
        int folder = Libc.open(dir.toString(), Libc.O_RDONLY | Libc.O_DIRECTORY);
        Libc.fsync(folder);
        Libc.close(folder);
        assertEquals("fsync: Bad file descriptor (EBADF; fd=-1)", failure(() -> Libc.fsync(-1)));
        assertEquals("fdatasync: Bad file descriptor (EBADF; fd=-1)",
            failure(() -> Libc.fdatasync(-1)));
    }

    @Test
    @DisplayName("fallocate takes disk space, which ftruncate does not")
    void fallocate() throws Exception {
        Libc.ftruncate(fd, 1 << 20);
        long sparse = Libc.fstat(fd).blocks();
        Libc.fallocate(fd, 0, 0, 1 << 20);
        assertEquals(List.of(true, true),
            List.of(sparse < 100, Libc.fstat(fd).blocks() >= (1 << 20) / 512));
        assertEquals("hello", Files.readString(file).substring(0, 5));
    }

    @Test
    @DisplayName("fallocate reports EINVAL with all arguments")
    void fallocateFails() {
        assertEquals("fallocate: Invalid argument (EINVAL; fd=" + fd
            + ", mode=0, offset=0, length=0)", failure(() -> Libc.fallocate(fd, 0, 0, 0)));
    }

    @Test
    @DisplayName("rename replaces a file, and reports ENOENT with both names")
    void rename() throws Exception {
        Path other = Files.writeString(dir.resolve("other"), "other");
        Libc.rename(file.toString(), other.toString());
        assertEquals("hello", Files.readString(other));
        assertEquals("rename: No such file or directory (ENOENT; oldpath=" + file + ", newpath="
            + other + ")", failure(() -> Libc.rename(file.toString(), other.toString())));
    }

    @Test
    @DisplayName("a write with O_DSYNC succeeds, and an error names the flag")
    void dsync() {
        assertEquals("open: No such file or directory (ENOENT; path=/none/file, flags=RDWR|DSYNC)",
            failure(() -> Libc.open("/none/file", Libc.O_RDWR | Libc.O_DSYNC)));
        int synced = Libc.open(file.toString(), Libc.O_RDWR | Libc.O_DSYNC);
        try (Arena arena = Arena.ofConfined()) {
            assertEquals(1, Libc.write(synced, arena.allocate(1), 1));
        } finally {
            Libc.close(synced);
        }
    }
}
