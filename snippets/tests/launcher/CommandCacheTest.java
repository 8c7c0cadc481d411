//SOURCES ../../support/RunningProcess.java LauncherAssertions.java LauncherFixture.java
//SOURCES ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Most tests break jbang's jar after a first run, so a launcher that starts jbang again fails. */
@Tag("launcher")
@Tag("slow")
@DisplayName("./jbang remembers what jbang said")
class CommandCacheTest extends LauncherAssertions {
    private static final String HELLO = "------hello\n\n";
    private static final String COMMAND = "command-MmapBasics.java";

    /** Shared, because jbang need not build the chapter again for each test. */
    @TempDir static Path dir;
    private static LauncherFixture fixture;
    private static Path jdk;

    /** A JDK whose release file a test can change. */
    @BeforeAll
    static void makeJdk() throws IOException {
        fixture = new LauncherFixture(dir);
        jdk = Files.createDirectories(dir.resolve("jdk"));
        for (String program : List.of("java", "javac")) {
            LauncherFixture.program(jdk.resolve("bin").resolve(program),
                "exec '" + LauncherFixture.REAL_JDK.resolve("bin").resolve(program) + "' \"$@\"");
        }
        fixture.environment.put("JAVA_HOME", jdk.toString());
    }

    @BeforeEach
    void runOnce() throws IOException {
        fixture.environment.remove("JBANG_JAVA_OPTIONS");
        LauncherFixture.copyCheckout(fixture.checkout);
        Files.copy(LauncherFixture.REAL_JDK.resolve("release"), jdk.resolve("release"),
            StandardCopyOption.REPLACE_EXISTING);
        fixture.installJar();
        assertRuns(HELLO, fixture.jbang("mmap-basics"));
        Files.writeString(fixture.jar(), "broken");
    }

    private static void assertAsksAgain(String... options) {
        var arguments = new ArrayList<>(List.of(options));
        arguments.add("mmap-basics");
        ProcessResult result = Course.run(fixture.jbang(arguments.toArray(String[]::new)));
        assertNotEquals(0, result.exit(), result.out());
        assertTrue(result.err().contains("broken") || result.err().contains("jarfile"),
            result.err());
    }

    @Test
    @DisplayName("and runs a script without it")
    void remembers() {
        assertEquals(new ProcessResult(0, HELLO, ""), Course.run(fixture.jbang("mmap-basics")));
    }

    @Test
    @DisplayName("but asks again when a source has changed, even to one with an older date")
    void changed() throws IOException {
        Files.setLastModifiedTime(changeSource(), FileTime.from(Instant.EPOCH));
        assertAsksAgain();
    }

    @Test
    @DisplayName("but asks again when a source that others use is replaced by another file")
    void replaced() throws IOException {
        Path libc = fixture.checkout.resolve("snippets/Libc.java");
        Path other = Files.copy(libc, dir.resolve("other"));
        Files.setLastModifiedTime(other, FileTime.from(Instant.EPOCH));
        Files.move(other, libc, StandardCopyOption.REPLACE_EXISTING);
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
    @DisplayName("but asks again when jbang is set otherwise")
    void settings() {
        fixture.environment.put("JBANG_JAVA_OPTIONS", "-Dx=y");
        assertAsksAgain();
    }

    @Test
    @DisplayName("but asks again when there are options for jbang")
    void options() {
        assertAsksAgain("run", "--verbose");
    }

    @Test
    @DisplayName("but asks again when another JDK has taken the place of the JDK")
    void otherJdk() throws IOException {
        Files.setLastModifiedTime(jdk.resolve("release"), FileTime.from(Instant.EPOCH));
        assertAsksAgain();
    }

    // ---------------------------------------------------------- the archive of loaded classes

    @Test
    @DisplayName("with an archive of the script's classes, which the next run uses")
    void archive() throws IOException {
        Path archive = onlyArchive();
        assertEquals("-Xlog:disable -XX:SharedArchiveFile=" + archive, archiveOptions());
        // With -Xshare:on the JVM fails if it cannot use the archive.
        List<String> kept = Files.readAllLines(archive.resolveSibling(COMMAND));
        assertRuns(HELLO, fixture.command(LauncherFixture.tool("bash"), "-c", kept.getLast()
            .replace("-Xshare:auto", "-Xlog:disable -Xshare:on -XX:SharedArchiveFile=" + archive)));
        assertEquals(archive, onlyArchive());
    }

    @Test
    @DisplayName("with an archive that it drops when it asks again")
    void newArchive() throws IOException {
        Path old = onlyArchive();
        fixture.installJar();
        changeSource();
        assertRuns(HELLO, fixture.jbang("mmap-basics"));
        assertNotEquals(old, onlyArchive());
    }

    @Test
    @DisplayName("with an archive that it makes again if a run was killed while it wrote one")
    void incompleteArchive() throws IOException {
        Path archive = onlyArchive();
        byte[] bytes = Files.readAllBytes(archive);
        Arrays.fill(bytes, 0, 1008, (byte) 0);   // the header, which the JVM writes last
        Files.write(archive, bytes);
        assertTrue(archiveOptions().contains("-XX:ArchiveClassesAtExit="), archiveOptions());
        assertTrue(archiveOptions().contains("-XX:SharedArchiveFile="), archiveOptions());
    }

    @Test
    @DisplayName("with archives that two runs write at the same time")
    void twoArchives() throws Exception {
        Files.delete(onlyArchive());
        try (var a = Course.start(fixture.jbang("mmap-basics"));
                var b = Course.start(fixture.jbang("mmap-basics").directory(jdk.toFile()))) {
            for (ProcessResult result : List.of(a.result(), b.result())) {
                assertEquals(new ProcessResult(0, HELLO, ""), result);
            }
        }
        remembers();
    }

    @Test
    @DisplayName("without an archive where the disk has no room for one")
    void noRoom() throws IOException {
        Files.delete(onlyArchive());
        assertRuns(HELLO, fixture.command(LauncherFixture.tool("bash"), "-c",
            "ulimit -f 1000; exec checkout/jbang mmap-basics"));
        assertEquals(List.of(), archives());
    }

    @Test
    @DisplayName("without an archive of a run with arguments, which may load other classes")
    void help() throws IOException {
        Files.delete(onlyArchive());
        assertEquals(0, Course.run(fixture.jbang("mmap-basics", "--help")).exit());
        assertEquals(List.of(), archives());
    }

    private static List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(fixture.checkout.resolve(".jbang"))) {
            return files.filter(f -> f.getFileName().toString().startsWith(COMMAND + "-")).toList();
        }
    }

    private static Path onlyArchive() throws IOException {
        assertEquals(1, archives().size(), archives().toString());
        return archives().getFirst();
    }

    /** Runs the script, and returns what the launcher put in the place of -Xshare:auto. */
    private static String archiveOptions() {
        ProcessResult result = Course.run(fixture.command(LauncherFixture.tool("bash"), "-x",
            fixture.checkout.resolve("jbang").toString(), "mmap-basics"));
        assertEquals(HELLO, result.out());
        return result.err().lines().filter(l -> l.startsWith("++ exec /")).findFirst()
            .orElseThrow().replaceAll(".* -XX:\\+UseSerialGC (.*) --enable-native-access.*", "$1");
    }

    private static Path changeSource() throws IOException {
        Path source = fixture.checkout.resolve("snippets/01_mmap_basics/MmapBasics.java");
        return Files.writeString(source, Files.readString(source) + "\n");
    }
}
