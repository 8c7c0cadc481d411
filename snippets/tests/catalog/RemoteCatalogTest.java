//SOURCES ../../course/grading/Exercise.java ../launcher/LauncherFixture.java ../support/Course.java
//SOURCES ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests {@code jbang ALIAS@…} for a user who has jbang but no checkout. A plain static file server
 * serves the checkout. jbang has an empty home, and runs in an empty folder.
 */
@Tag("remote")
@Tag("slow")
@DisplayName("The catalog, used without a checkout")
class RemoteCatalogTest {
    @TempDir static Path dir;
    static LauncherFixture fixture;
    static HttpServer server;
    static String catalog;

    @BeforeAll
    static void serve() throws IOException {
        fixture = new LauncherFixture(dir);
        fixture.installJar();
        server = SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Course.ROOT,
            OutputLevel.NONE);
        server.start();
        catalog = "http://127.0.0.1:" + server.getAddress().getPort() + "/jbang-catalog.json";
    }

    @AfterAll
    static void stop() {
        server.stop(0);
    }

    /** The aliases in the order of the catalog. */
    static List<String> aliases() throws IOException {
        String json = Files.readString(Course.ROOT.resolve("jbang-catalog.json"));
        return Pattern.compile("\"([^\"]+)\": \\{\\s*\"script-ref\"").matcher(json).results()
            .map(match -> match.group(1)).toList();
    }

    /** Returns the aliases for readers. The other ones run the project and need the checkout. */
    static Stream<String> readersAliases() throws IOException {
        return aliases().stream().filter(alias -> !List.of("test", "bench").contains(alias));
    }

    @Test
    @DisplayName("jbang mmap-basics@… prints what the tutorial's program prints")
    void basics(@TempDir Path folder) throws Exception {
        ProcessResult result = Course.run(
            fixture.jbang("mmap-basics@" + catalog).directory(folder.toFile()));
        assertEquals(0, result.exit(), result.err());
        assertEquals("------hello\n\n", result.out());
        assertEquals("hello\n\0\0\0\0", Files.readString(folder.resolve("testmmap")));
    }

    @Test
    @DisplayName("jbang exercises@… init makes a folder in which jbang exercises@… grades")
    void exercises(@TempDir Path folder) throws Exception {
        ProcessResult made = Course.run(
            fixture.jbang("exercises@" + catalog, "init", "mine").directory(folder.toFile()));
        assertEquals(0, made.exit(), made.err());
        Exercise exercise = Exercise.all().getFirst();
        Path file = folder.resolve("mine").resolve(exercise.file());
        assertEquals(exercise.stub(), Files.readString(file));
        Files.writeString(file, exercise.solution());
        ProcessResult graded = Course.run(fixture.jbang("exercises@" + catalog, "run",
            exercise.id()).directory(folder.resolve("mine").toFile()));
        assertEquals(0, graded.exit(), graded.out() + graded.err());
        assertTrue(graded.out().contains("Passed."), graded.out());
    }

    @Tag("full")
    @DisplayName("every alias for readers can be fetched, built and called with --help")
    @ParameterizedTest(name = "jbang {0}@… --help")
    @MethodSource("readersAliases")
    void help(String alias) {
        ProcessResult result = Course.run(fixture.jbang(alias + "@" + catalog, "--help"));
        assertEquals(0, result.exit(), result.err());
        assertTrue(result.out().startsWith("Usage: jbang " + alias), result.out());
    }

    @Test
    @DisplayName("jbang alias list lists every alias with its description and its file")
    void list() throws Exception {
        ProcessResult result = Course.run(fixture.jbang("alias", "list", catalog));
        assertEquals(0, result.exit(), result.err());
        String json = Files.readString(Course.ROOT.resolve("jbang-catalog.json"));
        for (String alias : aliases()) {
            int at = result.lines().indexOf(alias + "@" + catalog);
            assertTrue(at >= 0, "no " + alias + " in\n" + result.out());
            String description = result.lines().get(at + 1).strip();
            assertTrue(json.contains("\"description\": \"" + description + "\""), description);
            String file = result.lines().get(at + 2).strip();
            assertTrue(file.startsWith("http://127.0.0.1:"), file);
        }
        assertEquals(3 * aliases().size(), result.lines().size(), result.out());
    }
}
