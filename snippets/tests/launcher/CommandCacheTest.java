//SOURCES ../../Libc.java ../support/Course.java LauncherFixture.java
//SOURCES ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test breaks jbang's jar after a first run. So a launcher that asks jbang again fails. */
@Tag("launcher")
@DisplayName("./jbang remembers what jbang said")
class CommandCacheTest {
    @TempDir Path dir;
    private LauncherFixture fixture;

    @BeforeEach
    void runOnce() throws IOException {
        fixture = new LauncherFixture(dir);
        fixture.installJar();
        assertEquals("------hello\n\n", mmapBasics().out());
        Files.writeString(fixture.jar(), "broken");
    }

    private ProcessResult mmapBasics(String... arguments) {
        var all = new java.util.ArrayList<>(java.util.List.of(arguments));
        all.add("mmap-basics");
        return Course.run(fixture.jbang(all.toArray(String[]::new)));
    }

    private void assertAsksAgain(String... arguments) {
        ProcessResult result = mmapBasics(arguments);
        assertNotEquals(0, result.exit(), result.out());
        assertTrue(result.err().contains("broken") || result.err().contains("jarfile"),
            result.err());
    }

    @Test
    @DisplayName("and runs a script without it")
    void remembers() {
        ProcessResult result = mmapBasics();
        assertEquals(new ProcessResult(0, "------hello\n\n", ""), result);
    }

    @Test
    @DisplayName("but asks again when a source has changed, even to one with an older date")
    void changed() throws IOException {
        Path source = fixture.checkout.resolve("snippets/01_mmap_basics/MmapBasics.java");
        Files.writeString(source, Files.readString(source) + "\n");
        Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
        assertAsksAgain();
    }

    @Test
    @DisplayName("but asks again when a source that others use is replaced by another file")
    void replaced() throws IOException {
        Path libc = fixture.checkout.resolve("snippets/Libc.java");
        Path other = Files.copy(libc, dir.resolve("other"));
        Files.setLastModifiedTime(other, FileTime.from(Instant.EPOCH));
        Files.move(other, libc, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertAsksAgain();
    }

    @Test
    @DisplayName("but asks again when the jar that it built is gone")
    void noJar() throws IOException {
        try (Stream<Path> files = Files.walk(fixture.home)) {
            for (Path jar : files.filter(f -> f.endsWith("MmapBasics.jar")).toList()) {
                Files.delete(jar);
            }
        }
        assertAsksAgain();
    }

    @Test
    @DisplayName("but asks again when a setting of jbang has changed")
    void settings() {
        fixture.environment.put("JBANG_JAVA_OPTIONS", "-Dx=y");
        assertAsksAgain();
    }

    @Test
    @DisplayName("but asks again when jbang gets more arguments than the alias")
    void options() {
        assertAsksAgain("run", "--verbose");
    }
}
