//SOURCES ../../Libc.java ../../support/TemporaryFolder.java

import module java.base;

/** How the JVM of a grader ends if the runner was killed, and cannot end and remove it. */
final class GraderEnd {
    /** The name of the folder of such a JVM begins with this. */
    static final String FOLDER = "mmap-grader";
    private static final int EXIT = 99;
    /** The JVM ends itself after so many time limits. */
    private static final int LIMITS = 20;

    /** The folder that the runner made for this process. */
    private final Path folder = Path.of(System.getProperty("java.io.tmpdir")).getParent();
    private final boolean signalsStayInDomain;

    /** @throws IllegalStateException if the runner did not start this process */
    GraderEnd() {
        if (!String.valueOf(folder).contains("/" + FOLDER)) {
            throw new IllegalStateException("only the grader starts this program");
        }
        signalsStayInDomain = !maySignalRunner();
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

    /** Deletes the folder, and kills all processes of the grading, this one last. */
    void endAlone() {
        try {
            if (signalsStayInDomain) {
                Libc.kill(-1, Libc.SIGKILL);   // all others in the domain
            }
            TemporaryFolder.deleteTree(folder);
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
