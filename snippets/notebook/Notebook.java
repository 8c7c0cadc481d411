/*
 * What the notebooks of the course load: checks, predictions, scripts and pictures. Written so that
 * IJava and JJava load it by %load and its methods can be called by their bare names.
 */

// What the notebooks use of the JDK beyond a kernel's own imports. One by one, as on IJava a wildcard
// may reset variables, and "import module java.base" makes every cell take thrice as long.
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** How a process ended and what it printed. */
record ProcessResult(int exit, String out, String err) {
    List<String> lines() {
        return out.lines().toList();
    }
}

/** A line that a running process printed, and when, by System.nanoTime. */
record OutputLine(long atNanos, String text) {}

/** A script that a cell started and that goes on, until {@code stop} or the kernel's end. */
final class RunningProcess {
    final Process process;
    private final List<OutputLine> lines = Collections.synchronizedList(new ArrayList<>());

    RunningProcess(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::collect);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    }

    private void collect() {
        try (var reader = process.inputReader()) {
            String text;
            while ((text = reader.readLine()) != null) {
                lines.add(new OutputLine(System.nanoTime(), text));
            }
        } catch (IOException e) {
            // The process was stopped in the middle of a line.
        }
    }

    long pid() {
        return process.pid();
    }

    /** What it has printed on stdout so far. */
    List<OutputLine> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Waits until it has printed {@code count} lines, 30 seconds at most. */
    List<OutputLine> awaitLines(int count) throws InterruptedException {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (lines().size() < count && System.nanoTime() < deadline) {
            if (!process.isAlive() && lines().size() < count) {
                Thread.sleep(100);
                break;
            }
            Thread.sleep(5);
        }
        if (lines().size() < count) {
            throw new IllegalStateException("only " + lines().size() + " of " + count + " lines");
        }
        return lines();
    }

    /** Ends it by {@code kill}, with SIGTERM. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}

void deleteTree(Path folder) {
    try (var files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
        // On the way out; what is left lies in the system's folder for temporary files.
    }
}

Path newFolder() {
    try {
        Path made = Files.createTempDirectory("mmap-course");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteTree(made)));
        return made;
    } catch (IOException e) {
        throw new UncheckedIOException(e);
    }
}

/** This notebook's own folder, gone with the kernel. */
Path folder = newFolder();

// ----------------------------------------------------------------------- checks and predictions

/** A claim, tested against this machine: prints the mark and the value, throws if it is wrong. */
void check(String claim, Object expected, Object seen) {
    if (Objects.equals(expected, seen)) {
        System.out.println("✓ " + claim + ": " + seen);
        return;
    }
    System.out.println("✗ " + claim + "\n    expected: " + expected + "\n    seen:     " + seen);
    throw new AssertionError("✗ " + claim);
}

/** A claim that is true or not. */
void check(String claim, boolean holds) {
    System.out.println((holds ? "✓ " : "✗ ") + claim);
    if (!holds) {
        throw new AssertionError("✗ " + claim);
    }
}

/** Compares a guess with what the machine answered. Never throws: a wrong guess teaches most. */
void predict(String question, Object guess, Object answer) {
    boolean guessed = !Objects.equals(guess, "?");
    System.out.println(question);
    System.out.println("    your guess:  " + (guessed ? guess : "none yet"));
    System.out.println("    the machine: " + answer
        + (guessed ? Objects.equals(guess, answer) ? "   as you said" : "   a surprise" : ""));
}

/** A figure that is another one each time, so that nobody takes it for a constant. */
void measured(String what, Object value) {
    System.out.println("~ measured now: " + what + ": " + value);
}

/** What a call comes to, in a word: "maps", the name of an errno, "SIGBUS", "ok", or its value. */
Object answer(Callable<?> call) throws Exception {
    try {
        Object result = call.call();
        if (result instanceof MemorySegment p && p.byteSize() > 0) {
            Libc.munmap(p, p.byteSize());
            return "maps";
        }
        return result == null ? "ok" : result;
    } catch (Libc.ErrnoException e) {
        return e.name;
    } catch (InternalError e) {
        return "SIGBUS";
    }
}

