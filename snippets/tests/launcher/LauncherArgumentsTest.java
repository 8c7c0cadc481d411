//SOURCES ../../support/RunningProcess.java LauncherAssertions.java LauncherFixture.java
//SOURCES ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("launcher")
@Tag("slow")
@DisplayName("./jbang, the launcher, runs a script and stands aside")
class LauncherArgumentsTest extends LauncherAssertions {
    // A container may forbid network namespaces.
    private static final boolean NETWORKS = works("unshare", "-rn", "true");

    /** Shared: jbang has built the chapter and the probe in its home already. */
    @TempDir static Path dir;
    static LauncherFixture fixture;
    static Path probe;

    @BeforeAll
    static void warm() throws IOException {
        fixture = new LauncherFixture(dir);
        fixture.installJar();
        fixture.maven("exit 1");
        probe = Files.writeString(dir.resolve("Probe.java"), """
            //JAVA 25+
            import java.nio.file.*;
            void main(String... args) throws Exception {
                switch (args[0]) {
                    case "arguments" ->
                        System.out.write(Files.readAllBytes(Path.of("/proc/self/cmdline")));
                    case "stdin" -> System.in.transferTo(System.out);
                    case "exit" -> System.exit(Integer.parseInt(args[1]));
                    default -> {
                        Runtime.getRuntime().addShutdownHook(
                            new Thread(() -> IO.println("told to stop")));
                        IO.println(ProcessHandle.current().pid());
                        Thread.sleep(60_000);
                    }
                }
                System.out.flush();
            }
            """);
        assertRuns("", fixture.jbang(probe.toString(), "exit", "0"));
        assertRuns("------hello\n\n", fixture.jbang("mmap-basics"));
    }

    @DisplayName("that gets every argument unchanged")
    @ParameterizedTest(name = "with {0}")
    @ValueSource(strings = {"LC_ALL=C", "LC_ALL=C.UTF-8"})
    void arguments(String locale) throws Exception {
        // Written by bash, because a JVM in the C locale cannot pass these bytes on.
        Path caller = LauncherFixture.program(dir.resolve("caller"), """
            values=('' a '' 'b c' "it's" 'q"q' '$HOME' '`id`' '$(id)' $'new\\nline'
              $'end\\n' '*' '~' '!' '\\' '\\n' '#' ';' '&' $'tab\\t'
              $'\\xc3\\xa9\\xe2\\x9c\\x93' $'\\xff'
              -- -x --help --version run test mmap-basics @file '@' '%s' '')
            printf '%s\\0' "${values[@]}" >expected
            exec "$1" "$2" arguments "${values[@]}" >got""");
        ProcessBuilder call = fixture.command(caller,
            fixture.checkout.resolve("jbang").toString(), probe.toString());
        call.environment().put("LC_ALL", locale.substring(7));
        assertRuns("", call);
        byte[] got = Files.readAllBytes(dir.resolve("got"));
        byte[] expected = Files.readAllBytes(dir.resolve("expected"));
        var latin1 = java.nio.charset.StandardCharsets.ISO_8859_1;
        String arguments = new String(got, latin1).split("\0arguments\0", 2)[1];
        assertEquals(new String(expected, latin1), arguments);
    }

    @Test
    @DisplayName("that reads the launcher's stdin, to the last byte")
    void stdin() throws Exception {
        var bytes = new byte[1_000_003];
        new Random(1).nextBytes(bytes);
        Path in = Files.write(dir.resolve("in"), bytes);
        Path out = dir.resolve("out");
        ProcessBuilder cat = fixture.jbang(probe.toString(), "stdin").redirectInput(in.toFile());
        // Through a shell, because the bytes are not text.
        cat.command().addAll(0, List.of(LauncherFixture.tool("bash").toString(), "-c",
            "exec \"$@\" >out", "bash"));
        assertRuns("", cat);
        assertArrayEquals(bytes, Files.readAllBytes(out));
    }

