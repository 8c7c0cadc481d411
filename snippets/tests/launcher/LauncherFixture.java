//SOURCES ../support/Course.java

import module java.base;

/**
 * A machine for the launcher, in a temporary folder. It has a checkout, a home, and a PATH. On this
 * PATH are only the tools that every Linux has, and fakes for the rest.
 *
 *     dir/checkout   the launcher, the catalog and the first chapter
 *     dir/home       HOME, empty; jbang finds its dependencies in the tests' own ~/.m2
 *     dir/bin        fakes: mvn, jbang, java
 *     dir/tools      what calls bash, sed, grep …
 */
final class LauncherFixture {
    /** The JDK that runs the tests. */
    static final Path REAL_JDK = Path.of(System.getProperty("java.home"));
    static final String VERSION = versionOf(Course.ROOT.resolve("jbang"));
    static final String JAR = "jbang-cli-" + VERSION + ".jar";

    private static final List<String> TOOLS = List.of("bash", "cat", "cp", "env", "find",
        "flock", "grep", "head", "ln", "mkdir", "mktemp", "mv", "readlink", "rm", "sed",
        "sha256sum", "sleep", "sort", "stat", "sync", "timeout", "touch");

    final Path dir;
    final Path checkout;
    final Path home;
    final Path bin;
    final Map<String, String> environment = new TreeMap<>();

    LauncherFixture(Path dir) throws IOException {
        this.dir = dir;
        checkout = dir.resolve("checkout");
        home = Files.createDirectories(dir.resolve("home"));
        bin = Files.createDirectories(dir.resolve("bin"));
        copyCheckout(checkout);
        for (String tool : TOOLS) {
            provide("tools", tool);
        }
        environment.put("PATH", bin + ":" + dir.resolve("tools"));
        environment.put("JBANG_REPO", System.getenv().getOrDefault("JBANG_REPO",
            System.getenv("HOME") + "/.m2/repository"));
        environment.put("HOME", home.toString());
        environment.put("JAVA_HOME", REAL_JDK.toString());
    }

    /** Copies what the launcher and the first chapter consist of into {@code folder}. */
    static void copyCheckout(Path folder) throws IOException {
        var files = new ArrayList<Path>(List.of(Path.of("jbang"), Path.of("jbang-catalog.json")));
        for (String part : List.of("snippets", "snippets/support", "snippets/01_mmap_basics")) {
            try (Stream<Path> java = Files.list(Course.ROOT.resolve(part))) {
                java.filter(f -> f.toString().endsWith(".java")).map(Course.ROOT::relativize)
                    .forEach(files::add);
            }
        }
        for (Path file : files) {
            Path copy = folder.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(Course.ROOT.resolve(file), copy, StandardCopyOption.REPLACE_EXISTING);
            copy.toFile().setExecutable(Files.isExecutable(Course.ROOT.resolve(file)), false);
        }
    }

    /** The program called {@code name} on the PATH of the tests. */
    static Path tool(String name) {
        return Stream.of(System.getenv("PATH").split(":")).map(p -> Path.of(p, name))
            .filter(Files::isExecutable).findFirst()
            .orElseThrow(() -> new IllegalStateException("no " + name + " on PATH"));
    }

    static boolean has(String name) {
        return Stream.of(System.getenv("PATH").split(":")).map(p -> Path.of(p, name))
            .anyMatch(Files::isExecutable);
    }

    /**
     * Puts a tool of this machine into a folder on its PATH. By a program that calls it,
     * because JUnit complains of each link out of a temporary folder.
     */
    void provide(String folder, String tool) throws IOException {
        Path file = Files.createDirectories(dir.resolve(folder)).resolve(tool);
        Files.writeString(file, "#!/bin/sh\nexec '" + tool(tool) + "' \"$@\"\n");
        file.toFile().setExecutable(true, false);
    }

    /** Its {@code ./jbang}, to be run in its folder. */
    ProcessBuilder jbang(String... arguments) {
        return command(checkout.resolve("jbang"), arguments);
    }

