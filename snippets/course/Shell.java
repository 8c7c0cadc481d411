///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//SOURCES ../Script.java
//FILES Libc.java=../Libc.java
//DESCRIPTION Open JShell with Libc loaded, to call mmap by hand

/*
 * Opens the JDK's own JShell with Libc.java loaded and native access allowed.
 *
 *     $ jbang shell
 *     jshell> Libc.pageSize()
 *     $1 ==> 4096
 */

import java.nio.file.Files;
import java.nio.file.Path;
import jdk.jshell.tool.JavaShellToolBuilder;

static final String HINT = """
    Libc is loaded: var p = Libc.mmap(Libc.NULL, 10, 3, 0x21, -1, 0) maps 10 bytes;
    p.setString(0, "hello") writes, Libc.munmap(p, 10) unmaps, Libc. and Tab lists.
    A touch of p after munmap ends JShell's JVM: /reset starts another. /exit ends.""";

void main(String... args) {
    Script.run(this, "shell", "Open JShell with Libc loaded and native access allowed.", args,
        this::open);
}

void open() throws Exception {
    // JShell loads files only, and a script run from afar has none: jbang packs Libc.java with it.
    Path folder = Files.createTempDirectory("mmap-shell");
    Path libc = folder.resolve("Libc.java");
    try {
        try (var source = getClass().getResourceAsStream("/Libc.java")) {
            Files.copy(source, libc);
        }
        IO.println(HINT);
        // As startup, so that /reset brings Libc back. -R is for the JVM that runs what is typed;
        // when a learner crashes it, that is no reason to leave a crash report in the folder.
        // Settings stay in memory: a look at the course leaves nothing in the home folder.
        int code = JavaShellToolBuilder.builder().persistence(new HashMap<>()).start(
            "--startup", "DEFAULT", "--startup", libc.toString(),
            "-R--enable-native-access=ALL-UNNAMED",
            "-R-XX:ErrorFile=/dev/null", "-R-XX:-CreateCoredumpOnCrash");
        if (code != 0) {
            throw Script.refusal("JShell ended with exit code " + code);
        }
    } finally {
        Files.deleteIfExists(libc);
        Files.deleteIfExists(folder);
    }
}
