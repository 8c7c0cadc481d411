//SOURCES ../support/Course.java
//SOURCES ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("basics")
@DisplayName("mmap-basics, section 2.1")
class MmapBasicsTest {
    @TempDir Path dir;

    @Test
    @DisplayName("prints what the tutorial's program prints, when run as a one-liner")
    void oneLiner() {
        ProcessResult result = Course.run(Course.launcher(dir, "mmap-basics"));
        assertEquals(new ProcessResult(0, "------hello\n\n", ""), result);
    }

    @DisplayName("leaves the bytes in the file")
    @ParameterizedTest(name = "with {0}")
    @ValueSource(strings = {"-v", "--file-channel"})
    void leavesTheBytesInTheFile(String option) throws Exception {
        ProcessResult result = Course.run(Course.script(dir, "mmap-basics", option));
        assertEquals(0, result.exit(), result.err());
        assertEquals("------hello\n\n", result.out());
        assertArrayEquals("hello\n\0\0\0\0".getBytes(),
            Files.readAllBytes(dir.resolve("testmmap")));
    }
}
