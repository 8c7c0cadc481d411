//SOURCES ../../Libc.java ../support/Course.java Mailbox.java

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unrelated")
@DisplayName("writer and reader, section 4")
class WriterReaderTest {
    private static final Course.Result SILENCE = new Course.Result(0, "", "");
    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    @TempDir Path dir;

    private Mailbox mailbox() {
        return new Mailbox(dir.resolve("testmmap"));
    }

    @Test
    @DisplayName("as one-liners: the writer prints nothing, the reader the document's first value")
    void oneLiners() {
        assertEquals(SILENCE, Course.run(Course.launcher(dir, "writer", "--count", "1")));
        assertEquals(new Course.Result(0, "100\n", ""),
            Course.run(Course.launcher(dir, "reader", "--count", "1")));
        Course.run(Course.launcher(dir, "writer", "--count", "1", "--start", "128"));
        assertEquals(new Course.Result(0, "-128\n", ""),
            Course.run(Course.launcher(dir, "reader", "--as", "byte", "--count", "1")));
    }

    @Test
    @DisplayName("without options write every second and print every two, as in the document")
    void theDocumentsIntervals() {
        try (var writer = start("writer"); var reader = startReaderOf(writer)) {
            reader.awaitLines(1);
            long printedNanos = System.nanoTime();
            reader.awaitLines(2);
            long betweenMs = (System.nanoTime() - printedNanos) / 1_000_000;
            assertTrue(betweenMs > 1_500, "two lines within " + betweenMs + " ms");
            List<Integer> values = values(reader);
            int step = values.get(1) - values.get(0);
            assertTrue(values.get(0) >= 100 && step >= 1 && step <= 3, values.toString());
            assertEquals("", writer.out() + writer.err() + reader.err());
        }
        String help = Course.run(Course.script(dir, "writer", "--help")).out()
            + Course.run(Course.script(dir, "reader", "--help")).out();
        for (String words : List.of("Default: 1000", "Default: 2000", "Default: testmmap")) {
            assertTrue(help.contains(words), words + " is not in " + help);
        }
    }

    @Test
    @DisplayName("the reader prints a number a line, at once, and does not wait after the last one")
    void theFirstAtOnce() {
        assertEquals(SILENCE, run("writer", "--count", "1", "--interval", "600000"));
        assertEquals(new Course.Result(0, "100\n", ""),
            run("reader", "--count", "1", "--interval", "600000"));
        try (var reader = start("reader", "--interval", "600000")) {
            reader.awaitLines(1);
            assertEquals("100\n", reader.out());
        }
    }

    @Test
    @DisplayName("a reader faster than the writer sees values more than once")
    void repeats() {
        try (var writer = start("writer", "--interval", "40");
                var reader = startReaderOf(writer, "--interval", "1")) {
            List<Integer> values = awaitValues(reader, 150);
            assertTrue(steps(values).contains(0), "no value twice: " + values);
            long distinct = values.stream().distinct().count();
            assertTrue(distinct > 2 && distinct < values.size() / 2, values.toString());
        }
    }

    @Test
    @DisplayName("a reader slower than the writer misses values, and sees them in order")
    void misses() {
        try (var writer = start("writer", "--interval", "1");
                var reader = startReaderOf(writer, "--interval", "50")) {
            List<Integer> values = awaitValues(reader, 8);
            assertTrue(steps(values).stream().anyMatch(step -> step > 1), values.toString());
        }
    }

    @ParameterizedTest(name = "{0} as {1} is {2}")
    @DisplayName("--as byte prints the lowest byte with its sign, as the document's *p does")
    @CsvSource({"127, byte, 127", "128, byte, -128", "256, byte, 0", "128, int, 128",
        "-2147483648, int, -2147483648"})
    void asByte(int value, String type, String printed) throws Exception {
        mailbox().put(value);
        assertEquals(new Course.Result(0, printed + "\n", ""),
            run("reader", "--as", type, "--count", "1"));
    }

    @Test
    @DisplayName("-v explains on stderr, and stdout stays as it is")
    void explains() {
        Course.Result writer = run("writer", "-v", "--count", "2", "--interval", "0");
        assertEquals("testmmap: 0 bytes found, 10 bytes mapped shared\nwrote 100\nwrote 101\n",
            writer.err());
        assertEquals("", writer.out());
        Course.Result reader = run("reader", "-v", "--count", "1");
        assertEquals("testmmap: 10 bytes to map shared, for reading only\n", reader.err());
        assertEquals("101\n", reader.out());
    }

