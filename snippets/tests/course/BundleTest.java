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
    @DisplayName("packs everything that the project has, and nothing that its user has made")
    void onlyTheCourse() throws Exception {
        ProcessResult tracked = Course.run(new ProcessBuilder("git", "ls-files")
            .directory(Course.ROOT.toFile()));
        assumeTrue(tracked.exit() == 0, "this checkout has no git");
        var names = new TreeSet<String>();
        tracked.lines().forEach(file -> names.add(file.split("/")[0]));
        Path root = Files.createDirectory(dir.resolve("checkout"));
        for (String name : names) {
            Files.writeString(root.resolve(name), "{\"aliases\": {}}");   // the catalog is JSON
        }
        Files.delete(root.resolve("notebooks"));
        Files.createDirectory(root.resolve("notebooks"));
        Files.createFile(root.resolve("notebooks/00_start_here.ipynb"));
        for (String made : List.of("grades", "submissions", "work", "points/.verdicts")) {
            Files.createDirectories(root.resolve(made));
        }
        Files.createFile(root.resolve("mmap-course.tar.gz.part"));
        ProcessBuilder bundle = Course.script(root, "bundle");
        bundle.environment().put("JBANG_LAUNCH_CMD", root.resolve("jbang").toString());
        for (int i = 0; i < 2; i++) {   // the second run finds the archive of the first one
            ProcessResult made = Course.run(bundle);
            assertEquals(0, made.exit(), made.err());
        }
        var packed = new TreeSet<String>();
        Course.run(new ProcessBuilder("tar", "-tf", root.resolve("mmap-course.tar.gz").toString()))
            .lines().forEach(file -> packed.add(file.replaceFirst("^mmap-course/", "")
                .split("/")[0]));
        names.addAll(List.of("", ".jbang"));
        assertEquals(names, packed);
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
