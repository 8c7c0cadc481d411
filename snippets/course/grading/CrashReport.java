//SOURCES GraderMain.java RegularFile.java

import module java.base;

/** Finds out why the JVM of a grader ended, from its exit code and from HotSpot's crash report. */
final class CrashReport {
    private static final Pattern SIGNAL = Pattern.compile("# +(SIG[A-Z]+) \\(");
    private static final Pattern ADDRESS = Pattern.compile("si_addr: (0x[0-9a-f]+)");
    private static final Pattern HEAP = Pattern.compile("OutOfMemory encountered: (.*)");
    // The innermost frame of a class without a package, which is a class of the learner or a
    // grader.
    private static final Pattern FRAME = Pattern.compile(
        "^[jJ] (?:.* )?(?!Libc\\.)([\\w$]+\\.[\\w$<>]+)\\(", Pattern.MULTILINE);
    private static final String PRINTED_ON_A_CRASH =
        "(?s)(^|\n)(Aborting due to java.lang.OutOfMemoryError|#\n# A fatal error has).*";

    private static final int LIMIT_BYTES = 4 << 20;

    private CrashReport() {}

    /**
     * Returns the cause in words.
     *
     * @param errorFile the file named by -XX:ErrorFile; it exists only if HotSpot crashed
     */
    static String cause(Path errorFile, int exitCode) {
        try {
            String errorText = new String(RegularFile.read(errorFile, LIMIT_BYTES),
                StandardCharsets.ISO_8859_1);
            return cause(errorText).orElseGet(() -> cause(exitCode));
        } catch (IOException noErrorFile) {
            return cause(exitCode);   // the learner's code may have made something else
        }
    }

    private static Optional<String> cause(String errorText) {
        Matcher signal = SIGNAL.matcher(errorText);
        Matcher heap = HEAP.matcher(errorText);
        Matcher frame = FRAME.matcher(errorText);
        String during = frame.find() ? ", while " + frame.group(1) + " ran" : "";
        if (heap.find()) {
            return Optional.of("the heap is full: " + heap.group(1) + during);
        }
        if (signal.find()) {
            Matcher address = ADDRESS.matcher(errorText);
            return Optional.of(signal.group(1) + " ended the JVM: it accessed "
                + (address.find() ? "address " + address.group(1) : "memory")
                + ", which is not mapped or does not allow this access" + during);
        }
        return Optional.empty();
    }

    private static String cause(int exitCode) {
        return exitCode == GraderMain.EXIT_NO_REPORT
            ? "the grader could not report: its folder is deleted or its descriptors are closed"
            : exitCode > 128 ? "the process was killed by signal " + (exitCode - 128)
            : "the process ended before the last test, with exit code " + exitCode
                + ": do not call System.exit, Runtime.halt or _exit";
    }

    /** What the process printed, without the lines that HotSpot prints on a crash. */
    static String withoutCrash(String output) {
        return output.replaceFirst(PRINTED_ON_A_CRASH, "");
    }
}
