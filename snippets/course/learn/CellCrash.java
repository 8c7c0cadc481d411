import module java.base;

/** Finds out why the JVM of the cells ended, from HotSpot's crash report and its exit code. */
final class CellCrash {
    private static final Pattern SIGNAL = Pattern.compile("# +(SIG[A-Z]+) \\(");
    private static final Pattern ADDRESS = Pattern.compile("si_addr: (0x[0-9a-f]+)");
    // A frame of Java code: the class, the method. The innermost frame is the first one.
    private static final Pattern FRAME =
        Pattern.compile("(?m)^[jJ] +(?:.* )?([\\w.$/]+)\\.([\\w$<>]+)\\(");
    private static final int SIGNALED = 128;

    private CellCrash() {}

    /** @param exitCode the exit code, 128 + the number of a signal, or −1 if it still runs */
    static String cause(Path errorFile, int exitCode) throws IOException {
        if (Files.exists(errorFile)) {
            String report = Files.readString(errorFile, StandardCharsets.ISO_8859_1);
            Matcher signal = SIGNAL.matcher(report);
            if (signal.find()) {
                Matcher address = ADDRESS.matcher(report);
                return signal.group(1) + " ended the JVM of the cells"
                    + (address.find() ? ": it accessed address " + address.group(1)
                        + ", which is not mapped or does not allow this access" : "")
                    + below(report);
            }
        }
        return exitCode < 0 ? "the JVM of the cells does not reply"
            : exitCode > SIGNALED ? "signal " + (exitCode - SIGNALED)
                + " killed the JVM of the cells"
            : "the code ended the JVM of the cells with exit code " + exitCode
                + ", for example by System.exit";
    }

    /** The call that the cell made last, such as MemorySegment.get. */
    private static String below(String report) {
        Matcher frame = FRAME.matcher(report);
        String call = "";
        while (frame.find() && !frame.group(1).startsWith("REPL.$JShell")) {
            if (frame.group(1).contains("MemorySegmentImpl")) {
                call = ", in MemorySegment." + frame.group(2);
            } else if (call.isEmpty() && frame.group(1).contains("VarHandleSegment")) {
                call = ", in VarHandle." + frame.group(2);
            }
        }
        return call;
    }
}
