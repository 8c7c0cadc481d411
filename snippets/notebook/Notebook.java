//SOURCES ../Libc.java ../support/RunningProcess.java ../support/TemporaryFolder.java
//SOURCES Prediction.java Svg.java Png.java

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
import java.util.function.UnaryOperator;
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

/** Returns what runs this notebook: the kernel IJava or JJava, or the player in the terminal. */
Object kernel() throws ReflectiveOperationException {
    for (String statics : List.of("io.github.spencerpark.ijava.runtime.Kernel",
            "org.dflib.jjava.kernel.JavaNotebookStatics", "TerminalKernel")) {
        try {
            for (var method : Class.forName(statics).getMethods()) {
                // JJava since 1.0 calls it kernel.
                if (method.getName().matches("getKernelInstance|kernel")
                        && method.getParameterCount() == 0) {
                    return method.invoke(null);
                }
            }
        } catch (ClassNotFoundException notThisKernel) {
            // The next name may fit.
        }
    }
    throw new ClassNotFoundException("no known notebook kernel runs this");
}

/** Asks and waits for the guess, which the player in the terminal can. Returns false elsewhere. */
boolean askInTerminal(Prediction prediction) throws ReflectiveOperationException {
    try {
        kernel().getClass().getMethod("ask", String.class, List.class, UnaryOperator.class)
            .invoke(kernel(), prediction.question(), prediction.options(),
                (UnaryOperator<String>) prediction::verdict);
        return true;
    } catch (NoSuchMethodException notInTheTerminal) {
        return false;
    }
}

/**
 * Gives Jupyter several forms of one thing, by MIME type. Jupyter shows the best one it can.
 *
 * @param id if it is not empty, another thing with the same ID can replace this one
 */
void display(Map<String, String> forms, String words, String id, boolean replaces)
        throws ReflectiveOperationException {
    Object kernel = kernel();
    for (var method : kernel.getClass().getMethods()) {
        if (method.getName().equals("display") && method.getParameterCount() == 1) {
            Class<?> type = method.getParameterTypes()[0];
            Object data = type.getConstructor(String.class).newInstance(words);
            var put = type.getMethod("putData", String.class, Object.class);
            for (var form : forms.entrySet()) {
                put.invoke(data, form.getKey(), form.getValue());
            }
            if (!id.isEmpty()) {
                type.getMethod("setDisplayId", String.class).invoke(data, id);
            }
            if (replaces) {
                Object io = kernel.getClass().getMethod("getIO").invoke(kernel);
                Object stream = io.getClass().getField("display").get(io);
                stream.getClass().getMethod("updateDisplay", type).invoke(stream, data);
            } else {
                method.invoke(kernel, data);
            }
            return;
        }
    }
    System.out.println(words);
}

void display(Map<String, String> forms, String words) throws ReflectiveOperationException {
    display(forms, words, "", false);
}

/** Shows a page that has no picture, or its words where HTML cannot be shown. */
void showHtml(String html, String words) throws ReflectiveOperationException {
    display(Map.of("text/html", html), words);
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
    if (!askInTerminal(prediction)) {
        showHtml(prediction.html(), prediction.words());
    }
    if (!prediction.isFair()) {
        throw new AssertionError("✗ " + prediction.question()
            + "\n    no option is what this machine answered: " + prediction.answer());
    }
}

/**
 * Asks a question. Each option can be opened, and then shows whether this machine agrees, and why.
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

/**
 * Starts a process. The launcher of the course is a shell script that becomes the program's JVM. If
 * jbang has to build the program first, this waits until it is built.
 */
RunningProcess launched(ProcessBuilder builder) throws Exception {
    var running = new RunningProcess(builder.start());
    boolean isLauncher = builder.command().getFirst().endsWith("jbang");
    for (int i = 0; isLauncher && i < 30_000 && running.process.isAlive()
            && !running.process.info().command().orElse("").endsWith("/java"); i++) {
        Thread.sleep(10);
        if (i == 200) {
            // NotebookOutput ignores this line, because it depends on what was built before.
            System.out.println("… starting " + builder.command().get(1)
                + ". The first start takes longer, because jbang builds the program.");
        }
    }
    return running;
}

ProcessResult run(ProcessBuilder builder, int deadlineSeconds) throws Exception {
    try (var running = launched(builder)) {
        running.process.getOutputStream().close();   // it has nothing to read
        return running.result(Duration.ofSeconds(deadlineSeconds));
    }
}

/** Runs a program of the course to its end, in this notebook's folder, and prints its output. */
ProcessResult jbang(String... arguments) throws Exception {
    // First, because the first run of a program takes seconds, in which jbang builds it.
    System.out.println("$ jbang " + String.join(" ", arguments));
    ProcessResult ran = run(command(jbangCommand(arguments)), 120);
    System.out.print(ran.out());
    if (ran.exit() != 0) {
        // What jbang says about a successful step is not the reason.
        List<String> errors = ran.err().lines().filter(line -> !line.matches(
            "\\[jbang\\] (Resolving|Dependencies|Building| |Downloading).*")).toList();
        errors.subList(Math.max(0, errors.size() - 8), errors.size()).forEach(System.out::println);
        System.out.println("exit code " + ran.exit());
    }
    return ran;
}

/** Starts a program of the course in this notebook's folder, and does not wait for its end. */
RunningProcess start(String... arguments) throws Exception {
    return launched(command(jbangCommand(arguments))
        .redirectError(ProcessBuilder.Redirect.DISCARD));
}

/**
 * Runs statements as {@link #javaChild} does, in a JVM that another command starts. It is not
 * another form of {@code javaChild}, because then IJava confuses later cells (notebook 02).
 *
 * @param prefix the command, such as unshare with its options, or nothing
 */
ProcessResult javaChildUnder(List<String> prefix, String statements) throws Exception {
    try (var child = TemporaryFolder.in(folder, "child")) {
        Path source = Files.writeString(child.path.resolve("Child.java"),
            "void main() throws Throwable {\n" + statements + "\n}\n");
        // This JVM compiles it, because its compiler is warm.
        var errors = new ByteArrayOutputStream();
        int failed = javax.tools.ToolProvider.getSystemJavaCompiler().run(null, null, errors,
            "-d", "" + child.path, "" + Path.of("..", "snippets", "Libc.java"), "" + source);
        var words = new ArrayList<>(prefix);
        words.addAll(List.of(RunningProcess.java(), "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-XX:ErrorFile=/dev/null", "-XX:-CreateCoredumpOnCrash",
            "--enable-native-access=ALL-UNNAMED", "-cp", "" + child.path, "Child"));
        return failed != 0 ? new ProcessResult(failed, "", errors.toString())
            : run(command(words), 60);
    }
}

/** Runs statements with {@code Libc} in a JVM of their own, because they may crash it. */
ProcessResult javaChild(String statements) throws Exception {
    return javaChildUnder(List.of(), statements);
}

// ------------------------------------------------------------------------------------ pictures

/** Shows a picture in the notebook, or a drawing of letters where no pictures can be shown. */
void show(Svg.Picture picture) throws ReflectiveOperationException {
    var forms = new HashMap<>(Map.of("image/svg+xml", picture.svg()));
    Png.base64(picture).ifPresent(png -> forms.put("image/png", png));
    display(forms, picture.text());
}

void main() {
    System.out.println("This file is for notebooks: %load ../snippets/notebook/Notebook.java");
}
