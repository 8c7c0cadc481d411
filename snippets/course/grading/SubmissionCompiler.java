//SOURCES Verdict.java

import module java.base;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
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
 * Compiles submissions from memory to memory. One object compiles many texts, because the compiler
 * is fast when it is warm. It runs nothing of a text: annotation processors are off.
 */
final class SubmissionCompiler {
    private static final int LINE_LIMIT = 200;

    /**
     * @param classes by name; empty if something is wrong
     * @param names of the top-level classes, as far as the text could be parsed
     * @param problems what is wrong
     */
    record Result(Map<String, byte[]> classes, Set<String> names,
            List<Verdict.Problem> problems) {}

    private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    private final Path classPath;
    private final StandardJavaFileManager files;

    /** @param classPath where {@code Libc} and the other classes for learners are */
    SubmissionCompiler(Path classPath) {
        this.classPath = classPath;
        files = newFiles();
    }

    private StandardJavaFileManager newFiles() {
        var manager = javac.getStandardFileManager(null, Locale.ENGLISH, null);
        try {
            manager.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(classPath));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return manager;
    }

    Result compile(String fileName, String text) {
        var result = new AtomicReference<Result>();
        // javac recurses as deep as an expression is nested. This stack allows some thousand
        // levels.
        var thread = new Thread(null, () -> result.set(compileHere(fileName, text)), "javac",
            8 << 20);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((javac, thrown) ->
            result.set(problem("the compiler gave up: " + thrown)));
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return result.get();
    }

    /** A result that says what is wrong with the whole text. */
    static Result problem(String message) {
        return new Result(Map.of(), Set.of(), List.of(new Verdict.Problem(0, 0, message, "")));
    }

    private Result compileHere(String fileName, String text) {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        var output = new Memory(files);
        var names = new LinkedHashSet<String>();
        var task = (JavacTask) javac.getTask(Writer.nullWriter(), output, diagnostics,
            List.of("-proc:none", "-g", "-Xlint:none", "-implicit:none"), null,
            List.of(new Source(fileName, text)));
        task.addTaskListener(new TaskListener() {
            @Override
            public void finished(TaskEvent event) {
                if (event.getKind() == TaskEvent.Kind.PARSE) {
                    names.addAll(topLevel(event.getCompilationUnit()));
                }
            }
        });
        if (task.call()) {
            return new Result(output.classes(), output.classes().keySet(), List.of());
        }
        List<Verdict.Problem> problems = problems(diagnostics, text.lines().toList());
        return problems.isEmpty()
            ? problem("the compiler gave up: something in the text is nested too deeply")
            : new Result(Map.of(), names, problems);
    }

    private static Set<String> topLevel(CompilationUnitTree unit) {
        String prefix = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
        var names = new LinkedHashSet<String>();
        for (Tree type : unit.getTypeDecls()) {
            if (type instanceof ClassTree named) {
                names.add(prefix + named.getSimpleName());
            }
        }
        return names;
    }

    private static List<Verdict.Problem> problems(DiagnosticCollector<JavaFileObject> diagnostics,
            List<String> lines) {
        var problems = new ArrayList<Verdict.Problem>();
        for (var diagnostic : diagnostics.getDiagnostics()) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                int line = (int) Math.max(diagnostic.getLineNumber(), 0);
                problems.add(new Verdict.Problem(line, Math.max(diagnostic.getColumnNumber(), 0),
                    diagnostic.getMessage(Locale.ENGLISH),
                    line == 0 || line > lines.size() || lines.get(line - 1).length() > LINE_LIMIT
                        ? "" : expanded(lines.get(line - 1))));
            }
        }
        return problems;
    }

    /** Replaces tabs with spaces, in the way that javac counts columns. */
    private static String expanded(String line) {
        var spaced = new StringBuilder();
        for (char c : line.toCharArray()) {
            spaced.append(c == '\t' ? " ".repeat(8 - spaced.length() % 8) : String.valueOf(c));
        }
        return spaced.toString();
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

    /** Keeps in memory the classes that javac writes. */
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
