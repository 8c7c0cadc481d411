//SOURCES ../../Libc.java ../../09_durability/Disk.java ../../09_durability/LinuxDisk.java
//SOURCES ../../09_durability/Stores.java

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("durability")
@DisplayName("A disk of Linux")
class LinuxDiskTest {
    @TempDir Path dir;

    @DisplayName("runs the stores of the lab on real files")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"slots", "log", "rename"})
    void stores(String name) throws Exception {
        var store = Stores.all().get(name);
        for (int n = 0; n < 4; n++) {
            try (Arena arena = Arena.ofConfined()) {
                store.apply(new LinuxDisk(arena, dir), n);
            }
            try (Arena restarted = Arena.ofConfined()) {
                assertEquals("version " + n, store.recover(new LinuxDisk(restarted, dir)));
            }
        }
    }

    @Test
    @DisplayName("writes, reads, renames and removes files of one folder")
    void files() throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            var disk = new LinuxDisk(arena, dir);
            byte[] bytes = {1, 2, 3};
            disk.write("new", bytes);
            disk.fsync("new");
            disk.rename("new", "file");
            disk.fsyncFolder();
            assertFalse(disk.exists("new"));
            assertArrayEquals(bytes, disk.read("file"));
            MemorySegment p = disk.map("file", 10_000);
            p.set(ValueLayout.JAVA_BYTE, 9_999, (byte) 7);
            disk.msync(p, Libc.MS_SYNC);
            assertEquals(10_000, Files.size(dir.resolve("file")));
            assertTrue(disk.exists("file"));
            disk.unlink("file");
            assertFalse(disk.exists("file"));
        }
    }
}
