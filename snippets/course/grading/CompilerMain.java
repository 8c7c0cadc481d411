//SOURCES GraderEnd.java SubmissionCompiler.java Verdict.java

import module java.base;

/**
 * The program that {@code CompilerFork} starts: a JVM that compiles one text after the other. A
 * text can make javac use all memory or run for minutes, so javac does not run in the runner.
 */
final class CompilerMain {
    private static final int LIMIT_BYTES = 16 << 20;
    private static final String SAMPLE = """
        import module java.base;

        class Sample {
            record Pair(int a, String b) {}

            static int sum(List<Pair> pairs) {
                return pairs.stream().mapToInt(Pair::a).sum();
            }
        }
        """;

    private CompilerMain() {}

    /** Compiles the texts that come on stdin, and writes the results to stdout. */
    static void main(String[] classPath) throws Exception {
        var in = new DataInputStream(new BufferedInputStream(System.in));
        var out = new DataOutputStream(new BufferedOutputStream(System.out));
        System.setOut(System.err);
        var compiler = new SubmissionCompiler(Path.of(classPath[0]));
        while (true) {
            String fileName;
            try {
                fileName = in.readUTF();
            } catch (EOFException runnerEnded) {
                GraderEnd.emptyFolder();
                return;
            }
            write(out, compiler.compile(fileName, text(in)));
            out.flush();
        }
    }

    static void warmUp() {
        new SubmissionCompiler(Path.of("/")).compile("Sample.java", SAMPLE);
    }

    // ---------------------------------------------------------------------------------- protocol

    static void ask(DataOutputStream out, String fileName, String text) throws IOException {
        out.writeUTF(fileName);
        write(out, text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void write(DataOutputStream out, SubmissionCompiler.Result result)
            throws IOException {
        out.writeInt(result.classes().size());
        for (var loaded : result.classes().entrySet()) {
            out.writeUTF(loaded.getKey());
            write(out, loaded.getValue());
        }
        out.writeInt(result.names().size());
        for (String name : result.names()) {
            out.writeUTF(name);
        }
        out.writeInt(result.problems().size());
        for (Verdict.Problem problem : result.problems()) {
            out.writeLong(problem.line());
            out.writeLong(problem.column());
            write(out, problem.message().getBytes(StandardCharsets.UTF_8));
            write(out, problem.source().getBytes(StandardCharsets.UTF_8));
        }
    }

    static SubmissionCompiler.Result read(DataInputStream in) throws IOException {
        var classes = new LinkedHashMap<String, byte[]>();
        for (int left = in.readInt(); left > 0; left--) {
            classes.put(in.readUTF(), bytes(in));
        }
        var names = new LinkedHashSet<String>();
        for (int left = in.readInt(); left > 0; left--) {
            names.add(in.readUTF());
        }
        var problems = new ArrayList<Verdict.Problem>();
        for (int left = in.readInt(); left > 0; left--) {
            problems.add(new Verdict.Problem(in.readLong(), in.readLong(), text(in), text(in)));
        }
        return new SubmissionCompiler.Result(classes, names, problems);
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > LIMIT_BYTES) {
            throw new IOException("a text of " + length + " bytes");
        }
        return in.readNBytes(length);
    }
}
