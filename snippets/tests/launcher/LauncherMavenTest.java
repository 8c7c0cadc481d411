//SOURCES ../../support/RunningProcess.java LauncherAssertions.java LauncherFixture.java
//SOURCES ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("launcher")
@Tag("slow")
@DisplayName("./jbang, the launcher, without a jbang")
class LauncherMavenTest extends LauncherAssertions {
    @TempDir Path dir;
    private LauncherFixture fixture;

    @BeforeEach
    void own() throws IOException {
        fixture = new LauncherFixture(dir);
        fixture.fakeJdk();
    }

    /** Those of killed runs have nobody else to end them. */
    @AfterEach
    void killFakes() throws IOException {
        if (Files.exists(dir.resolve("mvn.pid"))) {
            long pid = Long.parseLong(Files.readString(dir.resolve("mvn.pid")).strip());
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private void assertKeepsTheJar() throws IOException {
        assertEquals(-1, Files.mismatch(LauncherFixture.realJar(), fixture.jar()));
        assertEquals(List.of(LauncherFixture.JAR), namesIn(fixture.jar().getParent()));
    }

    /** Half a jar, and then nothing more for a long time. */
    private void mavenHangs(String how) throws IOException {
        fixture.maven("""
            head -c 4000000 "$real" >"$target"
            echo $$ >'%s'
            %s""".formatted(dir.resolve("mvn.pid"), how));
    }

    private BooleanSupplier hanging() {
        return () -> Files.exists(dir.resolve("mvn.pid"));
    }

    @Test
    @DisplayName("has Maven fetch the pinned jar, once")
    void byMaven() throws Exception {
        fixture.maven("cp \"$real\" \"$target\"");
        assertRuns(LauncherFixture.OWN, fixture.jbang("version"));
        assertRuns(LauncherFixture.OWN, fixture.jbang("version"));
        assertKeepsTheJar();
        assertEquals(1, fixture.calls("mvn").size());
        String call = fixture.calls("mvn").getFirst();
        assertTrue(call.contains("-Dartifact=dev.jbang:jbang-cli:" + LauncherFixture.VERSION
            + ":jar:all"), call);
    }

    @Test
    @DisplayName("has Maven do so in a folder without a pom.xml of the user")
    void awayFromThePom() throws Exception {
        fixture.maven("cp \"$real\" \"$target\"");
        Files.writeString(dir.resolve("pom.xml"), "not a pom");
        assertRuns(LauncherFixture.OWN, fixture.jbang("version"));
        assertFalse(fixture.calls("mvn").getFirst().startsWith(dir + " "));
    }

    @Test
    @DisplayName("has Maven use the home that HOME says, as jbang does")
    void homeOfMaven() throws Exception {
        fixture.environment.put("JAVA_HOME", LauncherFixture.REAL_JDK.toString());
        fixture.environment.put("HOME", dir.resolve("a b/home").toString());
        fixture.maven("\"$JAVA_HOME/bin/java\" -XshowSettings:properties -version; exit 1");
        assertRefuses("user.home = " + dir.resolve("a b/home"), fixture.jbang("version"));
    }

    @DisplayName("refuses what Maven brought if the checksum is wrong, and tries again")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"another jar", "half a jar", "empty"})
    void wrongChecksum(String what) throws Exception {
        fixture.maven(switch (what) {
            case "another jar" -> "{ cat \"$real\"; echo; } >\"$target\"";
            case "half a jar" -> "head -c 4000000 \"$real\" >\"$target\"";
            default -> "touch \"$target\"";
        });
        assertRefuses("checksum", fixture.jbang("version"));
        assertKeepsNothing(fixture);
        fixture.maven("cp \"$real\" \"$target\"");
        assertRuns(LauncherFixture.OWN, fixture.jbang("version"));
        assertKeepsTheJar();
    }

    @Test
    @DisplayName("prints Maven's messages if it fails in the middle, and keeps nothing")
    void mavenFails() throws Exception {
        fixture.maven("head -c 4000000 \"$real\" >\"$target\"; echo 'no route'; exit 1");
        assertRefuses("no route", fixture.jbang("version"));
        assertKeepsNothing(fixture);
    }