    @Test
    @DisplayName("a reader ends quietly when nobody reads its lines any more")
    void head() throws Exception {
        mailbox().put(100);
        var pipe = new ArrayList<String>(List.of("sh", "-c", "\"$@\" | head -3", "sh"));
        ProcessBuilder reader = Course.script(dir, "reader", "--interval", "1");
        pipe.addAll(reader.command());
        assertEquals(new Course.Result(0, "100\n100\n100\n", ""), Course.run(reader.command(pipe)));
    }

    @Test
    @DisplayName("kill -9 of the writer, then of the reader: the other goes on, a new one joins")
    void killed() {
        try (var writer = start("writer", "--interval", "2");
                var reader = startReaderOf(writer, "--interval", "2")) {
            reader.awaitLines(3);
            kill(writer);
            int last = mailbox().counter();
            int seen = values(reader).size();
            assertEquals(last, awaitValues(reader, seen + 3).getLast());

            try (var second = start("writer", "--start", "1000000", "--interval", "2")) {
                reader.await("the second writer's values",
                    () -> values(reader).getLast() >= 1_000_000);
                kill(reader);
                int before = mailbox().counter();
                second.await("another value", () -> mailbox().counter() > before);
                Course.Result joined = run("reader", "--count", "3", "--interval", "10");
                assertTrue(values(joined.out()).getFirst() > before, joined.toString());
            }
        }
    }

    @Test
    @DisplayName("four writers, one reader: it sees values of all of them and never a torn one")
    void fourWriters() {
        // Far enough apart that each value tells its writer, and different in each byte.
        List<Integer> starts = List.of(0x01010101, 0x21212121, 0x41414141, 0x61616161);
        var writers = new ArrayList<Course.Running>();
        try {
            for (int start : starts) {
                writers.add(start("writer", "--start", "" + start, "--interval", "0",
                    "--count", "500000000"));
            }
            for (int start : starts) {
                writers.getFirst().await("a value of each",
                    () -> writerOf(mailbox().counter()) == start);
            }
            Course.Result reader = run("reader", "--interval", "0", "--count", "200000");
            assertEquals("", reader.err());
            assertUntorn(values(reader.out()), starts);
            writers.forEach(writer -> assertEquals("", writer.out() + writer.err()));
        } finally {
            writers.forEach(Course.Running::close);
        }
    }

    /** Each value is of a writer, and the values of each writer only grow, as it wrote them. */
    private static void assertUntorn(List<Integer> values, List<Integer> starts) {
        assertEquals(200_000, values.size());
        int[] last = new int[4];
        for (int value : values) {
            int start = writerOf(value);
            assertTrue(starts.contains(start), "no writer wrote " + Integer.toHexString(value));
            int writer = starts.indexOf(start);
            assertTrue(value >= last[writer], "torn: " + Integer.toHexString(value) + " after "
                + Integer.toHexString(last[writer]));
            last[writer] = value;
        }
        assertTrue(Arrays.stream(last).allMatch(value -> value != 0),
            "a writer was never seen: " + Arrays.toString(last));
    }

    /** The start of the writer that alone may write {@code value}; 0 if there is none. */
    private static int writerOf(int value) {
        return IntStream.of(0x61616161, 0x41414141, 0x21212121, 0x01010101)
            .filter(start -> value >= start && value < start + 500_000_000).findFirst().orElse(0);
    }

    @Test
    @DisplayName("a second writer joins the file without cutting it; the reader sees both")
    void joins() throws Exception {
        try (var first = start("writer", "--interval", "1");
                var reader = startReaderOf(first, "--interval", "1");
                var second = start("writer", "--file", "testmmap", "--start", "5000000",
                    "--interval", "1")) {
            reader.await("values of both, in turn", () -> {
                List<Integer> values = values(reader);
                int other = values.indexOf(values.stream().filter(v -> v >= 5_000_000)
                    .findFirst().orElse(null));
                return other >= 0
                    && values.subList(other, values.size()).stream().anyMatch(v -> v < 5_000_000);
            });
            assertTrue(first.process.isAlive() && second.process.isAlive());
            assertEquals(10, Files.size(dir.resolve("testmmap")));
        }
    }

    @Test
    @DisplayName("--truncate makes the same file 10 bytes, an int and zeros")
    void truncates() throws Exception {
        Path file = Files.write(dir.resolve("long"), "x".repeat(10_000).getBytes());
        Object inode = Files.getAttribute(file, "unix:ino");
        assertEquals(SILENCE, run("writer", "--file", "long", "--truncate", "--force", "--count",
            "1", "--start", "65"));
        assertArrayEquals("A\0\0\0\0\0\0\0\0\0".getBytes(), Files.readAllBytes(file));
        assertEquals(inode, Files.getAttribute(file, "unix:ino"));
    }

