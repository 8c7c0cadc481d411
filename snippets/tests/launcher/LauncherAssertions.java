//SOURCES ../../support/RunningProcess.java LauncherFixture.java ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;

/** What the tests of the launcher assert of a process. */
abstract class LauncherAssertions {
    /** unshare and setpriv fail where the kernel or a container forbids them. */
    static boolean works(String... command) {
        return LauncherFixture.has(command[0])
            && Course.run(new ProcessBuilder(command)).exit() == 0;
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

    static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
