//SOURCES ../../notebook/SharedFile.java ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("page-faults")
@DisplayName("A file that two processes use")
class SharedFileTest {
    private static final int BYTES = 4 << 20;

    @TempDir Path dir;

    @Test
    @DisplayName("is in memory once if they map it, and once for each process if they read it")
    void memory() throws Exception {
        Path file = Files.write(dir.resolve("file"), new byte[BYTES]);
        var shared = new SharedFile(Course.ROOT.resolve("snippets"),
            Files.createDirectory(dir.resolve("classes")), file);
        SharedFile.Cost mapped = shared.measure(true, 2);
        SharedFile.Cost read = shared.measure(false, 2);
        assertEquals(List.of(8.0, 8.0), List.of(mapped.rssMiB(), read.rssMiB()), "Rss");
        assertEquals(4.0, mapped.pssMiB(), 0.1, "Pss, mapped");
        assertEquals(8.0, read.pssMiB(), 0.1, "Pss, read");
        assertTrue(mapped.microseconds() > 0 && read.microseconds() > 0);
    }
}
