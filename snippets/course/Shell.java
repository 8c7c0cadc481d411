///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//SOURCES ../Script.java ../support/TemporaryFolder.java
//FILES Libc.java=../Libc.java
//DESCRIPTION Open JShell with Libc loaded, to call mmap by hand

/*
 * Opens JShell, which is part of the JDK, with Libc.java loaded and native access allowed.
 *
 *     $ jbang shell
 *     jshell> Libc.pageSize()
 *     $1 ==> 4096
 */

import jdk.jshell.tool.JavaShellToolBuilder;

static final String HINT = """
    Libc is loaded; type Libc. and Tab to see its calls. This maps 10 bytes:
        var p = Libc.mmap(Libc.NULL, 10, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0)
    p.setString(0, "hello") writes, Libc.munmap(p, 10) unmaps. Accessing p after
    munmap ends JShell's JVM; /reset starts another one. /exit ends the shell.""";

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
        IO.println(HINT);
        // Libc is a startup file, so that /reset loads it again. -R passes an option to the JVM
        // that runs the learner's statements. With these options, a crash of that JVM leaves no
        // file. Settings stay in memory, so that the course leaves nothing in the home folder.
        int code = JavaShellToolBuilder.builder().persistence(new HashMap<>()).start(
            "--startup", "DEFAULT", "--startup", libc.toString(),
            "-R--enable-native-access=ALL-UNNAMED",
            "-R-XX:ErrorFile=/dev/null", "-R-XX:-CreateCoredumpOnCrash");
        if (code != 0) {
            throw Script.refusal("JShell ended with exit code " + code);
        }
    }
}