    @Test
    @DisplayName("a reader that does not look while --truncate cuts its file goes on with the new")
    void survivesTheCut() throws Exception {
        mailbox().put(100);
        try (var reader = start("reader", "--interval", "1")) {
            reader.awaitLines(1);
            reader.signal(SIGSTOP);
            assertEquals(SILENCE, run("writer", "--truncate", "--count", "1", "--start", "500"));
            reader.signal(SIGCONT);
            reader.await("the new value", () -> values(reader).contains(500));
            assertEquals(List.of(100, 500), values(reader).stream().distinct().toList());
        }
    }

    // Ten bytes are as many as a writer leaves, but behind its int are zeros.
    @ParameterizedTest(name = "{1} with {0}")
    @DisplayName("a named file with other content is refused, and left as it is")
    @CsvSource({"--interval=1, 'precious, more than ten bytes'", "--truncate, precious",
        "--start=7, x", "--interval=0, 0123456789"})
    void refuses(String option, String content) throws Exception {
        Path file = Files.writeString(dir.resolve("notes"), content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L));
        assertEquals(new Course.Result(1, "", "writer: notes has content that no writer wrote,"
            + " so it is unchanged; use --force to write into it\n"),
            run("writer", "--file", "notes", "--count", "1", option));
        assertEquals(content, Files.readString(file));
        assertEquals(1_000_000_000_000L, Files.getLastModifiedTime(file).toMillis());
    }

    @Test
    @DisplayName("--force writes over the first four bytes of a longer file, and over no other")
    void forces() throws Exception {
        Path file = Files.writeString(dir.resolve("notes"), "0123456789abcdef");
        assertEquals(SILENCE, run("writer", "--file", "notes", "--force", "--count", "1",
            "--start", "" + 0x41424344));
        assertEquals("DCBA456789abcdef", Files.readString(file));
    }

    @Test
    @DisplayName("an empty file is joined, although it is named")
    void joinsAnEmptyFile() throws Exception {
        Path file = Files.createFile(dir.resolve("empty"));
        assertEquals(SILENCE, run("writer", "--file", "empty", "--count", "1", "--start", "65"));
        assertArrayEquals("A\0\0\0\0\0\0\0\0\0".getBytes(), Files.readAllBytes(file));
    }

    @Test
    @DisplayName("what mmap-basics left in testmmap is joined, unless the user names it")
    void joinsTestmmap() throws Exception {
        Path file = Files.writeString(dir.resolve("testmmap"), "hello\n\0\0\0\0");
        assertEquals(1, run("writer", "--file", "testmmap", "--count", "1").exit());
        assertEquals(SILENCE, run("writer", "--count", "1", "--start", "65"));
        assertEquals("A\0\0\0o\n\0\0\0\0", Files.readString(file));
    }

    // ---------------------------------------------------------------------------- processes

    private Course.Running start(String alias, String... options) {
        return new Course.Running(Course.script(dir, alias, options));
    }

    /** A reader, started as soon as {@code writer} has written something. */
    private Course.Running startReaderOf(Course.Running writer, String... options) {
        writer.await("a value in the file", () -> mailbox().counter() != 0);
        return start("reader", options);
    }

    private Course.Result run(String alias, String... options) {
        return Course.run(Course.script(dir, alias, options));
    }

    private static void kill(Course.Running running) {
        running.signal(Libc.SIGKILL);
        assertEquals(128 + Libc.SIGKILL, running.result().exit());
    }

    // ------------------------------------------------------------------------------- values

    private static List<Integer> awaitValues(Course.Running reader, int count) {
        reader.awaitLines(count);
        return values(reader);
    }

    private static List<Integer> values(Course.Running reader) {
        return values(reader.out());
    }

    /** Whole lines, each of them a number; a line that is being printed just now is left out. */
    private static List<Integer> values(String out) {
        return out.substring(0, out.lastIndexOf('\n') + 1).lines().map(Integer::valueOf).toList();
    }

    private static Set<Integer> steps(List<Integer> values) {
        var steps = new HashSet<Integer>();
        for (int i = 1; i < values.size(); i++) {
            steps.add(values.get(i) - values.get(i - 1));
        }
        assertFalse(steps.isEmpty() || steps.stream().anyMatch(step -> step < 0),
            "not in order: " + values);
        return steps;
    }
}
