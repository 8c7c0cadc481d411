//SOURCES ../../support/RunningProcess.java LauncherAssertions.java LauncherFixture.java
//SOURCES ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("launcher")
@DisplayName("./jbang, the launcher, uses the jbang on PATH")
class LauncherJbangTest extends LauncherAssertions {
    private static final String SAME = "the pinned version";

    @TempDir Path dir;
    private LauncherFixture fixture;

    @BeforeEach
    void own() throws IOException {
        fixture = new LauncherFixture(dir);
        fixture.fakeJdk();
        fixture.maven("cp \"$real\" \"$target\"");
    }

    private long timesAsked() throws IOException {
        return fixture.calls("jbang").stream().filter(c -> c.endsWith(" version")).count();
    }

    @DisplayName("if it is new enough")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {SAME, "0.133.0", "0.1000.0", "1.0.0"})
    void newEnough(String version) throws Exception {
        fixture.jbangOnPath(fixture.bin, version.replace(SAME, LauncherFixture.VERSION));
        Path in = Files.writeString(dir.resolve("in"), "some\ninput");
        ProcessResult result = Course.run(fixture.jbang("x.java", "", "a b", "$x", "-v")
            .redirectInput(in.toFile()));
        assertEquals(new ProcessResult(7, "installed jbang with:\n<x.java>\n<>\n<a b>\n<$x>\n"
            + "<-v>\nsome\ninput", ""), result);
        assertEquals(List.of(), fixture.calls("mvn"));
    }

    @DisplayName("but not if it is older or does not say")
    @ParameterizedTest(name = "it says [{0}]")
    @ValueSource(strings = {"0.132.0", "0.99.1", "0.127.18", "0.2", "what?", ""})
    void tooOld(String version) throws Exception {
        fixture.jbangOnPath(fixture.bin, version);
        assertRuns(LauncherFixture.OWN, fixture.jbang("version"));
        assertEquals(1, fixture.calls("mvn").size());
    }

    @Test
    @DisplayName("after one that is too old; each is asked for its version once")
    void afterAnOldOne() throws Exception {
        fixture.jbangOnPath(fixture.bin, "0.99.1");
        Path newer = fixture.jbangOnPath(dir.resolve("newer"), "0.999.0");
        fixture.environment.merge("PATH", newer.getParent().toString(), (p, n) -> p + ":" + n);
        assertEquals(7, Course.run(fixture.jbang("x.java")).exit());
        assertEquals(7, Course.run(fixture.jbang("x.java")).exit());
        assertEquals(2, timesAsked());
    }

    @Test
    @DisplayName("once it has become new enough")
    void updated() throws Exception {
        fixture.jbangOnPath(fixture.bin, "0.99.1");
        assertRuns(LauncherFixture.OWN, fixture.jbang("version"));
        fixture.jbangOnPath(fixture.bin, "0.999.0");
        assertEquals(7, Course.run(fixture.jbang("x.java")).exit());
    }

    @Test
    @DisplayName("and tells it which file of the course an alias is, from another folder")
    void alias() throws Exception {
        fixture.jbangOnPath(fixture.bin, "0.999.0");
        ProcessResult result = Course.run(fixture.jbang("mmap-basics", "-v"));
        assertEquals("installed jbang with:\n<" + fixture.checkout
            + "/snippets/01_mmap_basics/MmapBasics.java>\n<-v>\n", result.out());
    }

    @Test
    @DisplayName("with the JDK that it found")
    void javaHome() throws Exception {
        LauncherFixture.program(fixture.bin.resolve("jbang"),
            "[ \"$1\" = version ] && echo 9.9.9 || echo \"$JAVA_HOME\"");
        assertRuns(fixture.environment.get("JAVA_HOME") + "\n", fixture.jbang("x"));
    }

    @DisplayName("unless that is this launcher again")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"the launcher itself", "a link to it", "a copy of it",
        "a script that calls it"})
    void noRecursion(String what) throws Exception {
        Path launcher = fixture.checkout.resolve("jbang");
        Path jbang = fixture.bin.resolve("jbang");
        switch (what) {
            case "a link to it" -> Files.createSymbolicLink(jbang, launcher);
            case "a copy of it" -> Files.copy(launcher, jbang,
                StandardCopyOption.COPY_ATTRIBUTES);
            case "a script that calls it" -> LauncherFixture.program(jbang,
                "exec '" + launcher + "' \"$@\"");
            default -> fixture.environment.merge("PATH", fixture.checkout.toString(),
                (path, more) -> more + ":" + path);
        }
        long start = System.nanoTime();
        assertRuns(LauncherFixture.OWN, fixture.jbang("version"));
        assertTrue(System.nanoTime() - start < 25e9, "it waited for itself");
    }
}
