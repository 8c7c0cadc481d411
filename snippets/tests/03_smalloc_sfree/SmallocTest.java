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

@Tag("smalloc")
@Tag("slow")
@DisplayName("smalloc, section 3.3")
class SmallocTest {
    @TempDir Path dir;

    @Test
    @DisplayName("as a one-liner prints what the tutorial's program prints, and a newline")
    void oneLiner() {
        ProcessResult result = Course.run(Course.launcher(dir, "smalloc"));
        assertEquals(new ProcessResult(0, "--------hello nihao\nmunmap success\n", ""), result);
    }

    @DisplayName("leaves the bytes in the file")
    @ParameterizedTest(name = "with {0}")
    @ValueSource(strings = {"-v", "--file-channel"})
    void leavesTheBytesInTheFile(String option) throws Exception {
        ProcessResult result = Course.run(Course.script(dir, "smalloc", option));
        assertEquals("--------hello nihao\nmunmap success\n", result.out(), result.err());
        assertArrayEquals(Arrays.copyOf("hello nihao\n".getBytes(), 20),
            Files.readAllBytes(dir.resolve("smallocTest")));
    }

    @Test
    @DisplayName("replaces the old content of the file")
    void truncates() throws Exception {
        Files.writeString(dir.resolve("smallocTest"), "x".repeat(100));
        assertEquals(0, Course.run(Course.script(dir, "smalloc")).exit());
        assertArrayEquals(Arrays.copyOf("hello nihao\n".getBytes(), 20),
            Files.readAllBytes(dir.resolve("smallocTest")));
    }

    @Test
    @DisplayName("reports in one line that it cannot write to the folder, and exits with 1")
    void cannotOpen() throws Exception {
        Files.createDirectory(dir.resolve("smallocTest"));
        ProcessResult result = Course.run(Course.script(dir, "smalloc"));
        assertEquals(new ProcessResult(1, "", "smalloc: open: Is a directory (EISDIR; "
            + "path=smallocTest, flags=RDWR|CREAT|TRUNC)\n"), result);
    }
}
