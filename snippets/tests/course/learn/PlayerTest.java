//SOURCES ../../../course/learn/ExerciseDesk.java PlayerFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("learn")
@DisplayName("The player in the terminal")
@Timeout(300)
class PlayerTest {
    /** Cells as in the course, but with less in them. */
    private static final String[] CELLS = {
        "# A small chapter\n\nThis text is **bold** and `code`, and long enough for two lines of a"
            + " terminal with 80 columns.",
        "int four = 4;\nSystem.out.println(\"✓ the first cell\");",
        "## The second part",
        """
        Object kernel = Class.forName("TerminalKernel").getMethod("getKernelInstance")
            .invoke(null);
        void ask() throws Exception {
            kernel.getClass().getMethod("ask", String.class, List.class,
                java.util.function.UnaryOperator.class).invoke(kernel, "How much is 2 + 2?",
                List.of("three", "four"), (java.util.function.UnaryOperator<String>) guess ->
                    (guess.equals("four") ? "Yes, this machine agrees: "
                        : "No, this machine answered: ") + "four. Numbers add up.");
        }
        ask();""",
        "throw new AssertionError(\"✗ five is four\");",
        "System.out.println(\"✓ the last cell\");"};

    @TempDir static Path dir;
    private static PlayerFixture player;

    @BeforeAll
    static void start() throws Exception {
        player = new PlayerFixture(dir, new UnreadableAnswer(), CELLS);
        player.await("Enter runs it.");
        player.type("");
        player.await("00:2> ");
    }

    @AfterAll
    static void stop() throws Exception {
        player.close();
        assertEquals(List.of(), ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)
            .filter(child -> child.info().commandLine().orElse("").contains(" CellMain "))
            .toList(), "JVMs of cells that still run");
    }

    @Test
    @DisplayName("plays a chapter by Enter, and continues the next time where it stopped")
    void enter(@TempDir Path other) throws Exception {
        try (var first = new PlayerFixture(other, new UnreadableAnswer(), CELLS)) {
            first.await("A small chapter\n═══════════════");
            first.await("lines of a terminal with 80\ncolumns.");
            first.await("[1]\nint four = 4;");
            first.type("");
            first.await("✓ the first cell");
            first.await("The second part\n───────────────");
            first.type("");
            first.await("a) three\n  b) four");
            first.type("a");
            first.await("No, this machine answered: four. Numbers add up.");
            first.type("");
            first.await("✗ five is four\nThis does not hold");
            first.type("/quit");
            first.awaitEnd();
        }
        try (var second = new PlayerFixture(other, new UnreadableAnswer())) {
            second.await("at cell 3 of 4");
            second.await("00:3> ");
            second.type("four * 10");
            second.await("==> 40");   // the first cell ran again
            assertFalse(second.screen().contains("✓ the first cell"), "without output");
            second.type("/skip");
            second.await("00:4> ");
            second.type("");
            second.await("✓ the last cell");
            second.await("This is the end of the chapter.");
        }
    }

    @Test
    @DisplayName("reports an answer that is a symbolic link, and continues")
    void unreadableAnswer(@TempDir Path other) throws Exception {
        try (var one = new PlayerFixture(other, new UnreadableAnswer(), "# A chapter",
                "%%exercise 0.1\nclass Answer {}")) {
            one.await("tries again to read your file (Answer.java: it is a symbolic link)");
            one.type("");
            one.await("This failed: Answer.java: it is a symbolic link");
            one.type("2 + 2");
            one.await("==> 4");
        }
    }

    @Test
    @DisplayName("asks a prediction, and says whether the guess is right")
    void prediction() throws Exception {
        player.type("/run 2");
        player.await("a to b, or Enter: ");
        player.type("z");
        player.await("Please type the letter of an option.");
        player.type("b");
        player.await("Yes, this machine agrees: four. Numbers add up.");
    }

    @Test
    @DisplayName("runs the Java that is typed, also over several lines, with the cells' variables")
    void java() throws Exception {
        player.type("int twice(int x) {");
        player.await("...> ");
        player.type("return 2 * x; }");
        player.type("twice(four)");
        player.await("==> 8");
        player.type("int text = \"a\";");
        player.await("incompatible types: java.lang.String cannot be converted to int");
        player.type("Integer.parseInt(\"x\")");
        player.await("NumberFormatException: For input string: \"x\"");
    }

    @Test
    @DisplayName("runs code that has its own classes in one catch, or in one variable")
    void ownClasses() throws Exception {
        player.type("class Own extends RuntimeException {}");
        player.type("try { throw new Own(); } catch (Own | IllegalStateException e) {"
            + " System.out.println(\"caught \" + e.getMessage()); }");
        player.await("caught null");
    }

    @Test
    @DisplayName("completes Java on Tab")
    void completion() throws Exception {
        player.press("Thread.onSpin\t");
        player.await("Thread.onSpinWait()");
        player.type("");
    }

    @Test
    @DisplayName("says how a SIGSEGV ended the JVM of the cells, and runs earlier cells again")
    void crash() throws Exception {
        player.type("java.lang.foreign.MemorySegment.ofAddress(16).reinterpret(8)"
            + ".get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0)");
        player.await("SIGSEGV ended the JVM of the cells: it accessed address 0x0000000000000010");
        player.type("four + 1");
        player.await("==> 5");
        assertFalse(player.screen().contains("# A fatal error"), "HotSpot's lines are not shown");
    }

    @Test
    @DisplayName("says that System.exit ended the JVM of the cells, with its exit code")
    void exit() throws Exception {
        player.type("System.exit(7)");
        player.await("with exit code 7");
        player.type("four + 2");
        player.await("==> 6");
    }

    @Test
    @DisplayName("stops a loop and a sleep on Ctrl-C, and keeps the variables")
    void interrupt() throws Exception {
        for (String endless : List.of("long n = 0; while (true) { n++; }",
                "System.out.println(\"sleeping\"); Thread.sleep(1_000_000);")) {
            player.type("var isRunning = true; System.out.println(\"runs \" + isRunning); "
                + endless);
            player.await("runs true");
            player.press("\u0003");
            player.await("stopped");
        }
        player.type("isRunning");
        player.await("==> true");
    }

    @Test
    @DisplayName("shows what the cells' processes print, and wraps at the width after a resize")
    void output() throws Exception {
        player.type(
            "new ProcessBuilder(\"echo\", \"from a process\").inheritIO().start().waitFor()");
        player.await("from a process\n==> 0");
        player.resize(40, 24);
        player.type("/goto 1");
        player.await("This text is bold and code, and long\nenough for two lines");
        player.resize(80, 24);
        player.type("/goto 2");
    }

    /** An answer that is a symbolic link. Most chapters here have no exercise. */
    private record UnreadableAnswer() implements ExerciseDesk {
        @Override
        public Path file(String id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String text(String id) throws IOException {
            throw new FileSystemException("Answer.java", null, "it is a symbolic link");
        }

        @Override
        public boolean isUntouched(String id) throws IOException {
            return text(id).isEmpty();
        }

        @Override
        public boolean isPassed(String id) {
            return false;
        }

        @Override
        public Graded grade(String id) {
            return new Graded(false, "");
        }

        @Override
        public String hint(String id) {
            return "";
        }

        @Override
        public String solution(String id) {
            return "";
        }

        @Override
        public String reset(String id) {
            return "";
        }

        @Override
        public String progress() {
            return "";
        }

        @Override
        public void close() {}
    }
}
