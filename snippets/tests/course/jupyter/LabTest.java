//SOURCES ../../../Libc.java ../../../course/jupyter/JupyterEnvironment.java
//SOURCES ../../support/Course.java ../../support/CourseCopy.java
//SOURCES ../../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("lab")
@Tag("slow")
@DisplayName("The lab")
class LabTest {
    @TempDir Path dir;

    /** The learner's notebooks are made in this copy, because the checkout is somebody's. */
    private static CourseCopy course;

    @BeforeAll
    static void makeEnvironment() throws Exception {
        JupyterEnvironment.prepare();
        course = new CourseCopy().withBuilt("lab");
    }

    @AfterAll
    static void removeCopy() {
        course.close();
    }

    private static ProcessBuilder labOn(int port) {
        return course.launcher("lab", "--no-browser", "--port", String.valueOf(port));
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** The address with its token, once Jupyter has printed it. */
    static String address(RunningProcess lab) {
        var url = Pattern.compile("http://(?:localhost|127\\.0\\.0\\.1):\\d+/lab\\S*token=\\w+");
        Course.await(lab, "an address", () -> url.matcher(lab.err()).find());
        return url.matcher(lab.err()).results().findFirst().orElseThrow().group();
    }

    private static String get(String url) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    @Test
    @DisplayName("serves the first notebook, has the course's kernel, and ends all processes on"
        + " Ctrl-C")
    void servesAndEnds() throws Exception {
        int port = freePort();
        try (var lab = Course.start(labOn(port))) {
            String address = address(lab);
            assertTrue(address.contains("/lab/tree/work/00_start_here.ipynb"), address);
            String token = address.substring(address.indexOf("?"));
            String base = "http://127.0.0.1:" + port;
            assertTrue(get(base + "/api/kernelspecs" + token).contains("\"java\""));
            assertTrue(get(base + "/api/contents/work" + token).contains("06_anonymous"));
            List<ProcessHandle> family = lab.process.descendants().toList();
            assertFalse(family.isEmpty());
            // As a terminal does, which sends the signal to all of them.
            family.forEach(child -> Libc.kill((int) child.pid(), Libc.SIGINT));
            Course.signal(lab, Libc.SIGINT);
            assertEquals(130, lab.result().exit(), lab.err());
            for (ProcessHandle child : family) {
                child.onExit().orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
            }
        }
    }

    @Test
    @DisplayName("starts without a network, once its environment is made")
    void offline() throws Exception {
        var isolated = List.of("unshare", "--map-root-user", "--net");
        var probe = new ArrayList<>(isolated);
        probe.add("true");
        assumeTrue(Files.exists(Path.of("/usr/bin/unshare"))
            && Course.run(new ProcessBuilder(probe)).exit() == 0, "no network namespaces here");
        ProcessBuilder builder = labOn(freePort());
        builder.command().addAll(0, isolated);
        try (var lab = Course.start(builder)) {
            assertTrue(address(lab).contains("/work/00_start_here.ipynb"));
            assertFalse(lab.err().contains("installing"), lab.err());
            Course.signal(lab, Libc.SIGTERM);
            assertEquals(143, lab.result().exit(), lab.err());
        }
    }

    @Test
    @DisplayName("ends all processes, too, when only its own process gets the signal")
    void endsAlone() throws Exception {
        try (var lab = Course.start(labOn(freePort()))) {
            address(lab);
            List<ProcessHandle> family = lab.process.descendants().toList();
            Course.signal(lab, Libc.SIGTERM);
            assertEquals(143, lab.result().exit(), lab.err());
            for (ProcessHandle child : family) {
                child.onExit().orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
            }
        }
    }

    @Test
    @DisplayName("reports in one line that a port is in use, exit code 1")
    void portTaken() throws Exception {
        try (var socket = new ServerSocket(0)) {
            ProcessResult result = Course.run(labOn(socket.getLocalPort()));
            assertEquals(1, result.exit());
            assertTrue(result.err().contains("port " + socket.getLocalPort()), result.err());
        }
    }

    @DisplayName("reports in one line which package is missing")
    @ParameterizedTest(name = "{1}")
    @CsvSource({"'', python3 is not installed", "exit 1, this python3 has no venv module"})
    void noPython(String script, String message) throws Exception {
        try (var copy = new CourseCopy().withBuilt("lab")) {
            withoutEnvironment(copy);
            ProcessBuilder lab = copy.launcher("lab", "--no-browser");
            lab.environment().put("PATH", programsWithout(script).toString());
            lab.environment().put("JAVA_HOME", System.getProperty("java.home"));
            ProcessResult result = Course.run(lab);
            assertEquals(1, result.exit(), result.err());
            assertEquals("lab: " + message + "; install it (apt install python3-venv)",
                result.err().lines().toList().getLast());
        }
    }

    /** Gives the copy a cache of its own with the launcher's jbang in it, and nothing else. */
    private static Path withoutEnvironment(CourseCopy copy) throws IOException {
        Files.delete(copy.root.resolve(".jbang"));
        Path cache = Files.createDirectory(copy.root.resolve(".jbang"));
        try (Stream<Path> files = Files.list(Course.ROOT.resolve(".jbang"))) {
            for (Path jar : files.filter(f -> f.toString().endsWith(".jar")).toList()) {
                Files.createSymbolicLink(cache.resolve(jar.getFileName()), jar);
            }
        }
        return cache;
    }

    /** A PATH with what the launcher needs, and a python3 that is this script, or none. */
    private Path programsWithout(String script) throws IOException {
        Path programs = Files.createDirectory(dir.resolve("bin"));
        for (String name : List.of("bash", "sh", "env", "readlink", "sed", "grep", "stat", "cat",
                "mkdir", "flock", "head", "sort", "timeout", "rm", "mktemp", "mv", "sha256sum")) {
            Path program = Path.of("/usr/bin", name);
            Files.createSymbolicLink(programs.resolve(name),
                Files.exists(program) ? program : Path.of("/bin", name));
        }
        if (!script.isEmpty()) {
            Path python = Files.writeString(programs.resolve("python3"), "#!/bin/sh\n" + script);
            assertTrue(python.toFile().setExecutable(true));
        }
        return programs;
    }

    @Test
    @DisplayName("uses the jupyter on PATH if it is new enough, and makes no environment")
    void jupyterOnPath() throws Exception {
        Path python = Path.of(JupyterEnvironment.prepare().python().command().getFirst());
        Path programs = Files.createDirectory(dir.resolve("bin"));
        Path jupyter = Files.writeString(programs.resolve("jupyter"), "#!" + python + "\n");
        assertTrue(jupyter.toFile().setExecutable(true));
        try (var copy = new CourseCopy().withBuilt("lab")) {
            copy.withTinyNotebook();
            Path cache = withoutEnvironment(copy);
            ProcessBuilder lab = copy.launcher("lab", "--check", "00");
            lab.environment().merge("PATH", programs + ":", (path, ours) -> ours + path);
            ProcessResult result = Course.run(lab);
            assertEquals(0, result.exit(), result.out() + result.err());
            String venv = "jupyter-" + JupyterEnvironment.LAB_VERSION + "/venv";
            assertTrue(Files.notExists(cache.resolve(venv)));
        }
    }

    @Test
    @DisplayName("installs a kernel for others, which needs no file of this user's home")
    void installsTheKernel() throws Exception {
        ProcessResult installed = Course.run(course.launcher("lab", "--install-kernel",
            "--prefix", dir.toString()));
        assertEquals(0, installed.exit(), installed.err());
        Path kernel = dir.resolve("share/jupyter/kernels/java");
        assertEquals("rwxr-xr-x", PosixFilePermissions.toString(
            Files.getPosixFilePermissions(kernel)), "other users must be able to read it");
        ProcessBuilder python = JupyterEnvironment.prepare().python("-c", """
            from jupyter_client.manager import start_new_kernel
            manager, client = start_new_kernel(kernel_name='java')
            print(manager.kernel_spec.resource_dir)
            client.execute_interactive('System.out.println(6 * 7)', timeout=60)
            client.stop_channels()
            manager.shutdown_kernel()
            """);
        python.environment().put("JUPYTER_PATH", dir.resolve("share/jupyter").toString());
        ProcessResult ran = Course.run(python);
        assertEquals(kernel + "\n42\n", ran.out(), ran.err());
    }

    @Test
    @DisplayName("knows whether other users can read a JDK, and enter the folders above it")
    void forOthers() throws Exception {
        assertTrue(JupyterEnvironment.isForOthers(Path.of("/usr/bin")));
        var closed = PosixFilePermissions.fromString("rwx------");
        Path jdk = Files.createDirectory(dir.resolve("jdk"));
        Files.setPosixFilePermissions(dir, closed);
        assertFalse(JupyterEnvironment.isForOthers(jdk), "a closed folder above it");
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx--x--x"));
        Files.setPosixFilePermissions(jdk, closed);
        assertFalse(JupyterEnvironment.isForOthers(jdk), "a closed JDK");
    }

    @Test
    @DisplayName("has a check that notices a wrong constant in Libc")
    void wrongConstant() throws Exception {
        assertNoticed("MAP_SHARED = 0x01", "MAP_SHARED = 0x02", "01",
            cell -> cell.startsWith("%load ") || cell.contains("greeting"));
    }

    @Tag("full")
    @DisplayName("has checks that notice other mistakes in Libc")
    @ParameterizedTest(name = "{0}, not {1}: notebook {2}")
    @CsvSource({"O_TRUNC = 01000, O_TRUNC = 0, 01", "return Sys.PAGE_SIZE, return 8192, 02"})
    void otherMistakes(String right, String wrong, String notebook) throws Exception {
        assertNoticed(right, wrong, notebook, cell -> !cell.startsWith("%%exercise "));
    }

    private static void assertNoticed(String right, String wrong, String notebook,
            Predicate<String> cells) throws Exception {
        try (var copy = new CourseCopy().withBuilt("lab")) {
            copy.keepCells(notebook, cells);
            Path libc = copy.root.resolve("snippets/Libc.java");
            String source = Files.readString(libc);
            assertTrue(source.contains(right), right);
            Files.writeString(libc, source.replace(right, wrong));
            ProcessResult result = Course.run(copy.launcher("lab", "--check", notebook));
            assertEquals(1, result.exit(), result.out() + result.err());
            assertTrue(result.out().contains("✗"), result.out());
        }
    }

    @Test
    @DisplayName("checks notebooks without a browser, a line for each, and rejects an unknown one")
    void check() throws Exception {
        course.withTinyNotebook();
        ProcessResult result = Course.run(course.launcher("lab", "--check", "00"));
        assertEquals(0, result.exit(), result.out() + result.err());
        assertTrue(result.out().matches("✓ 00_start_here: \\d+ ✓, 0 ✗, [0-9.]+ s\n"),
            result.out());
        assertEquals(2, Course.run(Course.script(dir, "lab", "--check", "99")).exit());
        assertEquals(2, Course.run(Course.script(dir, "lab", "--port", "0")).exit());
    }
}