    @DisplayName("cut in the middle of its first run, fetches anew at once")
    @ParameterizedTest(name = "signal {0}")
    @ValueSource(ints = {2, 9, 15})
    void cut(int signal) throws Exception {
        // A JVM answers Ctrl-C with exit code 130; it does not die of the signal.
        mavenHangs(signal == 2 ? "trap 'kill $!; exit 130' INT; sleep 100 & wait"
            : "exec sleep 100");
        try (var first = Course.start(fixture.jbang("version"))) {
            Course.await(first, "half a jar", hanging());
            assertFalse(Files.exists(fixture.jar()));
            var killed = new ArrayList<>(List.of("bash", "-c", "kill -" + signal + " \"$@\"",
                "kill", "" + first.process.pid()));
            if (signal == 2) {   // As a terminal does: all of them at once.
                first.process.descendants().forEach(p -> killed.add("" + p.pid()));
            }
            Course.run(new ProcessBuilder(killed));
            assertEquals(128 + signal, first.result().exit());
        }
        assertFalse(Files.exists(fixture.jar()));
        fixture.maven("cp \"$real\" \"$target\"");
        long start = System.nanoTime();
        assertRuns(LauncherFixture.OWN, fixture.jbang("version"));
        assertTrue(System.nanoTime() - start < 25e9, "it waited for the one that was cut");
        assertKeepsTheJar();
    }

    @Test
    @DisplayName("in two first runs at the same time, fetches and builds once")
    void twoFirstRuns() throws Exception {
        fixture.environment.put("JAVA_HOME", LauncherFixture.REAL_JDK.toString());
        fixture.maven("""
            head -c 4000000 "$real" >"$target"; sleep 1; cp "$real" "$target\"""");
        Path other = Files.createDirectories(dir.resolve("other"));
        try (var a = Course.start(fixture.jbang("mmap-basics"));
                var b = Course.start(fixture.jbang("mmap-basics")
                    .directory(other.toFile()))) {
            for (ProcessResult result : List.of(a.result(), b.result())) {
                assertEquals(0, result.exit(), result.err());
                assertEquals("------hello\n\n", result.out());
            }
            assertEquals(1, (a.err() + b.err()).split("Building jar", -1).length - 1);
        }
        assertEquals(1, fixture.calls("mvn").size());
    }

    @Test
    @DisplayName("in a checkout that another user may not write, keeps it under the home")
    void readOnly() throws Exception {
        fixture.maven("cp \"$real\" \"$target\"");
        ProcessBuilder call = asAnotherUser(fixture.jbang("version"));
        assertRuns(LauncherFixture.OWN, call);
        assertRuns(LauncherFixture.OWN, call);
        assertEquals(List.of("jbang", "jbang-catalog.json", "snippets"),
            namesIn(fixture.checkout));
        assertEquals(List.of(LauncherFixture.JAR),
            namesIn(fixture.home.resolve(".cache/mmap-course")));
        assertEquals(1, fixture.calls("mvn").size());
    }

    @Test
    @DisplayName("in such a checkout runs a chapter, and uses the jar that is there already")
    void readOnlyWithJar() throws Exception {
        fixture.environment.put("JAVA_HOME", LauncherFixture.REAL_JDK.toString());
        fixture.installJar();
        Path script = Files.writeString(dir.resolve("Hi.java"),
            "//JAVA 25+\nvoid main() { IO.println(\"hi\"); }");
        assertRuns("hi\n", asAnotherUser(fixture.jbang(script.toString())));
        assertEquals(List.of(LauncherFixture.JAR), namesIn(fixture.jar().getParent()));
    }

    @Test
    @DisplayName("and where it can write nowhere, says so")
    void nowhere() throws Exception {
        ProcessBuilder call = asAnotherUser(fixture.jbang("version"));
        call.environment().put("HOME", fixture.checkout.toString());
        ProcessResult result = assertRefuses("can write neither to", call);
        assertEquals(1, result.err().lines().count(), result.err());
    }

    /** As nobody, if this is root; else as the same user, with the checkout made read-only. */
    private ProcessBuilder asAnotherUser(ProcessBuilder builder) throws IOException {
        boolean root = works("setpriv", "--reuid=65534", "--clear-groups", "true");
        assumeTrue(root || !System.getProperty("user.name").equals("root"),
            "root here may not become another user");
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.filter(f -> !Files.isSymbolicLink(f)).toList()) {
                boolean kept = file.startsWith(fixture.checkout);
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(
                    kept ? "r-xr-xr-x" : "rwxrwxrwx"));
            }
        }
        if (root) {
            builder.command().addAll(0, List.of(LauncherFixture.tool("setpriv").toString(),
                "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        return builder;
    }

    /** JUnit cannot delete what it cannot write. */
    @AfterEach
    void makeWritable() throws IOException {
        try (Stream<Path> files = Files.walk(fixture.checkout)) {
            for (Path folder : files.filter(Files::isDirectory).toList()) {
                folder.toFile().setWritable(true);
            }
        }
    }
}
