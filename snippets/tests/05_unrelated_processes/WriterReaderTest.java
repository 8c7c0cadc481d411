//SOURCES ../../Libc.java ../../support/RunningProcess.java WriterReaderFixture.java
//SOURCES ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unrelated")
@Tag("slow")
@DisplayName("The scripts writer and reader")
class WriterReaderTest extends WriterReaderFixture {
    @Test
    @DisplayName("as one-liners, the writer prints nothing, and the reader prints the first value")
    void oneLiners() {
        assertEquals(SILENCE, Course.run(Course.launcher(dir, "writer", "--count", "1")));
        assertEquals(new ProcessResult(0, "100\n", ""),
            Course.run(Course.launcher(dir, "reader", "--count", "1")));
        Course.run(Course.launcher(dir, "writer", "--count", "1", "--start", "128"));
        assertEquals(new ProcessResult(0, "-128\n", ""),
            Course.run(Course.launcher(dir, "reader", "--as", "byte", "--count", "1")));
    }

    @Test
    @DisplayName("without options, write every second and print every two, as in the tutorial")
    void theTutorialsIntervals() throws Exception {
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
    @DisplayName("the reader prints its first line at once, and does not wait after the last one")
    void theFirstAtOnce() throws Exception {
        assertEquals(SILENCE, run("writer", "--count", "1", "--interval", "600000"));
        assertEquals(new ProcessResult(0, "100\n", ""),
            run("reader", "--count", "1", "--interval", "600000"));
        try (var reader = start("reader", "--interval", "600000")) {
            reader.awaitLines(1);
            assertEquals("100\n", reader.out());
        }
    }

    @Test
    @DisplayName("a reader faster than the writer sees values more than once")
    void repeats() throws Exception {
        try (var writer = start("writer", "--interval", "40");
                var reader = startReaderOf(writer, "--interval", "1")) {
            List<Integer> values = awaitValues(reader, 150);
            assertTrue(steps(values).contains(0), "no value twice: " + values);
            long distinct = values.stream().distinct().count();
            assertTrue(distinct > 2 && distinct < values.size() / 2, values.toString());
        }
    }

    @Test
    @DisplayName("a reader slower than the writer misses values, but sees the others in order")
    void misses() throws Exception {
        try (var writer = start("writer", "--interval", "1");
                var reader = startReaderOf(writer, "--interval", "50")) {
            List<Integer> values = awaitValues(reader, 8);
            assertTrue(steps(values).stream().anyMatch(step -> step > 1), values.toString());
        }
    }

    @ParameterizedTest(name = "{0} as {1} is {2}")
    @DisplayName("--as byte prints the lowest byte with its sign, like the tutorial's *p")
    @CsvSource({"127, byte, 127", "128, byte, -128", "256, byte, 0", "128, int, 128",
        "-2147483648, int, -2147483648"})
    void asByte(int value, String type, String printed) throws Exception {
        mailbox().put(value);
        assertEquals(new ProcessResult(0, printed + "\n", ""),
            run("reader", "--as", type, "--count", "1"));
    }

    @Test
    @DisplayName("-v explains on stderr, and does not change stdout")
    void explains() {
        ProcessResult writer = run("writer", "-v", "--count", "2", "--interval", "0");
        assertEquals("testmmap: 0 bytes found, 10 bytes mapped shared\nwrote 100\nwrote 101\n",
            writer.err());
        assertEquals("", writer.out());
        ProcessResult reader = run("reader", "-v", "--count", "1");
        assertEquals("testmmap: 10 bytes to map shared, for reading only\n", reader.err());
        assertEquals("101\n", reader.out());
    }

    @Test
    @DisplayName("a reader ends without a message when its pipe is closed")
    void head() throws Exception {
        mailbox().put(100);
        var pipe = new ArrayList<String>(List.of("sh", "-c", "\"$@\" | head -3", "sh"));
        ProcessBuilder reader = Course.script(dir, "reader", "--interval", "1");
        pipe.addAll(reader.command());
        assertEquals(new ProcessResult(0, "100\n100\n100\n", ""), Course.run(reader.command(pipe)));
    }

    @Test
    @DisplayName("after kill -9 of writer or reader, the other goes on, and a new one joins")
    void killed() throws Exception {
        try (var writer = start("writer", "--interval", "2");
                var reader = startReaderOf(writer, "--interval", "2")) {
            reader.awaitLines(3);
            kill(writer);
            int last = mailbox().counter();
            int seen = values(reader).size();
            assertEquals(last, awaitValues(reader, seen + 3).getLast());

            try (var second = start("writer", "--start", "1000000", "--interval", "2")) {
                Course.await(reader, "the second writer's values",
                    () -> values(reader).getLast() >= 1_000_000);
                kill(reader);
                int before = mailbox().counter();
                Course.await(second, "another value", () -> mailbox().counter() > before);
                ProcessResult joined = run("reader", "--count", "3", "--interval", "10");
                assertTrue(values(joined.out()).getFirst() > before, joined.toString());
            }
        }
    }

    @Test
    @DisplayName("one reader sees values of four writers, and never a torn value")
    void fourWriters() {
        // They are far apart, so that each value shows its writer. All their bytes differ.
        List<Integer> starts = List.of(0x01010101, 0x21212121, 0x41414141, 0x61616161);
        var writers = new ArrayList<RunningProcess>();
        try {
            for (int start : starts) {
                writers.add(start("writer", "--start", "" + start, "--interval", "0",
                    "--count", "500000000"));
            }
            for (int start : starts) {
                Course.await(writers.getFirst(), "a value of each",
                    () -> writerOf(mailbox().counter()) == start);
            }
            ProcessResult reader = run("reader", "--interval", "0", "--count", "200000");
            assertEquals("", reader.err());
            assertUntorn(values(reader.out()), starts);
            writers.forEach(writer -> assertEquals("", writer.out() + writer.err()));
        } finally {
            writers.forEach(RunningProcess::close);
        }
    }

    /** Each value is one of a writer, and the values of each writer only grow. */
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

    /** The start of the only writer that may write {@code value}, or 0 if there is none. */
    private static int writerOf(int value) {
        return IntStream.of(0x61616161, 0x41414141, 0x21212121, 0x01010101)
            .filter(start -> value >= start && value < start + 500_000_000).findFirst().orElse(0);
    }

    @Test
    @DisplayName("a second writer does not truncate the file, and the reader sees values of both")
    void joins() throws Exception {
        try (var first = start("writer", "--interval", "1");
                var reader = startReaderOf(first, "--interval", "1");
                var second = start("writer", "--file", "testmmap", "--start", "5000000",
                    "--interval", "1")) {
            Course.await(reader, "values of both, in turn", () -> {
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

    private static void kill(RunningProcess running) throws Exception {
        Course.signal(running, Libc.SIGKILL);
        assertEquals(128 + Libc.SIGKILL, running.result().exit());
    }

    private static List<Integer> awaitValues(RunningProcess reader, int count) throws Exception {
        reader.awaitLines(count);
        return values(reader);
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
