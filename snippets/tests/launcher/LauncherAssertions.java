//SOURCES ../../support/RunningProcess.java LauncherFixture.java ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;

/** What the tests of the launcher assert of a process. */
abstract class LauncherAssertions {
    // A container may forbid mount namespaces.
    private static final boolean MOUNTS = works("unshare", "-rm", "true");

    /** unshare and setpriv fail where the kernel or a container forbids them. */
    static boolean works(String... command) {
        return LauncherFixture.has(command[0])
            && Course.run(new ProcessBuilder(command)).exit() == 0;
    }

    /** {@code ./jbang version} on a machine whose real JDKs are hidden. */
    static ProcessBuilder hidden(LauncherFixture fixture, String setup) {
        assumeTrue(MOUNTS, "no mount namespaces here, to hide the machine's own JDKs");
        return LauncherFixture.inNamespace("-rm", """
            for folder in /usr/lib/jvm /usr/lib64/jvm /usr/java /usr/local/*jdk* /opt; do
              [ ! -d "$folder" ] || '%s' -t tmpfs none "$folder"
            done
            %s""".formatted(LauncherFixture.tool("mount"), setup), fixture.jbang("version"));
    }

    static void assertRuns(String expectedOut, ProcessBuilder builder) {
        ProcessResult result = Course.run(builder);
        assertEquals(0, result.exit(), result.err());
        assertEquals(expectedOut, result.out());
    }

    /** It failed with exit code 1, nothing on stdout, and these words on stderr. */
    static ProcessResult assertRefuses(String words, ProcessBuilder builder) {
        ProcessResult result = Course.run(builder);
        assertEquals(1, result.exit(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains(words), result.err());
        return result;
    }

    /** Of a fetch that failed, nothing is left. */
    static void assertKeepsNothing(LauncherFixture fixture) throws IOException {
        assertEquals(List.of(), namesIn(fixture.jar().getParent()));
    }

    static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
