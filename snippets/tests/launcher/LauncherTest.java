//SOURCES ../support/Course.java LauncherFixture.java

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("launcher")
@DisplayName("./jbang, the launcher")
class LauncherTest {
    /** mount, unshare and setpriv are of no use where the kernel or a container forbids them. */
    private static final boolean MOUNTS = works("unshare", "-rm", "true");
    private static final boolean NETWORKS = works("unshare", "-rn", "true");

    private static boolean works(String... command) {
        return LauncherFixture.has(command[0])
            && Course.run(new ProcessBuilder(command)).exit() == 0;
    }

    private static void assertRuns(String expectedOut, ProcessBuilder builder) {
        Course.Result result = Course.run(builder);
        assertEquals(0, result.exit(), result.err());
        assertEquals(expectedOut, result.out());
    }

    /** It failed with exit code 1, nothing on stdout, and these words on stderr. */
    private static Course.Result assertRefuses(String words, ProcessBuilder builder) {
        Course.Result result = Course.run(builder);
        assertEquals(1, result.exit(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains(words), result.err());
        return result;
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Nested
    @DisplayName("runs a script and stands aside")
    class Aside {
        /** Shared: jbang has built the chapter and the probe in its home already. */
        @TempDir static Path dir;
        static LauncherFixture house;
        static Path probe;

        @BeforeAll
        static void warm() throws IOException {
            house = new LauncherFixture(dir);
            house.installJar();
            house.maven("exit 1");
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
            assertRuns("", house.jbang(probe.toString(), "exit", "0"));
            assertRuns("------hello\n\n", house.jbang("mmap-basics"));
        }

        @DisplayName("that gets every argument unchanged")
        @ParameterizedTest(name = "with {0}")
        @ValueSource(strings = {"LC_ALL=C", "LC_ALL=C.UTF-8"})
        void arguments(String locale) throws Exception {
            // Written by bash, because a JVM in the C locale cannot pass these bytes on.
            Path caller = LauncherFixture.program(dir.resolve("caller"), """
                values=('' a '' 'b c' "it's" 'q"q' '$HOME' '`id`' '$(id)' $'new\\nline'
                  $'end\\n' '*' '~' '!' '\\' '\\n' '#' ';' '&' $'tab\\t' $'\\xc3\\xa9\\xe2\\x9c\\x93' $'\\xff'
                  -- -x --help --version run test mmap-basics @file '@' '%s' '')
                printf '%s\\0' "${values[@]}" >expected
                exec "$1" "$2" arguments "${values[@]}" >got""");
            ProcessBuilder call = house.command(caller,
                house.checkout.resolve("jbang").toString(), probe.toString());
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
            ProcessBuilder cat = house.jbang(probe.toString(), "stdin").redirectInput(in.toFile());
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
            Course.Result result = Course.run(
                house.jbang("run", probe.toString(), "exit", "" + code));
            assertEquals(new Course.Result(code, "", ""), result);
        }

        @DisplayName("that gets signals, being the launched process itself")
        @ParameterizedTest(name = "signal {0}")
        @ValueSource(ints = {2, 15})
        void signals(int number) {
            try (var running = new Course.Running(house.jbang(probe.toString(), "wait"))) {
                assertEquals(List.of("" + running.process.pid()), running.awaitLines(1));
                running.signal(number);
                Course.Result result = running.result();
                assertEquals(128 + number, result.exit());
                assertEquals("told to stop", result.lines().getLast());
            }
        }

        @Test
        @DisplayName("and lets another be started while it runs")
        void lockIsReleased() {
            try (var running = new Course.Running(house.jbang(probe.toString(), "wait"))) {
                running.awaitLines(1);
                assertRuns("", house.jbang(probe.toString(), "exit", "0"));
                assertTrue(running.process.isAlive());
            }
        }

        @DisplayName("called from another folder")
        @ParameterizedTest(name = "as ./jbang {0} mmap-basics")
        @ValueSource(strings = {"", "run", "--quiet run", "-R-Xint"})
        void anotherFolder(String options, @TempDir Path folder) throws Exception {
            var arguments = new ArrayList<>(Arrays.asList(options.split(" ")));
            arguments.removeIf(String::isEmpty);
            arguments.add("mmap-basics");
            assertRuns("------hello\n\n", house.jbang(arguments.toArray(String[]::new))
                .directory(folder.toFile()));
            assertEquals(List.of("testmmap"), namesIn(folder), "what the call left where it ran");
        }

        @Test
        @DisplayName("called from a folder with a catalog of its own that has the same alias")
        void anotherCatalog(@TempDir Path folder) throws Exception {
            Files.writeString(folder.resolve("jbang-catalog.json"),
                "{\"aliases\": {\"mmap-basics\": {\"script-ref\": \"Other.java\"}}}");
            assertRuns("------hello\n\n", house.jbang("mmap-basics").directory(folder.toFile()));
        }

        @Test
        @DisplayName("called through a symbolic link to a symbolic link")
        void symbolicLink() throws Exception {
            Path first = Files.createSymbolicLink(dir.resolve("mmap course"),
                house.checkout.resolve("jbang"));
            Path link = Files.createSymbolicLink(dir.resolve("c"), first.getFileName());
            assertRuns("------hello\n\n", house.command(link, "mmap-basics"));
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
            Files.copy(house.jar(), odd.resolve(".jbang").resolve(LauncherFixture.JAR));
            assertRuns("------hello\n\n", house.command(odd.resolve("jbang"), "mmap-basics"));
            assertTrue(Files.exists(odd.resolve(".jbang/lock")), "and keeps its things there");
        }

        @Test
        @DisplayName("without a network, once it has run")
        void offline() throws Exception {
            assumeTrue(NETWORKS, "no network namespaces here");
            assertRuns("------hello\n\n", LauncherFixture.inNamespace("-rn", "",
                house.jbang("mmap-basics")));
            assertEquals(List.of(), house.calls("mvn"));
        }

        @Test
        @DisplayName("and says so where there is no such alias, with exit code 2")
        void noSuchAlias() {
            Course.Result result = Course.run(house.jbang("mmap-basic"));
            assertEquals(2, result.exit());
            assertTrue(result.err().contains("'mmap-basic'"), result.err());
        }
    }

    @Nested
    @DisplayName("finds a JDK of 25 or newer")
    class Jdk {
        @TempDir Path dir;
        private LauncherFixture house;

        @BeforeEach
        void own() throws IOException {
            house = new LauncherFixture(dir);
            house.environment.remove("JAVA_HOME");
            Files.createDirectories(house.jar().getParent());
            Files.createFile(house.jar());
        }

        /** Runs it where none of the machine's own JDKs can be seen. */
        private ProcessBuilder hidden(String setup) {
            assumeTrue(MOUNTS, "no mount namespaces here, to hide the machine's own JDKs");
            return LauncherFixture.inNamespace("-rm", """
                for folder in /usr/lib/jvm /usr/lib64/jvm /usr/java /usr/local/*jdk* /opt; do
                  [ ! -d "$folder" ] || '%s' -t tmpfs none "$folder"
                done
                %s""".formatted(LauncherFixture.tool("mount"), setup), house.jbang("version"));
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
            house.environment.merge("PATH", path.toString(), (old, more) -> more + old);
        }

        @DisplayName("in JAVA_HOME, before any on PATH")
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"25", "25-ea", "25.0.3", "26.0.1", "100"})
        void javaHome(String version) throws Exception {
            house.environment.put("JAVA_HOME", jdk("its home", version).toString());
            onPath(jdk("on path", "25"));
            assertFinds("its home", house.jbang("version"));
        }

        @DisplayName("on PATH, where JAVA_HOME is older")
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"1.8.0_402", "9", "17.0.15", "24.0.2"})
        void oldJavaHome(String version) throws Exception {
            house.environment.put("JAVA_HOME", jdk("old", version).toString());
            onPath(jdk("on path", "25"));
            assertFinds("on path", house.jbang("version"));
        }

        @Test
        @DisplayName("on PATH, where JAVA_HOME is no folder")
        void missingJavaHome() throws Exception {
            house.environment.put("JAVA_HOME", dir.resolve("nowhere").toString());
            onPath(jdk("on path", "25"));
            assertFinds("on path", house.jbang("version"));
        }

        @Test
        @DisplayName("on PATH, where JAVA_HOME has java but no javac")
        void jreInJavaHome() throws Exception {
            Path jre = jdk("jre", "25.0.1");
            Files.delete(jre.resolve("bin/javac"));
            house.environment.put("JAVA_HOME", jre.toString());
            onPath(jdk("on path", "25"));
            assertFinds("on path", house.jbang("version"));
        }

        @Test
        @DisplayName("on PATH behind an older one")
        void oldOnPath() throws Exception {
            onPath(jdk("old", "17.0.15"), jdk("on path", "25"));
            assertFinds("on path", house.jbang("version"));
        }

        @Test
        @DisplayName("behind a link on PATH")
        void linkOnPath() throws Exception {
            Path alternative = Files.createSymbolicLink(dir.resolve("alternative"),
                jdk("linked", "25").resolve("bin/java"));
            Files.createSymbolicLink(house.bin.resolve("java"), alternative);
            assertFinds("linked", house.jbang("version"));
        }

        @DisplayName("in the home, with an older one in JAVA_HOME and on PATH")
        @ParameterizedTest(name = "~/{0}")
        @ValueSource(strings = {".sdkman/candidates/java/25.0.3-tem", ".jbang/cache/jdks/25",
            ".jbang/currentjdk", ".jdks/temurin-25", ".gradle/jdks/eclipse_25", ".jabba/jdk/a@25",
            ".asdf/installs/java/temurin-25", ".local/share/mise/installs/java/25"})
        void inTheHome(String folder) throws Exception {
            Path old = jdk("old", "17.0.15");
            house.environment.put("JAVA_HOME", old.toString());
            onPath(old);
            LauncherFixture.jdk(house.home.resolve(folder).resolveSibling("17"), "17.0.15");
            Path jdk = LauncherFixture.jdk(house.home.resolve(folder), "25.0.3");
            assertFinds(jdk.getFileName().toString(), hidden(""));
        }

        @DisplayName("in the system's folders")
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"/usr/lib/jvm/java-25-openjdk", "/opt/jdk-25", "/opt/java/openjdk"})
        void inTheSystem(String folder) throws Exception {
            Path jdk = jdk(Path.of(folder).getFileName().toString(), "25");
            assumeTrue(Files.isDirectory(Path.of(folder).getParent())
                || folder.startsWith("/opt/") && Files.isDirectory(Path.of("/opt")),
                "no folder here to put " + folder + " into");
            assertFinds(jdk.getFileName().toString(), hidden("mkdir -p '%s'; cp -R '%s'/. '%s'"
                .formatted(folder, jdk, folder)));
        }

        @Test
        @DisplayName("and where there is none, says so in two lines and exits 1")
        void none() throws Exception {
            onPath(jdk("old", "17.0.15"));
            Course.Result result = assertRefuses("needs a JDK of 25 or newer", hidden(""));
            assertEquals(2, result.err().lines().count(), result.err());
            assertTrue(result.err().lines().toList().get(1).contains("JAVA_HOME"), result.err());
        }

        @Test
        @DisplayName("also where there is no java at all, and writes nothing")
        void noJava() throws Exception {
            Files.delete(house.jar());
            Files.delete(house.jar().getParent());
            Course.Result result = assertRefuses("needs a JDK of 25 or newer", hidden(""));
            assertEquals(2, result.err().lines().count(), result.err());
            assertEquals(List.of("jbang", "jbang-catalog.json", "snippets"),
                namesIn(house.checkout));
            assertEquals(List.of(), namesIn(house.home));
        }
    }

    @Nested
    @DisplayName("uses the jbang on PATH")
    class OnPath {
        @TempDir Path dir;
        private LauncherFixture house;

        @BeforeEach
        void own() throws IOException {
            house = new LauncherFixture(dir);
            house.standInJdk();
            house.maven("cp \"$real\" \"$target\"");
        }

        private long timesAsked() throws IOException {
            return house.calls("jbang").stream().filter(c -> c.endsWith(" version")).count();
        }

        @DisplayName("if it is new enough")
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {LauncherTest.SAME, "0.133.0", "0.1000.0", "1.0.0"})
        void newEnough(String version) throws Exception {
            house.jbangOnPath(house.bin, version.replace(SAME, LauncherFixture.VERSION));
            Path in = Files.writeString(dir.resolve("in"), "some\ninput");
            Course.Result result = Course.run(house.jbang("x.java", "", "a b", "$x", "-v")
                .redirectInput(in.toFile()));
            assertEquals(new Course.Result(7, "installed jbang with:\n<x.java>\n<>\n<a b>\n<$x>\n"
                + "<-v>\nsome\ninput", ""), result);
            assertEquals(List.of(), house.calls("mvn"));
        }

        @DisplayName("but not if it is older or does not say")
        @ParameterizedTest(name = "it says [{0}]")
        @ValueSource(strings = {"0.132.0", "0.99.1", "0.127.18", "0.2", "what?", ""})
        void tooOld(String version) throws Exception {
            house.jbangOnPath(house.bin, version);
            assertRuns(LauncherFixture.OWN, house.jbang("version"));
            assertEquals(1, house.calls("mvn").size());
        }

        @Test
        @DisplayName("behind one that is too old; each is asked for its version once")
        void behindAnOldOne() throws Exception {
            house.jbangOnPath(house.bin, "0.99.1");
            Path newer = house.jbangOnPath(dir.resolve("newer"), "0.999.0");
            house.environment.merge("PATH", newer.getParent().toString(), (p, n) -> p + ":" + n);
            assertEquals(7, Course.run(house.jbang("x.java")).exit());
            assertEquals(7, Course.run(house.jbang("x.java")).exit());
            assertEquals(2, timesAsked());
        }

        @Test
        @DisplayName("once it has become new enough")
        void updated() throws Exception {
            house.jbangOnPath(house.bin, "0.99.1");
            assertRuns(LauncherFixture.OWN, house.jbang("version"));
            house.jbangOnPath(house.bin, "0.999.0");
            assertEquals(7, Course.run(house.jbang("x.java")).exit());
        }

        @Test
        @DisplayName("and tells it which file of the course an alias is, from another folder")
        void alias() throws Exception {
            house.jbangOnPath(house.bin, "0.999.0");
            Course.Result result = Course.run(house.jbang("mmap-basics", "-v"));
            assertEquals("installed jbang with:\n<" + house.checkout
                + "/snippets/01_mmap_basics/MmapBasics.java>\n<-v>\n", result.out());
        }

        @Test
        @DisplayName("with the JDK that it found")
        void javaHome() throws Exception {
            LauncherFixture.program(house.bin.resolve("jbang"),
                "[ \"$1\" = version ] && echo 9.9.9 || echo \"$JAVA_HOME\"");
            assertRuns(house.environment.get("JAVA_HOME") + "\n", house.jbang("x"));
        }

        @DisplayName("unless that is this launcher again")
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"the launcher itself", "a link to it", "a copy of it",
            "a script that calls it"})
        void noRecursion(String what) throws Exception {
            Path launcher = house.checkout.resolve("jbang");
            Path jbang = house.bin.resolve("jbang");
            switch (what) {
                case "a link to it" -> Files.createSymbolicLink(jbang, launcher);
                case "a copy of it" -> Files.copy(launcher, jbang,
                    StandardCopyOption.COPY_ATTRIBUTES);
                case "a script that calls it" -> LauncherFixture.program(jbang,
                    "exec '" + launcher + "' \"$@\"");
                default -> house.environment.merge("PATH", house.checkout.toString(),
                    (path, more) -> more + ":" + path);
            }
            long start = System.nanoTime();
            assertRuns(LauncherFixture.OWN, house.jbang("version"));
            assertTrue(System.nanoTime() - start < 25e9, "it waited for itself");
        }
    }

    private static final String SAME = "the pinned version";

    @Nested
    @DisplayName("without a jbang")
    class Fetch {
        @TempDir Path dir;
        private LauncherFixture house;

        @BeforeEach
        void own() throws IOException {
            house = new LauncherFixture(dir);
            house.standInJdk();
        }

        /** Those of killed runs have nobody else to end them. */
        @AfterEach
        void killStandIns() throws IOException {
            if (Files.exists(dir.resolve("mvn.pid"))) {
                long pid = Long.parseLong(Files.readString(dir.resolve("mvn.pid")).strip());
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            }
        }

        private void assertKeepsTheJar() throws IOException {
            assertEquals(-1, Files.mismatch(LauncherFixture.realJar(), house.jar()));
            assertEquals(List.of(LauncherFixture.JAR, "lock"), namesIn(house.jar().getParent()));
        }

        private void assertKeepsNothing() throws IOException {
            assertEquals(List.of("lock"), namesIn(house.jar().getParent()));
        }

        /** Half a jar, and then nothing more for a long time. */
        private void mavenHangs(String how) throws IOException {
            house.maven("""
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
            house.maven("cp \"$real\" \"$target\"");
            assertRuns(LauncherFixture.OWN, house.jbang("version"));
            assertRuns(LauncherFixture.OWN, house.jbang("version"));
            assertKeepsTheJar();
            assertEquals(1, house.calls("mvn").size());
            String call = house.calls("mvn").getFirst();
            assertTrue(call.contains("-Dartifact=dev.jbang:jbang-cli:" + LauncherFixture.VERSION
                + ":jar:all"), call);
        }

        @Test
        @DisplayName("has Maven do so where no pom.xml of the user's is in its way")
        void awayFromThePom() throws Exception {
            house.maven("cp \"$real\" \"$target\"");
            Files.writeString(dir.resolve("pom.xml"), "not a pom");
            assertRuns(LauncherFixture.OWN, house.jbang("version"));
            assertFalse(house.calls("mvn").getFirst().startsWith(dir + " "));
        }

        @Test
        @DisplayName("has Maven use the home that HOME says, as jbang does")
        void homeOfMaven() throws Exception {
            house.environment.put("JAVA_HOME", LauncherFixture.REAL_JDK.toString());
            house.environment.put("HOME", dir.resolve("a b/home").toString());
            house.maven("\"$JAVA_HOME/bin/java\" -XshowSettings:properties -version; exit 1");
            assertRefuses("user.home = " + dir.resolve("a b/home"), house.jbang("version"));
        }

        @DisplayName("refuses what Maven brought if the checksum is wrong, and tries again")
        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"another jar", "half a jar", "empty"})
        void wrongChecksum(String what) throws Exception {
            house.maven(switch (what) {
                case "another jar" -> "{ cat \"$real\"; echo; } >\"$target\"";
                case "half a jar" -> "head -c 4000000 \"$real\" >\"$target\"";
                default -> "touch \"$target\"";
            });
            assertRefuses("checksum", house.jbang("version"));
            assertKeepsNothing();
            house.maven("cp \"$real\" \"$target\"");
            assertRuns(LauncherFixture.OWN, house.jbang("version"));
            assertKeepsTheJar();
        }

        @Test
        @DisplayName("says what Maven said if it fails in the middle, and keeps nothing")
        void mavenFails() throws Exception {
            house.maven("head -c 4000000 \"$real\" >\"$target\"; echo 'no route'; exit 1");
            assertRefuses("no route", house.jbang("version"));
            assertKeepsNothing();
        }

        @DisplayName("cut in the middle of its first run, fetches anew at once")
        @ParameterizedTest(name = "signal {0}")
        @ValueSource(ints = {2, 9, 15})
        void cut(int signal) throws Exception {
            // A JVM answers Ctrl-C with exit code 130; it does not die of the signal.
            mavenHangs(signal == 2 ? "trap 'kill $!; exit 130' INT; sleep 100 & wait"
                : "exec sleep 100");
            try (var first = new Course.Running(house.jbang("version"))) {
                first.await("half a jar", hanging());
                assertFalse(Files.exists(house.jar()));
                var killed = new ArrayList<>(List.of("bash", "-c", "kill -" + signal + " \"$@\"",
                    "kill", "" + first.process.pid()));
                if (signal == 2) {   // As a terminal does: all of them at once.
                    first.process.descendants().forEach(p -> killed.add("" + p.pid()));
                }
                Course.run(new ProcessBuilder(killed));
                assertEquals(128 + signal, first.result().exit());
            }
            assertFalse(Files.exists(house.jar()));
            house.maven("cp \"$real\" \"$target\"");
            long start = System.nanoTime();
            assertRuns(LauncherFixture.OWN, house.jbang("version"));
            assertTrue(System.nanoTime() - start < 25e9, "it waited for the one that was cut");
            assertKeepsTheJar();
        }

        @Test
        @DisplayName("in two first runs at the same time, fetches and builds once")
        void twoFirstRuns() throws Exception {
            house.environment.put("JAVA_HOME", LauncherFixture.REAL_JDK.toString());
            house.maven("""
                head -c 4000000 "$real" >"$target"; sleep 1; cp "$real" "$target\"""");
            Path other = Files.createDirectories(dir.resolve("other"));
            try (var a = new Course.Running(house.jbang("mmap-basics"));
                    var b = new Course.Running(house.jbang("mmap-basics")
                        .directory(other.toFile()))) {
                for (Course.Result result : List.of(a.result(), b.result())) {
                    assertEquals(0, result.exit(), result.err());
                    assertEquals("------hello\n\n", result.out());
                }
                assertEquals(1, (a.err() + b.err()).split("Building jar", -1).length - 1);
            }
            assertEquals(1, house.calls("mvn").size());
        }

        @Test
        @DisplayName("in a checkout that another user may not write, keeps it under the home")
        void readOnly() throws Exception {
            house.maven("cp \"$real\" \"$target\"");
            ProcessBuilder call = asAnotherUser(house.jbang("version"));
            assertRuns(LauncherFixture.OWN, call);
            assertRuns(LauncherFixture.OWN, call);
            assertEquals(List.of("jbang", "jbang-catalog.json", "snippets"),
                namesIn(house.checkout));
            assertEquals(List.of(LauncherFixture.JAR, "lock"),
                namesIn(house.home.resolve(".cache/mmap-course")));
            assertEquals(1, house.calls("mvn").size());
        }

        @Test
        @DisplayName("in such a checkout runs a chapter, and uses the jar that is there already")
        void readOnlyWithJar() throws Exception {
            house.environment.put("JAVA_HOME", LauncherFixture.REAL_JDK.toString());
            house.installJar();
            Path script = Files.writeString(dir.resolve("Hi.java"),
                "//JAVA 25+\nvoid main() { IO.println(\"hi\"); }");
            assertRuns("hi\n", asAnotherUser(house.jbang(script.toString())));
            assertEquals(List.of(LauncherFixture.JAR), namesIn(house.jar().getParent()));
        }

        @Test
        @DisplayName("and where it can write nowhere, says so")
        void nowhere() throws Exception {
            ProcessBuilder call = asAnotherUser(house.jbang("version"));
            call.environment().put("HOME", house.checkout.toString());
            Course.Result result = assertRefuses("can write neither to", call);
            assertEquals(1, result.err().lines().count(), result.err());
        }

        /** As nobody, if this is root; else as the same user, with the checkout made read-only. */
        private ProcessBuilder asAnotherUser(ProcessBuilder builder) throws IOException {
            boolean root = works("setpriv", "--reuid=65534", "--clear-groups", "true");
            assumeTrue(root || !System.getProperty("user.name").equals("root"),
                "root here may not become another user");
            try (Stream<Path> files = Files.walk(dir)) {
                for (Path file : files.filter(f -> !Files.isSymbolicLink(f)).toList()) {
                    boolean kept = file.startsWith(house.checkout);
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
            try (Stream<Path> files = Files.walk(house.checkout)) {
                for (Path folder : files.filter(Files::isDirectory).toList()) {
                    folder.toFile().setWritable(true);
                }
            }
        }
    }

    @Nested
    @DisplayName("without a jbang and without Maven")
    class Installer {
        @TempDir Path dir;
        private LauncherFixture house;
        private HttpServer server;
        private String installer;

        @BeforeEach
        void serve() throws IOException {
            house = new LauncherFixture(dir);
            house.standInJdk();
            // Does what jbang's own does as far as the launcher goes by it: the version that is
            // asked for goes into JBANG_DIR/bin, and is run with the arguments.
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
            house.environment.put("JBANG_INSTALLER_URL",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/installer");
        }

        @AfterEach
        void stop() {
            server.stop(0);
        }

        private void assertKeepsNothing() throws IOException {
            assertEquals(List.of("lock"), namesIn(house.jar().getParent()));
        }

        @DisplayName("runs jbang's installer, once")
        @ParameterizedTest(name = "fetched by {0}")
        @ValueSource(strings = {"curl", "wget"})
        void installs(String client) throws Exception {
            assumeTrue(LauncherFixture.has(client), "no " + client + " here");
            house.provide("bin", client);
            assertRuns(LauncherFixture.OWN, house.jbang("version"));
            assertRuns(LauncherFixture.OWN, house.jbang("version"));
            assertEquals(-1, Files.mismatch(LauncherFixture.realJar(), house.jar()));
            assertEquals(List.of(LauncherFixture.VERSION + " version"), house.calls("installer"));
            assertEquals(List.of(), namesIn(house.home));
        }

        @Test
        @DisplayName("keeps nothing of an installer that fails in the middle")
        void fails() throws Exception {
            house.provide("bin", "curl");
            installer = installer.replace("cat ", "head -c 4000000 ") + "exit 3\n";
            assertRefuses("installer failed", house.jbang("version"));
            assertKeepsNothing();
        }

        @Test
        @DisplayName("says in one line that the installer cannot be fetched")
        void notThere() throws Exception {
            house.provide("bin", "curl");
            installer = "";
            assertRefuses("could not be fetched from http://127.0.0.1", house.jbang("version"));
            assertKeepsNothing();
        }

        @Test
        @DisplayName("says so if there is nothing to fetch it with")
        void noClient() throws Exception {
            assertRefuses("needs Maven, curl or wget", house.jbang("version"));
            assertKeepsNothing();
        }
    }

    @Test
    @DisplayName("and the project name no host of a package registry")
    void noRegistry() throws Exception {
        assumeTrue(LauncherFixture.has("git") && Files.exists(Course.ROOT.resolve(".git")),
            "not a git checkout");
        // In brackets, so that this file is not found itself.
        var hosts = Pattern.compile("repo1?[.]maven|[.]maven[.]org|maven[.]apache[.]org/maven2"
            + "|sonatype[.]|pypi[.]|pythonhosted[.]|npmjs[.]|jitpack[.]|maven[.]google[.]");
        Course.Result files = Course.run(new ProcessBuilder("git", "-c", "safe.directory=*",
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
