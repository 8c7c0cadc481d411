///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../Script.java ../support/Checkout.java ../support/RunningProcess.java
//SOURCES ../support/TemporaryFolder.java jupyter/JupyterEnvironment.java
//DESCRIPTION Make one archive with all that the course needs, for machines without a network

/*
 * Packs the course together with jbang, all libraries from Maven Central and the Python packages of
 * JupyterLab. The other machine needs a JDK 25, and python3 with venv for the notebooks: of the
 * same version and processor as here, because some Python packages contain machine code.
 *
 *     $ jbang bundle
 *     bundle: 102 MB in mmap-course.tar.gz
 *
 *     $ tar xf mmap-course.tar.gz && cd mmap-course && ./jbang lab      # on the other machine
 */

import com.fasterxml.jackson.databind.ObjectMapper;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

static final Duration DOWNLOAD_DEADLINE = Duration.ofMinutes(10);
/** The files and folders of the course. All others in a checkout belong to its user. */
static final List<String> COURSE = List.of(".ci", ".devcontainer", ".editorconfig",
    ".gitattributes", ".github", ".gitignore", ".sdkmanrc", ".vscode", "CHANGELOG.md",
    "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md", "jbang", "jbang-catalog.json",
    "notebooks", "snippets");

@Option(names = "--file", paramLabel = "FILE",
    description = "The archive. Default: ${DEFAULT-VALUE}.")
Path file = Path.of("mmap-course.tar.gz");

@Parameters(paramLabel = "ALIAS", description = "Pack only what these programs need. The Python"
    + " packages come with lab. Default: all.")
List<String> aliases = List.of();

void main(String... args) {
    Script.run(this, "bundle", "Make one archive with all that the course needs.", args, () -> {
        Path root = Checkout.find().orElseThrow(() -> Script.refusal(
            "There is no course here to pack. Call this in a checkout of the course."));
        List<String> all = new ArrayList<>();
        new ObjectMapper().readTree(root.resolve("jbang-catalog.json").toFile()).get("aliases")
            .fieldNames().forEachRemaining(all::add);
        for (String alias : aliases) {
            Script.require(all.contains(alias), "There is no program " + alias + ".");
        }
        try (var folder = TemporaryFolder.create("mmap-bundle")) {
            Path course = folder.path.resolve("mmap-course");
            copyCourse(root, course);
            fill(course, folder.path, aliases.isEmpty() ? all : aliases);
            // Written under another name first, so that a half-written archive is never used.
            Path part = file.resolveSibling(file.getFileName() + ".part");
            run(folder.path, List.of("tar", "-czf", part.toAbsolutePath().toString(),
                "mmap-course"), Map.of());
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
        IO.println("bundle: %d MB in %s".formatted(Files.size(file) >> 20, file));
    });
}

/** Copies the course, but not what the user has made in the checkout, for example grades/. */
void copyCourse(Path root, Path course) throws Exception {
    Path archive = course.resolveSibling("course.tar");
    var tar = new ArrayList<>(List.of("tar", "-cf", archive.toString()));
    COURSE.stream().filter(name -> Files.exists(root.resolve(name))).forEach(tar::add);
    run(root, tar, Map.of());
    run(Files.createDirectory(course), List.of("tar", "-xf", archive.toString()), Map.of());
}

/** Lets the copy's own launcher fetch jbang and the libraries into folders of the copy. */
void fill(Path course, Path temporary, List<String> chosen) throws Exception {
    Path kept = Files.createDirectories(course.resolve(".jbang/repository"));
    var environment = Map.of("PATH", pathWithoutJbang(), "JBANG_REPO", kept.toString(),
        "JBANG_CACHE_DIR", temporary.resolve("cache").toString());
    String launcher = course.resolve("jbang").toString();
    for (int i = 0; i < chosen.size(); i++) {
        System.err.printf("bundle: libraries of %s (%d of %d)%n", chosen.get(i), i + 1,
            chosen.size());
        run(course, List.of(launcher, "info", "classpath", chosen.get(i)), environment);
    }
    try (var archives = Files.newDirectoryStream(course.resolve(".jbang"), "*.jsa")) {
        archives.forEach(archive -> archive.toFile().delete());   // fit only the JDK of here
    }
    if (chosen.contains("lab")) {
        System.err.println("bundle: Python packages");
        var download = new ArrayList<>(List.of("python3", "-m", "pip", "download", "-q",
            "--disable-pip-version-check", "-d", course.resolve(".jbang/wheels").toString()));
        download.addAll(JupyterEnvironment.PACKAGES);
        run(course, download, Map.of());
    }
}

/** An installed jbang is not part of the bundle, so the launcher has to fetch its own. */
String pathWithoutJbang() {
    return Stream.of(System.getenv("PATH").split(":"))
        .filter(folder -> !Files.exists(Path.of(folder, "jbang")))
        .collect(Collectors.joining(":"));
}

void run(Path folder, List<String> command, Map<String, String> environment) throws Exception {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    ProcessResult result = RunningProcess.run(builder, DOWNLOAD_DEADLINE);
    if (result.exit() != 0) {
        System.err.print(result.err());
        throw Script.refusal(command.get(0) + " failed; its output is above");
    }
}
