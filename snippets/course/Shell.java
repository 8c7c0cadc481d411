///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//SOURCES ../Script.java ../support/Checkout.java ../support/TemporaryFolder.java
//SOURCES learn/Chapter.java learn/TerminalKernel.java
//FILES Libc.java=../Libc.java
//DESCRIPTION Open JShell with Libc loaded, to call mmap by hand

/*
 * Opens JShell, which is part of the JDK, with Libc.java loaded and native access allowed. With a
 * chapter, all that the setup cells of its notebook load is there too.
 *
 *     $ jbang shell
 *     jshell> Libc.pageSize()
 *     $1 ==> 4096
 */

import jdk.jshell.tool.JavaShellToolBuilder;
import picocli.CommandLine.Parameters;

static final String HINT = """
    Libc is loaded; type Libc. and Tab to see its calls. This maps 10 bytes:
        var p = Libc.mmap(Libc.NULL, 10, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0)
    p.setString(0, "hello") writes, Libc.munmap(p, 10) unmaps. Accessing p after
    munmap ends JShell's JVM; /reset starts another one. /exit ends the shell.""";

@Parameters(arity = "0..1", paramLabel = "CHAPTER",
    description = "Also load the helpers of a chapter, such as 02.")
String name;

void main(String... args) {
    Script.run(this, "shell", "Open JShell with Libc loaded and native access allowed.", args,
        this::open);
}

void open() throws Exception {
    // JShell loads only files, and a script that runs from a URL has none. So jbang packs Libc.java
    // with this program.
    try (var folder = TemporaryFolder.create("mmap-shell");
            var source = getClass().getResourceAsStream("/Libc.java")) {
        Path libc = folder.path.resolve("Libc.java");
        Files.copy(source, libc);
        // Startup files are loaded again by /reset.
        var options = new ArrayList<String>(List.of("--startup", "DEFAULT"));
        if (name == null) {
            options.addAll(List.of("--startup", libc.toString()));
            IO.println(HINT);
        } else {
            addChapter(options);
        }
        // -R passes an option to the JVM that runs the learner's statements. With these options, a
        // crash of that JVM leaves no file. Settings stay in memory, so that the course leaves
        // nothing in the home folder.
        options.addAll(List.of("-R--enable-native-access=ALL-UNNAMED",
            "-R-Djava.io.tmpdir=" + folder.path,
            "-R-XX:ErrorFile=/dev/null", "-R-XX:-CreateCoredumpOnCrash"));
        int code = JavaShellToolBuilder.builder().persistence(new HashMap<>())
            .start(options.toArray(String[]::new));
        if (code != 0) {
            throw Script.refusal("JShell ended with exit code " + code);
        }
    }
}

/** Loads what the setup cells of a notebook load, and says what is there. */
void addChapter(List<String> options) throws IOException, URISyntaxException {
    Path notebooks = Checkout.find().orElseThrow(() -> Script.refusal(
        "the chapters are not here; call this in the folder of the course")).resolve("notebooks");
    List<String> all = Chapter.names(notebooks);
    Script.require(all.stream().anyMatch(known -> known.startsWith(name)),
        "No such chapter; there are: " + String.join(" ", all));
    Chapter chapter = Chapter.read(notebooks,
        all.stream().filter(known -> known.startsWith(name)).findFirst().orElseThrow());
    List<String> files = chapter.cells().stream().map(Chapter.Cell::loads)
        .filter(Objects::nonNull).toList();
    for (String file : files) {
        options.addAll(List.of("--startup", notebooks.resolve(file).normalize().toString()));
    }
    // The pictures and predictions of the chapter find this program's class TerminalKernel.
    options.addAll(List.of("--class-path", Path.of(TerminalKernel.class.getProtectionDomain()
        .getCodeSource().getLocation().toURI()).toString()));
    IO.println("This shell has what the setup cells of \"" + chapter.title() + "\" load:\n    "
        + files.stream().map(file -> file.replaceAll(".*/|\\.java$", ""))
            .collect(Collectors.joining(" "))
        + "\nThe variable folder is a temporary folder. The chapter uses these constants of Libc:"
        + "\n    " + constants(chapter) + "\n/exit ends the shell.");
}

String constants(Chapter chapter) {
    String text = chapter.cells().stream().filter(Chapter.Cell::isCode).map(Chapter.Cell::text)
        .collect(Collectors.joining("\n"));
    return Pattern.compile("Libc\\.([A-Z][A-Z_]+)\\b").matcher(text).results()
        .map(found -> found.group(1)).distinct().limit(16).collect(Collectors.joining(" "));
}
