//SOURCES ../../Libc.java ../../support/TemporaryFolder.java

import module java.base;

/** How the JVM of a grader ends if the runner was killed, and cannot end and remove it. */
final class GraderEnd {
    /** The name of the folder of such a JVM begins with this. */
    static final String FOLDER = "mmap-grader";
    private static final int EXIT = 99;
    private static final int A_MINUTE_S = 60;
    /** The JVM ends itself after so many time limits. */
    private static final int LIMITS = 20;

    /** The folder that the runner made for this process. */
    private static final Path PATH = Path.of(System.getProperty("java.io.tmpdir")).getParent();

    private final boolean signalsStayInDomain;

    /** @throws IllegalStateException if the runner did not start this process */
    GraderEnd() {
        requireFolder();
        signalsStayInDomain = !maySignalRunner();
    }

    /** Otherwise somebody else started this program, and it would delete another folder. */
    private static void requireFolder() {
        if (!String.valueOf(PATH).contains("/" + FOLDER)) {
            throw new IllegalStateException("only the grader starts this program");
        }
    }

    static void emptyFolder() throws IOException {
        requireFolder();
        try (var files = Files.list(PATH)) {
            for (Path file : files.toList()) {
                TemporaryFolder.deleteTree(file);
            }
        }
    }

    /** Deletes the empty folders that killed runners left. */
    static void deleteEmptyFolders() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        var longAgo = FileTime.from(Instant.now().minusSeconds(A_MINUTE_S));
        try (var folders = Files.newDirectoryStream(parent, FOLDER + "*")) {
            for (Path folder : folders) {
                try {
                    if (Files.getLastModifiedTime(folder).compareTo(longAgo) < 0) {
                        Files.delete(folder);
                    }
                } catch (IOException notEmptyOrNotOurs) {
                    // Its runner still works, or belongs to another user.
                }
            }
        }
    }

    /** The runner belongs to the same user, so only a Landlock domain forbids this signal. */
    private static boolean maySignalRunner() {
        try {
            int runner = ProcessHandle.current().parent().map(p -> (int) p.pid()).orElse(0);
            if (runner > 1) {
                Libc.kill(runner, 0);
            }
            return true;
        } catch (Libc.ErrnoException e) {
            return e.errno != Libc.EPERM;
        }
    }

    /**
     * Kills all processes of the grading, this one last, and empties the folder. A confined process
     * cannot delete the folder itself, so the next runner does it.
     */
    void endAlone() {
        try {
            if (signalsStayInDomain) {
                Libc.kill(-1, Libc.SIGKILL);   // all others in the domain
            }
            emptyFolder();
        } catch (IOException e) {
            // The learner's code may have made a folder that cannot be deleted.
        } finally {
            Libc.kill(0, Libc.SIGKILL);
        }
    }

    /** Ends this process much later than the runner would. */
    void endAfter(long limitMs) {
        try {
            Thread.sleep(LIMITS * limitMs);
        } catch (InterruptedException learnersCode) {
            // It ends now.
        } finally {
            Libc._exit(EXIT);
        }
    }
}