    /** Any program, in its environment and folder. */
    ProcessBuilder command(Path program, String... arguments) {
        var command = new ArrayList<String>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(dir.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /** The same in a namespace of its own, made by {@code unshare} and set up by {@code setup}. */
    static ProcessBuilder inNamespace(String flags, String setup, ProcessBuilder builder) {
        var command = new ArrayList<String>(List.of(tool("unshare").toString(), flags,
            tool("bash").toString(), "-c", setup + "\nexec \"$@\"", "in-namespace"));
        command.addAll(builder.command());
        return builder.command(command);
    }

    /** The jar that the launcher keeps in the checkout. */
    Path jar() {
        return checkout.resolve(".jbang").resolve(JAR);
    }

    /** Puts the whole jar where the launcher keeps it. */
    void installJar() throws IOException {
        Files.createDirectories(jar().getParent());
        Files.copy(realJar(), jar(), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The whole jar. Where the tests run by an installed jbang, the launcher fetches it first. */
    static synchronized Path realJar() throws IOException {
        List<Path> kept = Stream.of(Course.ROOT.resolve(".jbang"),
            Path.of(System.getenv("HOME"), ".cache/mmap-course")).map(p -> p.resolve(JAR)).toList();
        if (kept.stream().noneMatch(Files::exists)) {
            ProcessBuilder fetch = Course.launcher(Course.ROOT, "version");
            fetch.environment().put("PATH", Stream.of(System.getenv("PATH").split(":"))
                .filter(p -> !Files.exists(Path.of(p, "jbang"))).collect(Collectors.joining(":")));
            Course.run(fetch);
        }
        return kept.stream().filter(Files::exists).findFirst().orElseThrow();
    }

    /** Writes a bash program. */
    static Path program(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/usr/bin/env bash\n" + body + "\n");
        file.toFile().setExecutable(true, false);
        return file;
    }

    /**
     * A fake of Maven: writes its folder and arguments down, then does {@code body}, where
     * $real is the real jar and $target the file that Maven would write.
     */
    void maven(String body) throws IOException {
        program(bin.resolve("mvn"), """
            echo "$PWD $*" >>'%s'
            for a; do case $a in -DoutputDirectory=*) folder=${a#*=} ;; esac; done
            real='%s' target=$folder/jbang-cli-%s-all.jar
            %s""".formatted(dir.resolve("mvn.calls"), realJar(), VERSION, body));
    }

    /** The calls of a fake so far: its folder and arguments, a line each. */
    List<String> calls(String program) throws IOException {
        Path calls = dir.resolve(program + ".calls");
        return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    }

    /** A fake jbang: reports a version, and prints its arguments and stdin otherwise. */
    Path jbangOnPath(Path folder, String version) throws IOException {
        return program(folder.resolve("jbang"), """
            echo "$PWD $*" >>'%s'
            if [ "$1" = version ]; then echo '%s'; exit; fi
            echo "installed jbang with:"; printf '<%%s>\\n' "$@"; cat; exit 7"""
            .formatted(dir.resolve("jbang.calls"), version));
    }

    /** A fake of a JDK: its java says which one it is and what jar it was told to run. */
    static Path jdk(Path folder, String version) throws IOException {
        program(folder.resolve("bin/javac"), "exit 1");
        program(folder.resolve("bin/java"), """
            while [ "$1" != -jar ]; do shift; done
            echo "%s runs ${2##*/} ${*:3}\"""".formatted(folder.getFileName()));
        Files.writeString(folder.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\""
            + version + "\"\nJAVA_VERSION_DATE=\"2025-09-16\"\n");
        return folder;
    }

    /** Bash that puts a fake JDK 25 where jbang puts those that it fetches, once. */
    String fetchesJdk() throws IOException {
        return """
            mkdir -p "${JBANG_CACHE_DIR:=$HOME/.jbang/cache}"
            mkdir "$JBANG_CACHE_DIR/jdks" && cp -R '%s' "$JBANG_CACHE_DIR/jdks/25"
            """.formatted(jdk(dir.resolve("fetched/25"), "25.0.1"));
    }

    /** A fake of a program that is jbang or runs it, and can fetch a JDK. */
    void jbangWithJdk(Path program) throws IOException {
        program(program, """
            echo "$*" >>'%s'
            case "$*" in
              *"jdk install 25") %s ;;
              *"jdk home 25") echo "$HOME/.jbang/cache/jdks/25" ;;
              *) echo 0.1.0 ;;
            esac""".formatted(dir.resolve("jdk.calls"), fetchesJdk()));
    }

    /** Gives it a fake JDK, so that jbang does not run. It prints {@link #OWN} instead. */
    void fakeJdk() throws IOException {
        environment.put("JAVA_HOME", jdk(dir.resolve("jdks/25"), "25.0.1").toString());
    }

    /** What {@code ./jbang version} prints if the course's own jbang runs on the fake JDK. */
    static final String OWN = "25 runs " + JAR + " version\n";

    private static String versionOf(Path launcher) {
        try {
            var matcher = Pattern.compile("(?m)^jbang_version=(.*)$")
                .matcher(Files.readString(launcher));
            if (!matcher.find()) {
                throw new IllegalStateException("no jbang_version= in " + launcher);
            }
            return matcher.group(1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
