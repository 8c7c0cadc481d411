//SOURCES ../../support/RunningProcess.java ../support/Course.java LauncherAssertions.java
//SOURCES LauncherFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("launcher")
@DisplayName("./jbang, the launcher, finds a JDK of 25 or newer")
class LauncherJdkTest extends LauncherAssertions {
    @TempDir Path dir;
    private LauncherFixture fixture;

    @BeforeEach
    void own() throws IOException {
        fixture = new LauncherFixture(dir);
        fixture.environment.remove("JAVA_HOME");
        Files.createDirectories(fixture.jar().getParent());
        Files.createFile(fixture.jar());
    }

    private void assertFinds(String name, ProcessBuilder builder) {
        assertRuns(name + " runs " + LauncherFixture.JAR + " version\n", builder);
    }

    private Path jdk(String path, String version) throws IOException {
        return LauncherFixture.jdk(dir.resolve(path), version);
    }

    private void onPath(Path... jdks) {
        var path = new StringBuilder();
        for (Path jdk : jdks) {
            path.append(jdk).append("/bin:");
        }
        fixture.environment.merge("PATH", path.toString(), (old, more) -> more + old);
    }

    @DisplayName("in JAVA_HOME, before any on PATH")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"25", "25-ea", "25.0.3", "26.0.1", "100"})
    void javaHome(String version) throws Exception {
        fixture.environment.put("JAVA_HOME", jdk("its home", version).toString());
        onPath(jdk("on path", "25"));
        assertFinds("its home", fixture.jbang("version"));
    }

    @DisplayName("on PATH, where JAVA_HOME is older")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"1.8.0_402", "9", "17.0.15", "24.0.2"})
    void oldJavaHome(String version) throws Exception {
        fixture.environment.put("JAVA_HOME", jdk("old", version).toString());
        onPath(jdk("on path", "25"));
        assertFinds("on path", fixture.jbang("version"));
    }

    @Test
    @DisplayName("on PATH, where JAVA_HOME is no folder")
    void missingJavaHome() throws Exception {
        fixture.environment.put("JAVA_HOME", dir.resolve("nowhere").toString());
        onPath(jdk("on path", "25"));
        assertFinds("on path", fixture.jbang("version"));
    }

    @Test
    @DisplayName("on PATH, where JAVA_HOME has java but no javac")
    void jreInJavaHome() throws Exception {
        Path jre = jdk("jre", "25.0.1");
        Files.delete(jre.resolve("bin/javac"));
        fixture.environment.put("JAVA_HOME", jre.toString());
        onPath(jdk("on path", "25"));
        assertFinds("on path", fixture.jbang("version"));
    }

    @Test
    @DisplayName("on PATH after an older one")
    void oldOnPath() throws Exception {
        onPath(jdk("old", "17.0.15"), jdk("on path", "25"));
        assertFinds("on path", fixture.jbang("version"));
    }

    @Test
    @DisplayName("through a link on PATH")
    void linkOnPath() throws Exception {
        Path alternative = Files.createSymbolicLink(dir.resolve("alternative"),
            jdk("linked", "25").resolve("bin/java"));
        Files.createSymbolicLink(fixture.bin.resolve("java"), alternative);
        assertFinds("linked", fixture.jbang("version"));
    }

    @DisplayName("in the home, with an older one in JAVA_HOME and on PATH")
    @ParameterizedTest(name = "~/{0}")
    @ValueSource(strings = {".sdkman/candidates/java/25.0.3-tem", ".jbang/cache/jdks/25",
        ".jbang/currentjdk", ".jdks/temurin-25", ".gradle/jdks/eclipse_25", ".jabba/jdk/a@25",
        ".asdf/installs/java/temurin-25", ".local/share/mise/installs/java/25"})
    void inTheHome(String folder) throws Exception {
        Path old = jdk("old", "17.0.15");
        fixture.environment.put("JAVA_HOME", old.toString());
        onPath(old);
        LauncherFixture.jdk(fixture.home.resolve(folder).resolveSibling("17"), "17.0.15");
        Path jdk = LauncherFixture.jdk(fixture.home.resolve(folder), "25.0.3");
        assertFinds(jdk.getFileName().toString(), hidden(fixture, ""));
    }

    @DisplayName("in the system's folders")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/usr/lib/jvm/java-25-openjdk", "/opt/jdk-25", "/opt/java/openjdk"})
    void inTheSystem(String folder) throws Exception {
        Path jdk = jdk(Path.of(folder).getFileName().toString(), "25");
        assumeTrue(Files.isDirectory(Path.of(folder).getParent())
            || folder.startsWith("/opt/") && Files.isDirectory(Path.of("/opt")),
            "no folder here to put " + folder + " into");
        assertFinds(jdk.getFileName().toString(), hidden(fixture, "mkdir -p '%s'; cp -R '%s'/. '%s'"
            .formatted(folder, jdk, folder)));
    }

    @Test
    @DisplayName("or has the jbang on PATH fetch one, and says so in one line, once")
    void byJbang() throws Exception {
        Path jbang = fixture.bin.resolve("jbang");
        fixture.jbangWithJdk(jbang);
        ProcessResult first = Course.run(hidden(fixture, ""));
        assertEquals(new ProcessResult(0, LauncherFixture.OWN, "jbang: no JDK of 25 or newer here;"
            + " fetching one with " + jbang + " jdk install 25, once\n"), first);
        assertEquals(new ProcessResult(0, LauncherFixture.OWN, ""),
            Course.run(hidden(fixture, "")));
        assertEquals(List.of("jdk install 25", "jdk home 25", "version"), fixture.calls("jdk"));
    }

    @Test
    @DisplayName("or has its own jbang fetch one, with Maven and an older java")
    void byOldJava() throws Exception {
        Files.delete(fixture.jar());
        fixture.maven("cp \"$real\" \"$target\"");
        Path old = jdk("old", "17.0.15");
        fixture.jbangWithJdk(old.resolve("bin/java"));
        onPath(old);
        assertRuns(LauncherFixture.OWN, hidden(fixture, ""));
        assertRuns(LauncherFixture.OWN, hidden(fixture, ""));
        assertEquals(List.of("-jar " + fixture.jar() + " jdk install 25",
            "-jar " + fixture.jar() + " jdk home 25"), fixture.calls("jdk"));
    }

    @Test
    @DisplayName("but not one that jbang has not unpacked completely")
    void incomplete() throws Exception {
        LauncherFixture.jdk(fixture.home.resolve(".jbang/cache/jdks/25.tmp"), "25");
        assertRefuses("needs a JDK of 25 or newer", hidden(fixture, ""));
    }

    @Test
    @DisplayName("and where none can be fetched, says so in two lines and exits 1")
    void none() throws Exception {
        LauncherFixture.program(fixture.bin.resolve("jbang"), "echo no network >&2; exit 3");
        onPath(jdk("old", "17.0.15"));
        ProcessResult result = assertRefuses("no network\n", hidden(fixture, ""));
        List<String> advice = result.err().lines().toList().reversed().subList(0, 2);
        assertTrue(advice.getLast().contains("needs a JDK of 25 or newer"), result.err());
        assertTrue(advice.getFirst().contains("JAVA_HOME"), result.err());
    }

    @Test
    @DisplayName("also where nothing is there to fetch it with, and keeps nothing")
    void noJava() throws Exception {
        Files.delete(fixture.jar());
        ProcessResult result = assertRefuses("needs a JDK of 25 or newer", hidden(fixture, ""));
        assertEquals(2, result.err().lines().count(), result.err());
        assertKeepsNothing(fixture);
        assertEquals(List.of(".jbang"), namesIn(fixture.home), "the lock of all checkouts");
    }
}
