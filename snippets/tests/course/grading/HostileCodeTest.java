//SOURCES ../../../course/exercises/VerdictText.java ../../../course/grading/Exercise.java
//SOURCES ../../../course/grading/Grader.java ../../../course/grading/GraderLauncher.java
//SOURCES ../../../course/grading/Verdict.java
//SOURCES ../../../graders/01_mmap_basics/WriteThroughMemoryTest.java

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Help.Ansi;

/**
 * Programs that try to harm the process that grades them. Two graders grade all of them, so a
 * program that broke its grader would make the following programs fail. The last program is a right
 * solution. The processes of a run have a mark in their environment and a folder of their own. So
 * the test finds those that are left, and ignores other graders on the machine.
 */
@Tag("exercises")
@Isolated("it counts the processes and the graders of this JVM")
@Tag("slow")
@DisplayName("Harmful code")
class HostileCodeTest {
    private static final String FILE = "01_mmap_basics/WriteThroughMemory.java";
    private static final String SOLUTION = exercise(0).solution();
    /** Each of the grader's tests calls the learner's method once. */
    private static final long TESTS = Stream.of(WriteThroughMemoryTest.class.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Test.class)).count();

    private static final Pattern MARK = Pattern.compile("MMAP_GRADER=[^\0]+");
    private static final Pattern HOME = Pattern.compile("\0HOME=([^\0]+)");

    private static final List<String> TABLE = new ArrayList<>();

    /** Two graders that take turns: while one grades, the next JVM of the other one starts. */
    private static final Deque<Waiting> WAITING = new ArrayDeque<>();

    /** A folder beside those of the graders, in the same temporary folder. */
    @TempDir static Path others;

    @BeforeAll
    static void start() throws Exception {
        // All programs share a cache of loaded classes, which halves the start of each JVM.
        Path cache = Files.createDirectory(others.resolve("cache"));
        new GraderLauncher(cache).train();
        for (int i = 0; i < 2; i++) {
            var grader = new Grader(cache);
            WAITING.add(new Waiting(grader, prepared(grader).orElseThrow()));
        }
        Files.writeString(Files.createDirectory(others.resolve("work")).resolve("MyAnswer.java"),
            "class MyAnswer {}");
    }

    @AfterAll
    static void end() {
        WAITING.forEach(waiting -> waiting.grader.close());
        IO.println("\n" + String.join("\n", TABLE) + "\n");
    }

    // --------------------------------------------------------------------------------- the rows

    /** If the JVM cannot read its jars any more, the outcome depends on the next class. */
    private static final Verdict.Outcome ANY_FAILURE = null;

    /** A program, the outcome that it must have, and words that its verdict must contain. */
    private record Row(String name, String text, int limitSeconds, Verdict.Outcome outcome,
            String... says) {
        Row with(String words) {
            return new Row(name, text, limitSeconds, outcome, words);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static Exercise exercise(int limitSeconds) {
        return new Exercise("1.1", FILE, "Write a file through memory", 1, limitSeconds, false,
            List.of());
    }

    private static Row passes(String name, String text) {
        return new Row(name, text, 10, Verdict.Outcome.PASSED,
            "%1$d of %1$d tests passed".formatted(TESTS));
    }

    private static Row fails(String name, String text, String... says) {
        return new Row(name, text, 10, Verdict.Outcome.FAILED, says);
    }

    private static Row ends(String name, String text, String... says) {
        return new Row(name, text, 10, Verdict.Outcome.ENDED, says);
    }

    private static Row late(String name, String text, String... says) {
        return new Row(name, text, 1, Verdict.Outcome.TIMED_OUT, says);
    }

    private static Row refused(String name, String text, String... says) {
        return new Row(name, text, 10, Verdict.Outcome.NOT_COMPILED, says);
    }

    /** Returns the solution with these statements before anything else in its method. */
    private static String first(String statements) {
        return replace("        int fd", statements.indent(8) + "        int fd");
    }

    /** The same, but only in the first call, because the grader makes thousands of calls. */
    private static String once(String statements) {
        return first("if (!done) {\n    done = true;\n" + statements.indent(4) + "}")
            .replace("    static void write",
                "    private static boolean done;\n\n    static void write");
    }

    /** Returns the solution with these declarations before its method. */
    private static String member(String declarations) {
        return replace("    static void write", declarations.indent(4) + "    static void write");
    }

    private static String replace(String from, String to) {
        assertEquals(2, SOLUTION.split(Pattern.quote(from), -1).length, from);
        return SOLUTION.replace(from, to);
    }

    static Stream<Row> rows() {
        return Stream.of(endless(), endings(), throwers(), memory(), processes(), output(),
            files(), threads(), notCompiled(), shapes()).flatMap(List::stream);
    }

    private static List<Row> endless() {
        return List.of(
            late("loops for ever", first("while (text.length > 0) { }"),
                "still running after 1 s, at WriteThroughMemory.java:5"),
            late("loops for ever, catching all", first("""
                while (text.length > 0) {
                    try {
                        Thread.sleep(10);
                        throw new Error();
                    } catch (Throwable ignored) {
                    }
                }"""),
                "still running after 1 s, at WriteThroughMemory.java:"),
            late("sleeps for ever", """
                class WriteThroughMemory {
                    static void write(java.nio.file.Path file, byte[] text) throws Exception {
                        Thread.sleep(Long.MAX_VALUE);
                    }
                }""",
                "still running after 1 s, at WriteThroughMemory.java:3"),
            late("stops its own process", first("Libc.kill(Libc.getpid(), 19);   // SIGSTOP"),
                "still running after 1 s"),
            late("exits with a hook that never ends", first("""
                Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) { } }));
                System.exit(0);"""),
                "still running after 1 s, at WriteThroughMemory.java:6"));
    }

    private static List<Row> endings() {
        return List.of(
            ends("calls System.exit(0)", first("System.exit(0);"),
                "exit code 0: do not call System.exit"),
            ends("calls Runtime.halt(0)", first("Runtime.getRuntime().halt(0);"),
                "exit code 0: do not call System.exit, Runtime.halt"),
            ends("calls _exit(0)", first("Libc._exit(0);"), "exit code 0: do not call System.exit"),
            ends("calls _exit(0) in the last test", member("static int calls;\n").replace(
                "        int fd", "        if (++calls == %d) Libc._exit(0);\n        int fd"
                    .formatted(TESTS)), "exit code 0", "✓ passed   another"),
            ends("leaves a FIFO in the place of its crash report", first("""
                try {
                    new ProcessBuilder("mkfifo", "../crash").inheritIO().start().waitFor();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                Libc._exit(0);"""), "exit code 0: do not call System.exit"),
            ends("leaves 3 GB in the place of its crash report", first("""
                try (var crash = new RandomAccessFile("../crash", "rw")) {
                    crash.setLength(3L << 30);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                Libc._exit(0);"""), "exit code 0: do not call System.exit"),
            ends("kills its own process", first("Libc.kill(Libc.getpid(), Libc.SIGKILL);"),
                "killed by signal 9"),
            ends("kills its process group", first("Libc.kill(0, Libc.SIGTERM);"),
                "killed by signal 15"));
    }

    private static List<Row> throwers() {
        return List.of(
            fails("throws an Error", first("if (true) throw new Error(\"on purpose\");"),
                "Error: on purpose", "at WriteThroughMemory.java:5"),
            fails("throws a checked exception undeclared", member("""
                @SuppressWarnings("unchecked")
                static <T extends Throwable> void sneak(Throwable thrown) throws T {
                    throw (T) thrown;
                }
                """).replace("        int fd", """
                        WriteThroughMemory.<RuntimeException>sneak(new IOException("sneaked"));
                        int fd"""), "IOException: sneaked"),
            fails("throws an exception whose getMessage fails", first("""
                if (true) throw new RuntimeException() {
                    @Override
                    public String getMessage() {
                        throw new IllegalStateException();
                    }
                };"""), "    RuntimeException\n", "at WriteThroughMemory.java:5"),
            fails("throws in a static initializer", member("""
                static final int X = Integer.parseInt("x");
                """), "NumberFormatException: For input string: \"x\"",
                "at WriteThroughMemory.java:4", "a static initializer failed: "),
            fails("overflows the stack", first("write(file, text);"),
                "the stack overflowed: a method calls itself without end",
                "at WriteThroughMemory.java:5"),
            fails("throws OutOfMemoryError", first("if (true) throw new OutOfMemoryError();"),
                "the heap is full"));
    }

    private static List<Row> memory() {
        return List.of(
            ends("fills the heap", member("static List<byte[]> all = new ArrayList<>();\n")
                .replace("        int fd", "        while (true) all.add(new byte[1000]);\n    }\n"
                    + "    static void after(Path file, byte[] text) {\n        int fd"),
                "the heap is full: Java heap space, while WriteThroughMemory.write ran"),
            ends("fills the heap from many threads", member("""
                static Map<Object, Object> all = new ConcurrentHashMap<>();
                """).replace("        int fd", """
                        for (int i = 0; i < 20; i++) {
                            new Thread(() -> { while (true) all.put(new Object(), new int[1000]); })
                                .start();
                        }
                        while (true) all.put(new Object(), new int[1000]);
                    }
                    static void after(Path file, byte[] text) {
                        int fd"""), "the heap is full: "),
            ends("accesses memory after munmap", first("""
                MemorySegment q = Libc.mmap(Libc.NULL, 4096, Libc.PROT_READ | Libc.PROT_WRITE,
                    Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
                Libc.munmap(q, 4096);
                q.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);"""),
                "SIGSEGV ended the JVM: it accessed address 0x",
                "while WriteThroughMemory.write ran"),
            fails("accesses a page past the end of the file",
                replace("text.length, Libc.PROT_READ",
                    "text.length + 8192, Libc.PROT_READ").replace("            Libc.munmap", """
                                p.set(ValueLayout.JAVA_BYTE, text.length + 4096, (byte) 1);
                                Libc.munmap"""),
                "SIGBUS: the code accessed a mapped page that is past the end of the file"));
    }

    private static List<Row> processes() {
        return List.of(
            passes("forks, and the child returns",
                member("static boolean forked;\n").replace("        int fd", """
                        if (!forked) {
                            forked = true;
                            Libc.fork();
                        }
                        int fd""")),
            passes("forks 200 children that sleep", once("""
                for (int i = 0; i < 70; i++) {
                    if (Libc.fork() == 0) {
                        while (true) {
                            try {
                                Thread.sleep(1000);
                            } catch (InterruptedException ignored) {
                            }
                        }
                    }
                }""")),
            passes("leaves a process", starting("\"sleep\", \"1000\"", "")),
            passes("leaves a process in its own session",
                starting("\"setsid\", \"sleep\", \"1000\"", "")),
            passes("leaves a process without environment",
                starting("\"setsid\", \"sleep\", \"1000\"", "sleep.environment().clear();")),
            ends("leaves a process and exits", starting("\"setsid\", \"sleep\", \"1000\"",
                "sleep.start(); System.exit(0);"), "exit code 0"));
    }

    private static String starting(String command, String also) {
        return once("""
            try {
                // Inherited, because pipes would be descriptors that stay open.
                var sleep = new ProcessBuilder(%s).inheritIO();
                %s
                sleep.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }""".formatted(command, also));
    }

    private static List<Row> output() {
        return List.of(
            passes("prints 100 MB", once("""
                byte[] much = new byte[1 << 20];
                for (int i = 0; i < 34; i++) {
                    System.out.writeBytes(much);
                }""")),
            late("prints without end", first("while (true) System.out.println(\"and on\");")
                .replace("while (true)", "while (text.length > 0)"),
                "still running after 1 s, at WriteThroughMemory.java:5", "and on", "bytes in all"),
            fails("prints and throws escape sequences", first("""
                System.out.println("\\033[2J\\u009b2J");
                if (text.length > 0) throw new Error("\\033]0;title\\007");"""),
                "    \ufffd[2J\ufffd2J", "Error: \ufffd]0;title\ufffd"),
            passes("closes System.out", once("System.out.close();\nSystem.err.close();")),
            passes("sets System.out, err and in", once("""
                System.setOut(null);
                System.setErr(null);
                System.setIn(null);""")),
            passes("reads System.in", once("""
                try {
                    System.in.read();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }""")),
            new Row("closes all descriptors", first("""
                for (int fd0 = 0; fd0 <= 200; fd0++) {
                    try {
                        Libc.close(fd0);
                    } catch (Libc.ErrnoException notOpen) {
                    }
                }"""), 10, ANY_FAILURE));
    }

    private static List<Row> files() {
        String delete = """
            Path top = Path.of(System.getProperty("java.io.tmpdir"))%s;
            if (!top.toString().contains("mmap-grader")) throw new Error("not there: " + top);
            try (var all = Files.walk(top)) {
                all.sorted(Comparator.reverseOrder()).forEach(one -> one.toFile().delete());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }""";
        String report = """
            try {
                Files.write(Path.of("../report"), %s.getBytes(), StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }""";
        return List.of(
            fails("deletes its working folder", first(delete.formatted("")), "ENOENT"),
            ends("deletes all of its temporary folder", first(delete.formatted(".getParent()")),
                "the grader could not report: its folder is deleted"),
            ends("writes the word passed into the report",
                first(report.formatted("\"passed\""))),
            ends("writes bytes that are no record into the report",
                first(report.formatted("\"\\0\\1\\0\\1x\""))),
            ends("writes a record of its own and exits", first(report.formatted(
                "\"P\\1\\0\\32anotherProcessReadsTheText\"") + "\nSystem.exit(0);")),
            fails("writes by write, not through memory", """
                import module java.base;

                class WriteThroughMemory {
                    static void write(Path file, byte[] text) throws IOException {
                        Files.write(file, text, StandardOpenOption.WRITE);
                    }
                }"""),
            fails("puts another file in its place", """
                import module java.base;

                class WriteThroughMemory {
                    static void write(Path file, byte[] text) throws IOException {
                        byte[] all = Files.readAllBytes(file);
                        System.arraycopy(text, 0, all, 0, text.length);
                        Files.delete(file);
                        Files.write(file, all);
                    }
                }"""));
    }

    private static List<Row> threads() {
        return List.of(
            passes("starts threads that never end", once("""
                Thread thread = new Thread(() -> { while (true) LockSupport.park(); });
                thread.setDaemon(false);
                thread.start();""")),
            passes("has a shutdown hook that never ends", once("""
                Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) { } }));""")),
            passes("has a handler for uncaught exceptions", once("""
                Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> System.exit(0));
                new Thread(() -> { throw new Error(); });""")),
            passes("interrupts its thread", once("Thread.currentThread().interrupt();")));
    }

    private static List<Row> notCompiled() {
        return List.of(
            refused("does not compile", SOLUTION.replace("int fd =", "String fd ="),
                "WriteThroughMemory.java:5: incompatible types: int cannot be converted"),
            refused("has escape sequences in its text",
                SOLUTION.replace("int fd =", "String /* \033[2J */ fd ="), "/* \ufffd[2J */"),
            refused("is empty", "",
                "the class WriteThroughMemory is missing", "there is no class"),
            refused("has another name", SOLUTION.replace("class WriteThroughMemory",
                "class WriteThruMemory"), "the class WriteThroughMemory is missing",
                "there is only WriteThruMemory"),
            refused("has a package line", "package mine;\n" + SOLUTION,
                "remove the package line"),
            refused("has a Libc of its own", SOLUTION + "class Libc {}",
                "the course has a class Libc already: choose another name"),
            refused("names the program of the grader",
                first("Object part = \"Grader\" + \"Main\";"),
                "your code names GraderMain, which is a part of the grader"),
            refused("names its grader", first("Object part = WriteThroughMemoryTest.class;"),
                "your code names WriteThroughMemoryTest, which is a part of the grader"),
            refused("needs much memory to compile", member("static final String S0 = \"x\";\n"
                + IntStream.range(0, 40).mapToObj(i -> "static final String S%d = S%d + S%d;\n"
                    .formatted(i + 1, i, i)).collect(Collectors.joining())),
                "the compiler gave up"),
            refused("has a JUnit of its own",
                "package org.junit.jupiter.api;\nclass Assertions {}", "remove the package line"),
            refused("nests an expression 40,000 deep",
                member("static final int X = " + "~".repeat(40_000) + "1;\n"),
                "the compiler gave up", "nested too deep"),
            refused("has 10 MB", SOLUTION + "// and on and on\n".repeat(10_000_000 / 17),
                "characters long"));
    }

    private static List<Row> shapes() {
        return List.of(
            passes("uses reflection", once("WriteThroughMemory.class.getDeclaredMethods();"))
                .with("flagged: the code uses reflection, which the exercise does not need"),
            fails("changes the signature", SOLUTION.replace(
                "write(Path file, byte[] text)", "write(Path file, byte[] text, int n)"),
                "your class lacks a method of the stub; keep its name and types"),
            fails("makes the method private",
                SOLUTION.replace("    static void", "    private static void"),
                "your class differs from the stub; keep the stub's modifiers"),
            fails("makes the method non-static", SOLUTION.replace("static void", "void"),
                "your class differs from the stub; keep the stub's modifiers"),
            passes("has classes of its own, nested and beside it", """
                import module java.base;

                non-sealed interface Mapper extends Shape { Region map(int fd, int length); }
                sealed interface Shape permits Mapper, Region, Mode { }
                record Region(MemorySegment segment) implements Shape { }
                enum Mode implements Shape {
                    SHARED { @Override int flag() { return Libc.MAP_SHARED; } };
                    abstract int flag();
                }

                class WriteThroughMemory extends Opener {
                    static class Fine extends Finer { }
                    static class Finer implements Mapper2 { }
                    interface Mapper2 extends Mapper {
                        @Override default Region map(int fd, int length) {
                            return new Region(Libc.mmap(Libc.NULL, length,
                                Libc.PROT_READ | Libc.PROT_WRITE, Mode.SHARED.flag(), fd, 0));
                        }
                    }

                    static void write(Path file, byte[] text) {
                        int fd = open(file);
                        try {
                            MemorySegment p = new Fine().map(fd, text.length).segment();
                            try {
                                IntStream.range(0, text.length).forEach(
                                    i -> p.set(ValueLayout.JAVA_BYTE, i, text[i]));
                            } finally { Libc.munmap(p, text.length); }
                        } finally { Libc.close(fd); }
                    }
                }

                abstract class Opener {
                    static int open(Path file) { return Libc.open(file.toString(), Libc.O_RDWR); }
                }
                """),
            passes("is right", SOLUTION));
    }

    // --------------------------------------------------------------------------------- the test

    @DisplayName("is reported in the verdict, and leaves no file and no process")
    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isReported(Row row) throws Exception {
        Exercise exercise = exercise(row.limitSeconds);
        var waiting = WAITING.removeFirst();
        long children = Traces.ofChildren().size();
        Map<String, String> before = outside();
        long start = System.nanoTime();
        Verdict verdict;
        long childrenLeft;
        Optional<Traces> next;
        try {
            verdict = waiting.grader.grade(exercise, row.text);
        } finally {
            childrenLeft = Traces.ofChildren().size();
            next = prepared(waiting.grader);
            WAITING.addLast(new Waiting(waiting.grader, next.orElse(waiting.traces)));
        }
        long ms = (System.nanoTime() - start) / 1_000_000;
        // A text that does not compile needs no JVM, so the waiting one stays.
        boolean used = verdict.outcome() != Verdict.Outcome.NOT_COMPILED;
        TABLE.add("%-45s %-12s %5d ms  %s".formatted(row, verdict.outcome(), ms,
            verdict.headline()));
        String text = VerdictText.of(verdict, Ansi.OFF);
        assertAll(
            () -> assertTrue(row.outcome == ANY_FAILURE ? !verdict.passed()
                : row.outcome == verdict.outcome(), text),
            () -> assertEquals(List.of(), Stream.of(row.says).filter(
                words -> !text.contains(words)).toList(), text),
            () -> assertTrue(text.chars().noneMatch(c -> Character.isISOControl(c) && c != '\n'),
                "no character that controls a terminal"),
            () -> assertEquals(before, outside(), "files outside"),
            () -> assertEquals(used, next.isPresent(), "the JVM that waited is used up"),
            () -> assertEquals(List.of(), used ? waiting.traces.left() : List.of(), "still there"),
            () -> assertEquals(used ? children - 1 : children, childrenLeft, "children"));
    }

    /**
     * Returns the files around: those beside the folder of the grader, and the names in the current
     * folder.
     */
    private static Map<String, String> outside() throws IOException {
        var all = new TreeMap<String, String>();
        try (var files = Files.walk(others)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(file.toString(), Files.size(file) + " bytes, "
                    + Files.getLastModifiedTime(file));
            }
        }
        try (var files = Files.list(Path.of("").toAbsolutePath())) {
            files.forEach(file -> all.put(file.toString(), "is there"));
        }
        return all;
    }

    private record Waiting(Grader grader, Traces traces) {}

    /** Starts a JVM, and returns its traces. Returns nothing if one was waiting already. */
    private static Optional<Traces> prepared(Grader grader) throws IOException {
        List<Traces> before = Traces.ofChildren();
        grader.prepare(exercise(1));
        return Traces.ofChildren().stream().filter(traces -> !before.contains(traces)).findAny();
    }

    /** The traces of a run: the mark that its processes inherit, and their folder. */
    private record Traces(String mark, Path folder) {
        static List<Traces> ofChildren() {
            return ProcessHandle.current().children().map(child -> environ(child.pid()))
                .filter(environ -> environ.contains("MMAP_GRADER=")).map(environ -> new Traces(
                    group(MARK, environ, 0), Path.of(group(HOME, "\0" + environ, 1)).getParent()))
                .toList();
        }

        List<String> left() {
            var left = new ArrayList<String>();
            if (Files.exists(folder)) {
                left.add(folder.toString());
            }
            ProcessHandle.allProcesses().filter(process -> environ(process.pid()).contains(mark)
                || workingFolder(process.pid()).startsWith(folder.toString()))
                .forEach(process -> left.add(process.pid() + " " + process.info().command()));
            return left;
        }

        private static String environ(long pid) {
            try {
                return new String(Files.readAllBytes(Path.of("/proc/" + pid + "/environ")),
                    StandardCharsets.ISO_8859_1);
            } catch (IOException endedOrNotOurs) {
                return "";
            }
        }

        private static String workingFolder(long pid) {
            try {
                return Files.readSymbolicLink(Path.of("/proc/" + pid + "/cwd")).toString();
            } catch (IOException endedOrNotOurs) {
                return "";
            }
        }

        private static String group(Pattern pattern, String text, int group) {
            Matcher matcher = pattern.matcher(text);
            assertTrue(matcher.find(), text);
            return matcher.group(group);
        }
    }
}
