//SOURCES ../../../course/grading/Exercise.java ../../../support/RunningProcess.java
//SOURCES ../../support/Course.java HostileActs.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a hostile answer tries, and what stops it. One run of a grader tries all acts. If root runs
 * the tests, a second run does so as an ordinary user.
 */
@Tag("exercises")
@Tag("slow")
@DisplayName("The confinement of graded code")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConfinementTest {
    private static final boolean ROOT = System.getProperty("user.name").equals("root");
    private static final String NOBODY = "65534";

    @TempDir static Path dir;
    private Path home;
    private Map<String, String> before;
    private RunningProcess bystander;
    private final Map<String, List<String>> printed = new TreeMap<>();

    @BeforeAll
    void tryAll() throws Exception {
        home = Files.createDirectories(dir.resolve("home"));
        Files.writeString(home.resolve(".bashrc"), "mine\n");
        Files.writeString(Files.createDirectory(home.resolve(".ssh")).resolve("id_rsa"), "secret");
        Files.writeString(Files.createDirectory(home.resolve("other"))
            .resolve("WriteThroughMemory.java"), "theirs\n");
        before = files();
        bystander = RunningProcess.start(new ProcessBuilder("sleep", "1000"));
        Path socket = dir.resolve("socket");
        try (var tcp = new ServerSocket(0);
                var unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            unix.bind(UnixDomainSocketAddress.of(socket));
            for (String user : ROOT ? List.of("root", "user") : List.of("user")) {
                printed.put(user, run(user, tcp.getLocalPort(), socket));
            }
        }
    }

    private List<String> run(String user, int port, Path socket) throws Exception {
        Path cache = Files.createDirectories(dir.resolve("cache-" + user));
        var command = new ArrayList<String>();
        String classPath = System.getProperty("java.class.path");
        if (ROOT && user.equals("user")) {
            // Root's jars are in its home, which nobody else can read.
            classPath = copies(classPath, Files.createDirectory(dir.resolve("jars")));
            Course.run(new ProcessBuilder("chown", "-R", NOBODY, dir.toString()));
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY,
                "--clear-groups"));
        }
        command.addAll(List.of(RunningProcess.java(), "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC", "-Djava.io.tmpdir=" + dir, "--enable-native-access=ALL-UNNAMED",
            "-cp", classPath, "HostileActs", cache.toString(), home.toString(), "" + port,
            socket.toString(), "" + bystander.pid()));
        ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
        builder.environment().put("SECRET", "token");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        ProcessResult result = Course.run(builder);
        assertTrue(result.out().contains("outcome "), result.out() + result.err());
        return (result.out() + result.err()).lines().toList();
    }

    private static String copies(String classPath, Path folder) throws IOException {
        var copies = new ArrayList<String>();
        for (String jar : classPath.split(":")) {
            Path file = Path.of(jar);
            if (!file.getFileName().toString().matches("(aeron|agrona|chronicle|selenium|jmh).*")) {
                copies.add(Files.copy(file, folder.resolve(file.getFileName())).toString());
            }
        }
        return String.join(":", copies);
    }

    @AfterAll
    void end() {
        bystander.close();
    }

    /** The content of each file in the decoy home, and when it was changed. */
    private Map<String, String> files() throws IOException {
        var files = new TreeMap<String, String>();
        try (var all = Files.walk(home)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(file.toString(), Files.readString(file)
                    + Files.getPosixFilePermissions(file) + Files.getLastModifiedTime(file));
            }
        }
        return files;
    }

    /** Returns what came of an act, for each user. */
    private Map<String, String> seen(String act) {
        var seen = new TreeMap<String, String>();
        printed.forEach((user, lines) -> seen.put(user, lines.stream()
            .filter(line -> line.startsWith(HostileActs.SIGN + act + ": "))
            .findFirst().orElse("not tried: " + lines).replaceFirst(".*?: ", "")));
        return seen;
    }

    @DisplayName("refuses an act")
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(textBlock = """
        environment of the runner, AccessDenied
        memory of the runner,      Permission denied
        files of the runner,       Permission denied
        read a secret,             AccessDenied
        list the home,             Permission denied
        new file,                  AccessDenied
        append,                    Permission denied
        truncate,                  Permission denied
        delete,                    Permission denied
        rename,                    Permission denied
        mode,                      Permission denied
        times,                     Permission denied
        other submission,          AccessDenied
        jar,                       ermission denied
        TCP connect,               Permission denied
        TCP listen,                Permission denied
        UDP,                       Permission denied
        Unix socket,               Permission denied
        datagrams to a path,       EACCES
        new user namespace,        not cloned
        kill a bystander,          EPERM
        kill the runner,           EPERM
        stop the runner,           ermi
        renice the runner,         Permission denied
        limit the runner,          Permission denied
        trace the runner,          not traced
        oom score,                 ermission denied
        device,                    ermi
        mount,                     Permission denied
        shared memory,             Permission denied
        immutable file,            Operation not
        solution,                  NullPointer
        """)
    void refused(String act, String words) {
        seen(act).forEach((user, seen) -> assertTrue(
            seen.startsWith("refused ") && seen.contains(words), user + ": " + seen));
    }

    @Test
    @DisplayName("passes on only harmless variables of the environment")
    void variables() {
        seen("variables").forEach((user, seen) -> {
            assertTrue(seen.startsWith("done ["), user + ": " + seen);
            assertTrue(seen.replaceFirst("done ", "").replaceAll("[\\[\\] ]", "").matches(
                "((PATH|LANG|LC_\\w+|TZ|LD_LIBRARY_PATH|HOME|TMPDIR|MMAP_GRADER)(,|$))+"), seen);
        });
    }

    @DisplayName("allows something that stays in the folder of the run")
    @ParameterizedTest(name = "{0}")
    @CsvSource({"report", "crash", "deep folder", "closed folder", "linked folder", "child",
        "setsid", "hidden child", "late child"})
    void allowed(String act) {
        seen(act).forEach((user, seen) -> assertTrue(seen.startsWith("done"), user + ": " + seen));
    }

    @Test
    @DisplayName("limits descriptors")
    void descriptors() {
        seen("descriptors").forEach((user, seen) -> assertEquals("done 1024", seen.strip(), user));
    }

    @Test
    @DisplayName("fails an answer that replaces its report by a link to a file outside")
    void replacedReport() {
        printed.forEach((user, lines) -> assertTrue(
            lines.getFirst().startsWith("outcome ENDED"), user + ": " + lines));
    }

    @Test
    @DisplayName("flags what an honest answer never uses")
    void flags() {
        printed.forEach((user, lines) -> assertEquals(
            "flags native code without Libc, other processes in /proc, processes, resources,"
                + " the network", lines.get(1)));
    }

    @Test
    @DisplayName("leaves no process, no folder, and every file outside as it was")
    void nothingLeft() throws Exception {
        assertEquals(before, files());
        assertTrue(bystander.process.isAlive(), "the bystander");
        List<String> left = ProcessHandle.allProcesses()
            .map(process -> process.info().commandLine().orElse(""))
            .filter(command -> command.contains("sleep 4242")).toList();
        assertEquals(List.of(), left);
        try (var folders = Files.list(dir)) {
            assertEquals(List.of(), folders.map(folder -> folder.getFileName().toString())
                .filter(name -> name.startsWith("mmap-")).toList());
        }
    }
}
