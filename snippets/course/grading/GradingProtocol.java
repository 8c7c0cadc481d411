//SOURCES RegularFile.java

import module java.base;

/**
 * The data between the runner and the JVM of a grader. The runner sends one job over stdin. The JVM
 * appends a record for each event to a file, the report. The learner's code runs in that JVM, so
 * the report may be cut off, overwritten or replaced. Each record begins with the nonce of the job,
 * which the learner's code is not told.
 */
final class GradingProtocol {
    private static final int REPORT_LIMIT_BYTES = 1 << 20;
    private static final int TEXT_LIMIT = 2000;

    private GradingProtocol() {}

    // ------------------------------------------------------------------------------------- job

    /**
     * One run of one grader.
     *
     * @param grader the name of its class
     * @param report the file to report to
     * @param nonce what each record begins with
     * @param limitMs after this time the process ends itself if the runner did not end it
     * @param classes the learner's classes by name, each after those that it extends
     */
    record Job(String grader, Path report, UUID nonce, int limitMs, Map<String, byte[]> classes) {}

    /** The byte that the runner sends after the job if the time limit is reached. */
    static final int LATE = 'L';

    static void send(Job job, OutputStream stdin) throws IOException {
        var out = new DataOutputStream(stdin);
        out.writeUTF(job.grader());
        out.writeUTF(job.report().toString());
        write(out, job.nonce());
        out.writeInt(job.limitMs());
        out.writeInt(job.classes().size());
        for (var loaded : job.classes().entrySet()) {
            out.writeUTF(loaded.getKey());
            out.writeInt(loaded.getValue().length);
            out.write(loaded.getValue());
        }
        out.flush();
    }

    /** @throws EOFException if the runner ended before it had sent a whole job */
    static Job receive(InputStream stdin) throws IOException {
        var in = new DataInputStream(stdin);
        String grader = in.readUTF();
        Path report = Path.of(in.readUTF());
        UUID nonce = nonce(in);
        int limitMs = in.readInt();
        var classes = new LinkedHashMap<String, byte[]>();
        for (int left = in.readInt(); left > 0; left--) {
            String name = in.readUTF();
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            classes.put(name, bytes);
        }
        return new Job(grader, report, nonce, limitMs, classes);
    }

    private static void write(DataOutputStream out, UUID nonce) throws IOException {
        out.writeLong(nonce.getMostSignificantBits());
        out.writeLong(nonce.getLeastSignificantBits());
    }

    private static UUID nonce(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    // ---------------------------------------------------------------------------------- report

    /** An event in the JVM of a grader. A test is named by its method. */
    sealed interface Event {}

    record Started(String test) implements Event {}

    record Passed(String test) implements Event {}

    /**
     * A failure of a test. If it happened outside a test, the name of the test is empty.
     *
     * @param expected what the test expected, or null if it compared nothing
     * @param seen what it saw instead, or null
     * @param where the innermost line of the learner's code, or empty
     */
    record Failed(String test, String message, String expected, String seen, String where)
        implements Event {}

    /**
     * The time limit was reached.
     *
     * @param where the line of the learner's code that was running, or empty
     */
    record Late(String where) implements Event {}

    /** All tests were run. */
    record End() implements Event {}

    /**
     * Appends a record. It opens the file each time, because the learner may close any descriptor.
     */
    static void append(Path report, UUID nonce, Event event) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        write(out, nonce);
        switch (event) {
            case Started(String test) -> write(out, 'S', test);
            case Passed(String test) -> write(out, 'P', test);
            case Failed(String test, String message, String expected, String seen, String where) ->
                write(out, 'F', test, message, expected, seen, where);
            case Late(String where) -> write(out, 'L', where);
            case End() -> write(out, 'E');
        }
        // Not through a channel, because an interrupted thread would close it.
        Files.write(report, bytes.toByteArray(), StandardOpenOption.APPEND);
    }

    private static void write(DataOutputStream out, char kind, String... texts) throws IOException {
        out.writeByte(kind);
        for (String text : texts) {
            out.writeBoolean(text != null);
            if (text != null) {
                out.writeUTF(text.length() <= TEXT_LIMIT ? text
                    : text.substring(0, TEXT_LIMIT) + " …");
            }
        }
    }

    /**
     * Returns the records up to the first one that is cut off, has another nonce, or that {@link
     * #append} cannot write.
     */
    static List<Event> read(Path report, UUID nonce) {
        var events = new ArrayList<Event>();
        try {
            var in = new DataInputStream(
                new ByteArrayInputStream(RegularFile.read(report, REPORT_LIMIT_BYTES)));
            while (nonce.equals(nonce(in))) {
                events.add(switch (in.readByte()) {
                    case 'S' -> new Started(text(in));
                    case 'P' -> new Passed(text(in));
                    case 'F' -> new Failed(text(in), text(in), optional(in), optional(in),
                        text(in));
                    case 'L' -> new Late(text(in));
                    case 'E' -> new End();
                    default -> throw new UTFDataFormatException("not a kind of record");
                });
            }
        } catch (IOException end) {
            // The record is not complete, or the report is not a file that can be read.
        }
        return events;
    }

    private static String optional(DataInputStream in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }

    private static String text(DataInputStream in) throws IOException {
        if (!in.readBoolean()) {
            throw new UTFDataFormatException("a text is missing");
        }
        return in.readUTF();
    }
}