// ----------------------------------------------------------------------------------- processes

ProcessBuilder command(List<String> words) {
    var builder = new ProcessBuilder(words).directory(folder.toFile());
    // Script.java watches this process, and ends with it even when the kernel is killed.
    builder.environment().put("MMAP_OWNER_PID", "" + ProcessHandle.current().pid());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder;
}

List<String> jbangCommand(String... arguments) {
    Path launcher = Path.of("..", "jbang").toAbsolutePath().normalize();
    var words = new ArrayList<String>();
    words.add(Files.isExecutable(launcher) ? launcher.toString() : "jbang");
    words.addAll(List.of(arguments));
    return words;
}

ProcessResult run(ProcessBuilder builder, int deadlineSeconds) throws Exception {
    Path out = Files.createTempFile(folder, "run", ".out");
    Path err = Files.createTempFile(folder, "run", ".err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try {
        process.getOutputStream().close();
        if (!process.waitFor(deadlineSeconds, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no end after " + deadlineSeconds + " s");
        }
        return new ProcessResult(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
        process.destroyForcibly();
        Files.delete(out);
        Files.delete(err);
    }
}

/** Runs a one-liner of the course to its end, in this notebook's folder, and prints its output. */
ProcessResult jbang(String... arguments) throws Exception {
    ProcessResult ran = run(command(jbangCommand(arguments)), 120);
    System.out.println("$ jbang " + String.join(" ", arguments));
    System.out.print(ran.out());
    if (ran.exit() != 0) {
        ran.err().lines().filter(line -> !line.startsWith("[jbang]")).limit(5)
            .forEach(System.out::println);
        System.out.println("exit code " + ran.exit());
    }
    return ran;
}

/** Starts a one-liner of the course that goes on, in this notebook's folder. */
RunningProcess start(String... arguments) throws Exception {
    return new RunningProcess(command(jbangCommand(arguments))
        .redirectError(ProcessBuilder.Redirect.DISCARD).start());
}

/** Runs statements with {@code Libc} in a JVM of their own, which they may crash. */
ProcessResult javaChild(String statements) throws Exception {
    Path source = Files.createTempDirectory(folder, "child");
    Files.copy(Path.of("..", "snippets", "Libc.java"), source.resolve("Libc.java"));
    Files.writeString(source.resolve("Child.java"), "void main() throws Throwable {\n"
        + statements + "\n}\n");
    ProcessResult ran = run(command(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:ErrorFile=/dev/null",
        "-XX:-CreateCoredumpOnCrash", "--enable-native-access=ALL-UNNAMED",
        source.resolve("Child.java").toString())), 60);
    deleteTree(source);
    return ran;
}

// ------------------------------------------------------------------------------------ pictures

/** The kernel that runs this: IJava, or JJava, which moved the class. */
Object kernel() throws ReflectiveOperationException {
    Class<?> statics;
    try {
        statics = Class.forName("io.github.spencerpark.ijava.runtime.Kernel");
    } catch (ClassNotFoundException notIJava) {
        statics = Class.forName("org.dflib.jjava.kernel.JavaNotebookStatics");
    }
    return statics.getMethod("getKernelInstance").invoke(null);
}

void showHtml(String html, String words) throws ReflectiveOperationException {
    Object kernel = kernel();
    for (var method : kernel.getClass().getMethods()) {
        if (method.getName().equals("display") && method.getParameterCount() == 1) {
            Class<?> type = method.getParameterTypes()[0];
            Object data = type.getConstructor(String.class).newInstance(words);
            type.getMethod("putHTML", String.class).invoke(data, html);
            method.invoke(kernel, data);
            return;
        }
    }
    System.out.println(words);
}

/** Shows a picture in the notebook, and its words where pictures are not shown. */
void show(Picture picture) throws ReflectiveOperationException {
    showHtml(picture.html(), picture.words());
}

void main() {
    System.out.println("This file is for notebooks: %load ../snippets/notebook/Notebook.java");
}
