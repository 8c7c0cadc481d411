//SOURCES ../../support/RunningProcess.java LauncherAssertions.java LauncherFixture.java
//SOURCES ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("launcher")
@DisplayName("./jbang, the launcher, without a jbang and without Maven")
class LauncherInstallerTest extends LauncherAssertions {
    @TempDir Path dir;
    private LauncherFixture fixture;
    private HttpServer server;
    private String installer;

    @BeforeEach
    void serve() throws IOException {
        fixture = new LauncherFixture(dir);
        fixture.fakeJdk();
        // A fake of jbang's installer, with the part that the launcher needs: it puts the requested
        // version into JBANG_DIR/bin, and prints.
        installer = """
            mkdir -p "$JBANG_DIR/bin"
            cat '%s' >"$JBANG_DIR/bin/jbang.jar"
            echo "$JBANG_DOWNLOAD_VERSION $*" >>'%s'
            echo "to stdout, which is the script's"
            """.formatted(LauncherFixture.realJar(), dir.resolve("installer.calls"));
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = HttpServer.create(anyPort, 0);
        server.createContext("/", exchange -> exchange.getResponseBody().close());
        server.createContext("/installer", exchange -> {
            byte[] bytes = installer.getBytes();
            exchange.sendResponseHeaders(installer.isEmpty() ? 404 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        fixture.environment.put("JBANG_INSTALLER_URL",
            "http://127.0.0.1:" + server.getAddress().getPort() + "/installer");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @DisplayName("runs jbang's installer, once")
    @ParameterizedTest(name = "fetched by {0}")
    @ValueSource(strings = {"curl", "wget"})
    void installs(String client) throws Exception {
        assumeTrue(LauncherFixture.has(client), "no " + client + " here");
        fixture.provide("bin", client);
        assertRuns(LauncherFixture.OWN, fixture.jbang("version"));
        assertRuns(LauncherFixture.OWN, fixture.jbang("version"));
        assertEquals(-1, Files.mismatch(LauncherFixture.realJar(), fixture.jar()));
        assertEquals(List.of(LauncherFixture.VERSION + " version"), fixture.calls("installer"));
        assertEquals(List.of(".jbang"), namesIn(fixture.home));
    }

    @Test
    @DisplayName("where there is no java either, uses the JDK that the installer fetches, once")
    void installsJdk() throws Exception {
        fixture.environment.remove("JAVA_HOME");
        fixture.provide("bin", "curl");
        installer += "[ \"$JBANG_DEFAULT_JAVA_VERSION\" = 25 ] || exit\n" + fixture.fetchesJdk();
        assertRuns(LauncherFixture.OWN, hidden(fixture, ""));
        fixture.environment.put("JBANG_INSTALLER_URL", "no address");
        assertEquals(new ProcessResult(0, LauncherFixture.OWN, ""),
            Course.run(hidden(fixture, "")));
        assertEquals(List.of(LauncherFixture.VERSION + " version"), fixture.calls("installer"));
    }

    @Test
    @DisplayName("keeps nothing of an installer that fails in the middle")
    void fails() throws Exception {
        fixture.provide("bin", "curl");
        installer = installer.replace("cat ", "head -c 4000000 ") + "exit 3\n";
        assertRefuses("installer failed", fixture.jbang("version"));
        assertKeepsNothing(fixture);
    }

    @Test
    @DisplayName("says in one line that the installer cannot be fetched")
    void notThere() throws Exception {
        fixture.provide("bin", "curl");
        installer = "";
        assertRefuses("could not be fetched from http://127.0.0.1", fixture.jbang("version"));
        assertKeepsNothing(fixture);
    }

    @Test
    @DisplayName("says so if there is nothing to fetch it with")
    void noClient() throws Exception {
        assertRefuses("needs Maven, curl or wget", fixture.jbang("version"));
        assertKeepsNothing(fixture);
    }

    @Test
    @DisplayName("names no host of a package registry, and no other file does")
    void noRegistry() throws Exception {
        assumeTrue(LauncherFixture.has("git") && Files.exists(Course.ROOT.resolve(".git")),
            "not a git checkout");
        // In brackets, so that this file is not found itself.
        var hosts = Pattern.compile("repo1?[.]maven|[.]maven[.]org|maven[.]apache[.]org/maven2"
            + "|sonatype[.]|pypi[.]|pythonhosted[.]|npmjs[.]|jitpack[.]|maven[.]google[.]");
        ProcessResult files = Course.run(new ProcessBuilder("git", "-c", "safe.directory=*",
            "ls-files", "-co", "--exclude-standard").directory(Course.ROOT.toFile()));
        assertTrue(files.lines().contains("jbang"), files.err());
        for (String file : files.lines()) {
            if (Files.isRegularFile(Course.ROOT.resolve(file))) {
                var text = new String(Files.readAllBytes(Course.ROOT.resolve(file)));
                assertFalse(hosts.matcher(text).find(), file);
            }
        }
    }
}
