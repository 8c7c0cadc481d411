//SOURCES ../../Libc.java ../../support/RunningProcess.java ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("parent-child")
@Tag("anonymous")
@Tag("slow")
@DisplayName("anonymous, chapter five")
class AnonymousTest {
    private static final String SEES_20 = "child ,*p=20,var=1000\nparent,*p=20,var = 100\n";

    @TempDir Path dir;

    private ProcessResult run(String... options) {
        return Course.run(Course.script(dir, "anonymous", options));
    }

    @Test
    @DisplayName("as a one-liner prints what the tutorial's program prints")
    void oneLiner() {
        assertEquals(new ProcessResult(0, SEES_20, ""),
            Course.run(Course.launcher(dir, "anonymous")));
    }

    @Test
    @DisplayName("with --memfd the parent sees the 20 that the child wrote")
    void memfd() {
        assertEquals(new ProcessResult(0, SEES_20, ""), run("--memfd"));
    }

    @Test
    @DisplayName("leaves no file, with or without --memfd")
    void noFile() throws Exception {
        run();
        run("--memfd");
        try (var files = Files.list(dir)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    @DisplayName("no other process can reach anonymous memory without a descriptor")
    void strangers() {
        ProcessResult result = run("--attach", "/proc/self/fd/999");
        assertEquals(1, result.exit());
        assertTrue(result.err().startsWith("anonymous: open: No such file or directory (ENOENT"),
            result.err());
    }

    @Test
    @DisplayName("an unrelated process can map a memfd by its path in /proc")
    void unrelated() {
        // This test's JVM owns the memory; the script knows nothing but the path.
        int fd = Libc.memfd_create("test", Libc.MFD_CLOEXEC);
        Libc.ftruncate(fd, 40);
        var p = Libc.mmap(Libc.NULL, 40, Libc.PROT_READ, Libc.MAP_SHARED, fd, 0);
        ProcessResult result = run("--attach", "/proc/" + Libc.getpid() + "/fd/" + fd);
        assertEquals("child ,*p=20,var=1000\n", result.out(), result.err());
        assertEquals(20, p.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0));
        Libc.munmap(p, 40);
        Libc.close(fd);
    }
}
