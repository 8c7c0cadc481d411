import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/**
 * Compiles a learner's text in this process, from memory to memory. Kept for many texts, it is warm
 * from the second on. Nothing of the text is run: annotation processors are off.
 */
final class Compiler {
    private static final int DEADLINE_S = 20;

    /** The classes by name, or what is wrong; exactly one of the two is empty. */
    record Result(Map<String, byte[]> classes, List<Verdict.Problem> problems) {}

    private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    private final StandardJavaFileManager files =
        javac.getStandardFileManager(null, Locale.ENGLISH, null);

    /** @param classPath where {@code Libc} and the other classes for learners are */
    Compiler(Path classPath) {
        try {
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(classPath));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles {@code text}; the text may hang javac, which costs a thread but not this one. */
    synchronized Result compile(String fileName, String text) throws InterruptedException {
        var task = new FutureTask<>(() -> compileHere(fileName, text));
        // javac recurses as deep as an expression is nested, so it gets a large stack.
        var thread = new Thread(null, task, "javac", 64 << 20);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(DEADLINE_S, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return problem("the compiler was not done after " + DEADLINE_S + " s");
        } catch (ExecutionException e) {
            return problem("the compiler gave up: " + e.getCause());
        }
    }

    private static Result problem(String message) {
        return new Result(Map.of(), List.of(new Verdict.Problem(0, 0, message, "")));
    }

    private Result compileHere(String fileName, String text) {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var output = new Memory(files);
        boolean good = javac.getTask(null, output, diagnostics,
            List.of("-proc:none", "-g", "-Xlint:none", "-implicit:none"), null,
            List.of(new Source(fileName, text))).call();
        if (good) {
            return new Result(output.classes(), List.of());
        }
        List<String> lines = text.lines().toList();
        var problems = new ArrayList<Verdict.Problem>();
        for (var diagnostic : diagnostics.getDiagnostics()) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                int line = (int) Math.max(diagnostic.getLineNumber(), 0);
                problems.add(new Verdict.Problem(line, Math.max(diagnostic.getColumnNumber(), 0),
                    diagnostic.getMessage(Locale.ENGLISH),
                    line == 0 || line > lines.size() ? "" : lines.get(line - 1)));
            }
        }
        return new Result(Map.of(), List.copyOf(problems));
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String fileName, String text) {
            super(URI.create("memory:///" + fileName), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Where javac puts the classes. */
    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> outputs = new LinkedHashMap<>();

        Memory(JavaFileManager files) {
            super(files);
        }

        Map<String, byte[]> classes() {
            var classes = new LinkedHashMap<String, byte[]>();
            outputs.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(Location location, String className,
                JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
                @Override
                public OutputStream openOutputStream() {
                    var bytes = new ByteArrayOutputStream();
                    outputs.put(className, bytes);
                    return bytes;
                }
            };
        }
    }
}
