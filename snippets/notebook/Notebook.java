//SOURCES ../Libc.java ../support/RunningProcess.java ../support/TemporaryFolder.java Svg.java

/*
 * What the notebooks of the course load: checks, predictions, scripts and pictures. Written so that
 * IJava and JJava load it by %load and its methods can be called by their bare names.
 */

// What the notebooks use of the JDK beyond a kernel's own imports. One by one, because on IJava a
// wildcard may reset variables, and "import module java.base" makes every cell take thrice as long.
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
import java.time.Duration;
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

Path newFolder() {
    try {
        return TemporaryFolder.create("mmap-course").path;
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
    return RunningProcess.run(builder, Duration.ofSeconds(deadlineSeconds));
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
    try (var source = TemporaryFolder.in(folder, "child")) {
        Files.copy(Path.of("..", "snippets", "Libc.java"), source.path.resolve("Libc.java"));
        Path child = Files.writeString(source.path.resolve("Child.java"),
            "void main() throws Throwable {\n" + statements + "\n}\n");
        return run(command(List.of(RunningProcess.java(), "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-XX:ErrorFile=/dev/null", "-XX:-CreateCoredumpOnCrash",
            "--enable-native-access=ALL-UNNAMED", child.toString())), 60);
    }
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
void show(Svg.Picture picture) throws ReflectiveOperationException {
    showHtml(picture.html(), picture.words());
}

void main() {
    System.out.println("This file is for notebooks: %load ../snippets/notebook/Notebook.java");
}
