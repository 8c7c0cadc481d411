//SOURCES ../support/Course.java ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("bundle")
@Tag("slow")
@DisplayName("The bundle for machines without a network")
class BundleTest {
    @TempDir Path dir;

    @Test
    @DisplayName("runs a one-liner without a network, in an empty home")
    void oneLiner() throws Exception {
        unpack("mmap-basics");
        assertEquals("------hello\n\n", offline("mmap-basics").out());
        assertEquals("hello\n", Files.readString(course().resolve("testmmap")).substring(0, 6));
    }

    @Test
    @Tag("full")
    @DisplayName("runs a notebook on Jupyter without a network, in an empty home")
    void notebook() throws Exception {
        unpack("lab", "exercises");
        ProcessResult lab = offline("lab", "--check", "00");
        assertTrue(lab.out().contains("✓ 00_start_here"), lab.toString());
    }

    @Test
    @DisplayName("refuses a program that is not in the catalog, and writes no archive")
    void unknown() throws Exception {
        ProcessResult result = Course.run(Course.script(dir, "bundle", "no-such-program"));
        assertEquals(2, result.exit(), result.toString());
        assertTrue(result.err().startsWith("There is no program no-such-program."), result.err());
    }

    private Path course() {
        return dir.resolve("mmap-course");
    }

    private void unpack(String... aliases) throws Exception {
        assumeTrue(Course.run(new ProcessBuilder("unshare", "-rn", "true")).exit() == 0,
            "no network namespaces here");
        ProcessBuilder bundle = Course.script(dir, "bundle", aliases);
        ProcessResult made = Course.run(bundle);
        assertEquals(0, made.exit(), made.err());
        ProcessResult unpacked = Course.run(new ProcessBuilder("tar", "-xf", "mmap-course.tar.gz")
            .directory(dir.toFile()));
        assertEquals(0, unpacked.exit(), unpacked.err());
    }

    private ProcessResult offline(String... arguments) throws Exception {
        // A notebook kernel talks to Jupyter over the loopback interface.
        ProcessBuilder builder = new ProcessBuilder("unshare", "-rn", "sh", "-c",
            "ip link set lo up; exec ./jbang \"$@\"", "jbang").directory(course().toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("HOME", Files.createDirectory(dir.resolve("home")).toString());
        builder.environment().keySet().removeIf(name -> name.startsWith("JBANG_"));
        ProcessResult result = Course.run(builder);
        assertEquals(0, result.exit(), result.err());
        return result;
    }
}
