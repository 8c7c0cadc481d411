//SOURCES ../../Libc.java

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** How the tests reach the course: its checkout, its launcher, its scripts as real processes. */
final class Course {
    private Course() {}

    /** The folder of the checkout: the launcher's, or the one that this is called from. */
    static final Path ROOT = findRoot();

    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final Map<String, List<String>> COMMANDS = new ConcurrentHashMap<>();

    /** What a shell script puts behind by {@code &} is deaf to Ctrl-C, and so are its children. */
    private static final boolean INTERRUPT_IGNORED = interruptIgnored();

    private static boolean interruptIgnored() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            String ignored = lines.filter(l -> l.startsWith("SigIgn:")).findFirst().orElseThrow();
            long signals = Long.parseUnsignedLong(ignored.substring(7).strip(), 16);
            return (signals & 1 << Libc.SIGINT - 1) != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path findRoot() {
        var launcher = System.getenv("JBANG_LAUNCH_CMD");
        var starts = new ArrayList<Path>(List.of(Path.of("")));
        if (launcher != null) {
            starts.addFirst(Path.of(launcher).getParent());
        }
        for (Path start : starts) {
            for (Path p = start == null ? Path.of("/") : start.toAbsolutePath(); p != null;
                    p = p.getParent()) {
                if (Files.isDirectory(p.resolve("snippets/tests"))) {
                    return p;
                }
            }
        }
        throw new IllegalStateException("call the tests from the checkout");
    }

    /** {@code ./jbang} with these arguments, to be run in folder {@code dir}. */
    static ProcessBuilder launcher(Path dir, String... arguments) {
        var command = new ArrayList<String>(List.of(ROOT.resolve("jbang").toString()));
        command.addAll(List.of(arguments));
        return in(dir, command);
    }

    /**
     * The script behind {@code alias}, to be run in folder {@code dir} by the command that jbang
     * would run. Asked of jbang once, so that a test that is not about jbang does not wait for it.
     */
    static ProcessBuilder script(Path dir, String alias, String... arguments) {
        var command = new ArrayList<>(COMMANDS.computeIfAbsent(alias, Course::commandOf));
        command.addAll(List.of(arguments));
        return in(dir, command);
    }

    private static ProcessBuilder in(Path dir, List<String> command) {
        var builder = new ProcessBuilder(command).directory(dir.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");   // its notice on stderr is not ours
        return builder;
    }

    private static List<String> commandOf(String alias) {
        Result build = run(launcher(ROOT, "build", alias));
        Result info = run(launcher(ROOT, "info", "tools", alias));
        if (build.exit() != 0 || info.exit() != 0) {
            throw new IllegalStateException(build.err() + info.err());
        }
        var classPath = new ArrayList<String>(strings(info.out(), "resolvedDependencies"));
        classPath.addFirst(field(info.out(), "applicationJar"));
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(strings(info.out(), "runtimeOptions"));
        command.addAll(List.of("-cp", String.join(":", classPath), field(info.out(), "mainClass")));
        return List.copyOf(command);
    }

    private static String field(String json, String name) {
        var matcher = Pattern.compile("\"" + name + "\": \"(.*)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in " + json);
        }
        return matcher.group(1);
    }

    private static List<String> strings(String json, String name) {
        var list = Pattern.compile("\"" + name + "\": \\[(.*?)\\]", Pattern.DOTALL).matcher(json);
        return !list.find() ? List.of() : Pattern.compile("\"(.*)\"").matcher(list.group(1))
            .results().map(r -> r.group(1)).toList();
    }

    /** How a process ended and what it printed. */
    record Result(int exit, String out, String err) {
        /** The lines of stdout. */
        List<String> lines() {
            return out.lines().toList();
        }
    }

    /** Runs a process to its end; one that does not end by the deadline is killed and an error. */
    static Result run(ProcessBuilder builder) {
        return run(builder, DEADLINE);
    }

    /** {@link #run(ProcessBuilder)} for what may take longer. */
    static Result run(ProcessBuilder builder, Duration deadline) {
        try (var running = new Running(builder)) {
            return running.result(deadline);
        }
    }

    /** A process that a test talks to while it runs; closing kills it and all it started. */
    static final class Running implements AutoCloseable {
        final Process process;
        private final List<String> command;
        private final Path out;
        private final Path err;

        Running(ProcessBuilder builder) {
            if (INTERRUPT_IGNORED) {
                var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
                command.addAll(builder.command());
                builder.command(command);
            }
            command = builder.command();
            try {
                out = Files.createTempFile("course", ".out");
                err = Files.createTempFile("course", ".err");
                // Into files: a pipe that nobody reads would stop a process that prints much.
                process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
                if (builder.redirectInput() == ProcessBuilder.Redirect.PIPE) {
                    process.getOutputStream().close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** What it has printed on stdout so far. */
        String out() {
            return read(out);
        }

        /** What it has printed on stderr so far. */
        String err() {
            return read(err);
        }

        /** Waits until {@code condition} holds, which reads what the process did so far. */
        void await(String what, java.util.function.BooleanSupplier condition) {
            long deadline = System.nanoTime() + DEADLINE.toNanos();
            while (!condition.getAsBoolean()) {
                boolean late = System.nanoTime() > deadline;
                if (late || !process.isAlive() && !condition.getAsBoolean()) {
                    throw new AssertionError((late ? "no " : "ended without ") + what + ": "
                        + printed());
                }
                pause();
            }
        }

        /** Waits until at least {@code count} lines are on stdout, and answers all of them. */
        List<String> awaitLines(int count) {
            await(count + " lines", () -> out().lines().count() >= count);
            return out().lines().toList();
        }

        /** Sends a signal, by number. */
        void signal(int number) {
            Libc.kill((int) process.pid(), number);
        }

        /** Waits for the end. A process that a signal ended exits with 128 and its number. */
        Result result() {
            return result(DEADLINE);
        }

        private Result result(Duration deadline) {
            try {
                if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("still running after " + deadline.toSeconds() + " s: "
                        + printed());
                }
                return new Result(process.exitValue(), out(), err());
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted while waiting for " + command, e);
            }
        }

        @Override
        public void close() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private String printed() {
            return command + "\nout: " + end(out()) + "\nerr: " + end(err());
        }

        /** A process that does not end may print for as long as it is waited for. */
        private static String end(String text) {
            int dropped = text.length() - 2000;
            return dropped <= 0 ? text : "… " + text.substring(dropped);
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void pause() {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
        }
    }
}
