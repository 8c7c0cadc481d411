//SOURCES ../support/Course.java
//SOURCES ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("durability")
@DisplayName("full-disk, chapter 9")
class FullDiskTest {
    @TempDir Path dir;

    @Test
    @DisplayName("gets SIGBUS at the first store without space, and ENOSPC from fallocate")
    void oneLiner() {
        ProcessResult result = Course.run(Course.script(dir, "full-disk"));
        assertEquals(0, result.exit(), result.err());
        assumeFalse(result.out().startsWith("skipped: "), result.out());
        assertEquals("""
            file system: 16 pages
            ftruncate to 32 pages: ok
            mmap of 32 pages: ok
            stores: 16 pages ok, then SIGBUS
            fallocate of 32 pages: ENOSPC
            """, result.out());
    }
}