    @DisplayName("and ends with its exit code")
    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {0, 1, 2, 3, 130, 255})
    void exitCodes(int code) {
        ProcessResult result = Course.run(
            fixture.jbang("run", probe.toString(), "exit", "" + code));
        assertEquals(new ProcessResult(code, "", ""), result);
    }

    @DisplayName("that gets signals, being the launched process itself")
    @ParameterizedTest(name = "signal {0}")
    @ValueSource(ints = {2, 15})
    void signals(int number) throws Exception {
        try (var running = Course.start(fixture.jbang(probe.toString(), "wait"))) {
            assertEquals("" + running.pid(), running.awaitLines(1).getFirst().text());
            Course.signal(running, number);
            ProcessResult result = running.result();
            assertEquals(128 + number, result.exit());
            assertEquals("told to stop", result.lines().getLast());
        }
    }

    @Test
    @DisplayName("and lets another be started while it runs")
    void lockIsReleased() throws Exception {
        try (var running = Course.start(fixture.jbang(probe.toString(), "wait"))) {
            running.awaitLines(1);
            assertRuns("", fixture.jbang(probe.toString(), "exit", "0"));
            assertTrue(running.process.isAlive());
        }
    }

    @Test
    @DisplayName("waits for a jbang of another checkout of the user, and says so on a terminal")
    void waitsForAnother() throws Exception {
        Path cache = Files.createDirectories(fixture.home.resolve(".jbang/cache"));
        ProcessBuilder call = fixture.jbang("version");
        // script(1) gives it a terminal.
        call.command("/usr/bin/script", "-qec", "'" + String.join("' '", call.command()) + "'",
            "/dev/null");
        try (var lock = Course.start(new ProcessBuilder("flock",
                cache.resolve("mmap-course.lock").toString(), "bash", "-c", "echo; sleep 60"))) {
            lock.awaitLines(1);
            try (var waiting = Course.start(call)) {
                Course.await(waiting, "a sign of life",
                    () -> waiting.out().contains("jbang: waiting for another jbang"));
                lock.close();
                assertEquals(0, waiting.result().exit(), waiting.out());
            }
        }
    }

    @DisplayName("prints the course before the help of jbang")
    @ParameterizedTest(name = "./jbang {0}")
    @ValueSource(strings = {"", "--help"})
    void help(String option) throws Exception {
        ProcessResult result = Course.run(option.isEmpty() ? fixture.jbang()
            : fixture.jbang(option));
        List<String> lines = result.lines();
        assertEquals("The mmap course. Begin with one of these:", lines.getFirst());
        assertTrue(lines.indexOf("  mmap-basics") < lines.indexOf("  caveats"), result.out());
        assertTrue(result.out().contains("the help of jbang itself"), result.out());
    }

    @DisplayName("called from another folder")
    @ParameterizedTest(name = "as ./jbang {0} mmap-basics")
    @ValueSource(strings = {"", "run", "--quiet run", "-R-Xint"})
    void anotherFolder(String options, @TempDir Path folder) throws Exception {
        var arguments = new ArrayList<>(Arrays.asList(options.split(" ")));
        arguments.removeIf(String::isEmpty);
        arguments.add("mmap-basics");
        assertRuns("------hello\n\n", fixture.jbang(arguments.toArray(String[]::new))
            .directory(folder.toFile()));
        assertEquals(List.of("testmmap"), namesIn(folder), "what the call left where it ran");
    }

    @Test
    @DisplayName("called from a folder with a catalog of its own that has the same alias")
    void anotherCatalog(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("jbang-catalog.json"),
            "{\"aliases\": {\"mmap-basics\": {\"script-ref\": \"Other.java\"}}}");
        assertRuns("------hello\n\n", fixture.jbang("mmap-basics").directory(folder.toFile()));
    }

    @Test
    @DisplayName("called through a symbolic link to a symbolic link")
    void symbolicLink() throws Exception {
        Path first = Files.createSymbolicLink(dir.resolve("mmap course"),
            fixture.checkout.resolve("jbang"));
        Path link = Files.createSymbolicLink(dir.resolve("c"), first.getFileName());
        assertRuns("------hello\n\n", fixture.command(link, "mmap-basics"));
    }

    @DisplayName("in a checkout with odd letters in its path, in the C locale")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"a b/c d", "work@2/c;d #%&'", "\u00fc/\u4e2d"})
    void oddPaths(String path, @TempDir Path folder) throws Exception {
        assumeTrue(path.chars().allMatch(c -> c < 128)
            || System.getProperty("sun.jnu.encoding").equals("UTF-8"),
            "these tests run in a locale in which Java cannot name such a folder");
        Path odd = folder.resolve(path);
        LauncherFixture.copyCheckout(odd);
        Files.createDirectories(odd.resolve(".jbang"));
        Files.copy(fixture.jar(), odd.resolve(".jbang").resolve(LauncherFixture.JAR));
        assertRuns("------hello\n\n", fixture.command(odd.resolve("jbang"), "mmap-basics"));
        assertTrue(Files.exists(odd.resolve(".jbang/command-MmapBasics.java")),
            "and keeps its things there");
    }

    @Test
    @DisplayName("without a network, once it has run")
    void offline() throws Exception {
        assumeTrue(NETWORKS, "no network namespaces here");
        assertRuns("------hello\n\n", LauncherFixture.inNamespace("-rn", "",
            fixture.jbang("mmap-basics")));
        assertEquals(List.of(), fixture.calls("mvn"));
    }

    @Test
    @DisplayName("and says so where there is no such alias, with exit code 2")
    void noSuchAlias() {
        ProcessResult result = Course.run(fixture.jbang("mmap-basic"));
        assertEquals(2, result.exit());
        assertTrue(result.err().contains("'mmap-basic'"), result.err());
    }
}
