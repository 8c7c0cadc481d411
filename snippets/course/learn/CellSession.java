//SOURCES CellEngine.java CellFailure.java CellHost.java

import module java.base;
import module jdk.jshell;
import jdk.jshell.spi.ExecutionControl;
import jdk.jshell.spi.ExecutionControlProvider;
import jdk.jshell.spi.ExecutionEnv;

/** A JShell with the imports of the notebook kernel. Its code runs in a JVM of its own. */
final class CellSession implements AutoCloseable {
    /** What IJava imports before the first cell. */
    private static final String IMPORTS = """
        import java.util.*;
        import java.io.*;
        import java.math.*;
        import java.net.*;
        import java.util.concurrent.*;
        import java.util.prefs.*;
        import java.util.regex.*;
        """;

    final SourceCodeAnalysis analysis;
    private final JShell shell;
    private final CellEngine engine;
    // Fair, so that a typed line runs between two snippets of a file that loads in the background.
    private final ReentrantLock lock = new ReentrantLock(true);
    private volatile boolean ended;
    private volatile boolean stopped;

    CellSession(CellHost host, Path notebooks, Map<String, String> environment)
            throws IOException, CellFailure {
        engine = new CellEngine(host, notebooks, environment);
        try {
            shell = JShell.builder().executionEngine(provider(), Map.of())
                // The cells name only classes of the JDK and each other, so javac need not look
                // into the jars of the player.
                .compilerOptions("-classpath", notebooks.toString(), "-proc:none").build();
        } catch (IllegalStateException e) {
            String cause = cause();
            engine.close();
            throw new CellFailure(CellFailure.Kind.JVM_ENDED, cause);
        }
        shell.onShutdown(gone -> ended = true);
        analysis = shell.sourceCodeAnalysis();
        run(IMPORTS);
    }

    private ExecutionControlProvider provider() {
        return new ExecutionControlProvider() {
            @Override
            public String name() {
                return "cells";
            }

            @Override
            public ExecutionControl generate(ExecutionEnv env, Map<String, String> parameters)
                    throws IOException {
                return engine.connect();
            }
        };
    }

    /**
     * Runs Java code, snippet by snippet.
     *
     * @return the value of the last snippet as JShell shows it, such as "x ==> 5", or ""
     */
    String run(String code) throws CellFailure {
        stopped = false;
        String value = "";
        String rest = code;
        while (!rest.isBlank()) {
            lock.lock();
            try {
                var info = analysis.analyzeCompletion(rest);
                if (info.completeness() == SourceCodeAnalysis.Completeness.EMPTY) {
                    return value;   // only comments are left
                }
                // The compiler says best what is wrong with code that cannot be completed.
                boolean isWhole = info.completeness().isComplete()
                    && info.completeness() != SourceCodeAnalysis.Completeness.UNKNOWN;
                value = evaluate(isWhole ? info.source() : rest);
                rest = isWhole ? info.remaining() : "";
            } finally {
                lock.unlock();
            }
        }
        return value;
    }

    private String evaluate(String source) throws CellFailure {
        if (stopped) {
            throw new CellFailure(CellFailure.Kind.STOPPED, "stopped");
        }
        List<SnippetEvent> events;
        try {
            events = shell.eval(source);
        } catch (IllegalStateException closed) {
            throw new CellFailure(CellFailure.Kind.JVM_ENDED, cause());
        }
        if (ended) {
            throw new CellFailure(CellFailure.Kind.JVM_ENDED, cause());
        } else if (stopped) {
            throw new CellFailure(CellFailure.Kind.STOPPED, "stopped");
        }
        String value = "";
        for (SnippetEvent event : events) {
            if (event.causeSnippet() != null) {
                continue;   // an earlier snippet that was updated because of this one
            }
            if (event.status() == Snippet.Status.REJECTED) {
                throw new CellFailure(CellFailure.Kind.REJECTED, diagnostics(event.snippet()));
            }
            if (event.exception() != null) {
                throw failure(event.exception());
            }
            value = value(event);
        }
        return value;
    }

    private static String value(SnippetEvent event) {
        if (event.value() == null || event.value().isEmpty()) {
            return "";
        }
        boolean isNamed = event.snippet() instanceof VarSnippet variable
            && variable.subKind() != Snippet.SubKind.TEMP_VAR_EXPRESSION_SUBKIND;
        return (isNamed ? ((VarSnippet) event.snippet()).name() + " " : "") + "==> "
            + event.value();
    }

    private String diagnostics(Snippet snippet) {
        String source = snippet.source();
        return shell.diagnostics(snippet).filter(Diag::isError).limit(1).map(diag -> {
            int at = (int) Math.clamp(diag.getPosition(), 0, source.length());
            int start = source.lastIndexOf('\n', at - 1) + 1;
            int end = source.indexOf('\n', at);
            String line = source.substring(start, end < 0 ? source.length() : end);
            String message = diag.getMessage(null).strip()
                .replaceFirst("\\n *location: class *$", "");
            return message + "\n    " + line + "\n    " + " ".repeat(Math.max(0, at - start)) + "^";
        }).findFirst().orElse("this is not complete Java code");
    }

    private CellFailure failure(JShellException thrown) {
        if (thrown instanceof UnresolvedReferenceException unresolved) {
            return new CellFailure(CellFailure.Kind.REJECTED, unresolved.getSnippet().name()
                + " needs what is not defined yet: " + String.join(", ",
                shell.unresolvedDependencies(unresolved.getSnippet()).toList()));
        }
        String type = thrown instanceof EvalException e ? e.getExceptionClassName()
            : thrown.getClass().getName();
        String message = thrown.getMessage();
        return message != null && message.startsWith("✗") && type.endsWith(".AssertionError")
            ? new CellFailure(CellFailure.Kind.CHECK_FAILED, message)
            : new CellFailure(CellFailure.Kind.THROWN, type.replaceFirst("^(java\\.\\w+\\.|REPL\\.)"
                + "?(\\$JShell\\$\\w+\\.)?", "").replace('$', '.')
                + (message == null ? "" : ": " + message));
    }

    private String cause() {
        try {
            return engine.cause();
        } catch (IOException | InterruptedException e) {
            return "the JVM of the cells has ended";
        }
    }

    boolean hasEnded() {
        return ended;
    }

    /** The variables, methods and types that the learner can use now. */
    JShell shell() {
        return shell;
    }

    /** Stops the code that runs. Another thread may call this. */
    void stop() {
        stopped = true;
        engine.stop();
    }

    /** Kills the JVM of the cells, because its code does not stop. */
    void kill() {
        engine.kill();
    }

    @Override
    public void close() {
        engine.close();
        shell.close();
    }
}
