//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../../../Libc.java ../../../course/bench/BenchMachine.java
//SOURCES ../../../course/bench/BenchResults.java ../../support/Course.java
//SOURCES ../../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("bench")
@Tag("slow")
@DisplayName("The bench")
class TransportBenchTest {
    private static final int MESSAGES = 20_000;
    private static final long K = 0x9E3779B97F4A7C15L;

    @TempDir Path dir;

    // ---------------------------------------------------------------------------------- rivals

    @Test
    @Tag("full")
    @DisplayName("moves 20,000 messages through every rival, in order, none lost, doubled or torn")
    void everyMessage() throws IOException {
        assumeTrue(BenchMachine.cores().size() > 1, "two processes that spin need two cores");
        var bench = Course.run(Course.script(dir, "bench", "--check=" + MESSAGES));
        assertEquals(0, bench.exit(), bench.err());
        List<String> rows = rows(bench);
        int perProducer = MESSAGES;
        int many = BenchMachine.cores().size() > 4 ? 9 : 6;
        assertEquals(27 + many, rows.size(), bench.out());
        Predicate<String> moved = row -> Stream.of(1, 2, 4)
            .anyMatch(producers -> row.contains(" | " + producers * perProducer + " | "));
        for (String row : rows) {
            boolean c = row.startsWith("| C,") || row.contains("from C") || row.contains("to C");
            assertTrue(moved.test(row) || c && row.contains("not run: no gcc on PATH"), row);
        }
        assertEquals((BenchMachine.has("gcc") ? 27 : 17) + many,
            rows.stream().filter(moved).count(), bench.out());
    }

    @Test
    @DisplayName("shows a rival that cannot run here as a row that says why")
    void whyNot() {
        assumeTrue(BenchMachine.cores().size() > 1, "two processes that spin need two cores");
        var builder = Course.script(dir, "bench", "pingpong", "--check=320");
        builder.environment().put("PATH", dir.toString());
        var bench = Course.run(builder);
        assertEquals(0, bench.exit(), bench.err());
        assertTrue(bench.out().contains("| C, gcc -O2 | not run: no gcc on PATH |"), bench.out());
        assertTrue(bench.out().contains("| pipe | not run: "), bench.out());
        assertTrue(bench.out().contains("| Ring, one to one | 320 | "), bench.out());
    }

    private static List<String> rows(ProcessResult bench) {
        return bench.lines().stream().filter(line -> line.startsWith("| ")
            && !line.startsWith("| |")).toList();
    }

    @ParameterizedTest(name = "{1}: {2}")
    @CsvSource({
        "0, the right messages, ''",
        "1, a wrong byte, message 50 is torn",
        "2, a lost message, 'message 50 was expected, 51 came'",
        "3, a doubled message, 'message 51 was expected, 50 came'",
        "4, half of the message before, message 50 is torn",
        "5, an end that comes early, ended after 50 messages",
        "6, no end, the stream ended without an end message"})
    @DisplayName("a consumer checks what it receives")
    void aWrongMessage(int change, String what, String error) throws IOException {
        Path stream = Files.write(dir.resolve("stream"), messages(change));
        var command = new ArrayList<>(Course.script(dir, "bench").command());
        command.set(command.size() - 1, "TransportMain");
        command.addAll(List.of("consume", "pipe", stream.toString(), "1", "0", "0", "100"));
        var consumer = Course.run(new ProcessBuilder(command).directory(dir.toFile()));
        assertEquals(error, consumer.err().strip());
        int wrong = change < 5 ? 4 : 1;
        assertEquals(change == 0 ? 0 : wrong, consumer.exit());
        assertEquals(change == 0 ? "0 0 100\n" : "", consumer.out());
    }

    private static byte[] messages(int change) {
        var bytes = ByteBuffer.allocate(102 * 64).order(ByteOrder.nativeOrder());
        for (long n = 0; n < 100; n++) {
            for (int times = change == 3 && n == 50 ? 2 : change == 2 && n == 50 ? 0 : 1;
                    times > 0; times--) {
                put(bytes, change == 5 && n == 50 ? ~n : n);
            }
        }
        if (change != 6) {
            put(bytes, ~100L);
        }
        if (change == 1) {
            bytes.put(50 * 64 + 61, (byte) 1);
        }
        if (change == 4) {
            bytes.put(50 * 64 + 32, bytes.array(), 49 * 64 + 32, 32);
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static void put(ByteBuffer bytes, long n) {
        bytes.putLong(n);
        for (int i = 1; i < 8; i++) {
            bytes.putLong(n * K + i);
        }
    }

    @Test
    @DisplayName("ends its processes and deletes their files when it is interrupted")
    void ended() throws Exception {
        assumeTrue(BenchMachine.cores().size() > 1, "two processes that spin need two cores");
        try (var bench = Course.start(Course.script(dir, "bench", "ring"))) {
            // The bench measures now, and has not only started. No other bench has this folder
            // name.
            Course.await(bench, "a pair", () -> bench.process.descendants().count() > 1);
            List<ProcessHandle> sides = bench.process.descendants().toList();
            List<Path> folders = folders(bench.process.pid());
            assertFalse(folders.isEmpty());
            Course.signal(bench, Libc.SIGINT);
            bench.result();
            sides.forEach(side -> side.onExit().join());
            folders.forEach(folder -> assertFalse(Files.exists(folder), folder.toString()));
        }
    }

    private static List<Path> folders(long pid) throws IOException {
        var found = new ArrayList<Path>();
        for (String base : List.of("/dev/shm", System.getProperty("java.io.tmpdir"))) {
            try (Stream<Path> files = Files.list(Path.of(base))) {
                files.filter(file -> file.getFileName().toString()
                    .startsWith("mmap-bench-" + pid + "-")).forEach(found::add);
            }
        }
        return found;
    }

    // ----------------------------------------------------------------------------------- results

    private static BenchResults results(BenchResults.Part... parts) {
        return new BenchResults(Map.of("cores", "2"), "./jbang bench", List.of(parts));
    }

    private static BenchResults.Part part(String title, String unit, Map<String, double[]> values) {
        return new BenchResults.Part(title, unit, values, new LinkedHashMap<>());
    }

    private static Map<String, double[]> of(String c, double[] cs, String rival, double[] values) {
        var map = new LinkedHashMap<String, double[]>();
        map.put(c, cs);
        map.put(rival, values);
        return map;
    }

    @Test
    @DisplayName("a table shows the median of the ratios of each round")
    void medians() {
        // The median of the rates would be 1.00. In the slow round, both rivals were slow.
        var part = part("race", "M/s", of("C, gcc -O2", new double[] {10, 100, 60}, "ring",
            new double[] {20, 60, 120}));
        assertTrue(BenchResults.table(part)
            .contains("| ring | 60.0 | 20.0 to 120 | 2.00 | 0.60 to 2.00 |"),
            BenchResults.table(part));
        part.notRun().put("pony", "no hay | no pony");
        assertTrue(BenchResults.table(part).contains("| pony | not run: no hay / no pony | | | |"));
    }

    @Test
    @DisplayName("a part with modes has a table for each mode, and ratios within that mode only")
    void modes() {
        var part = new BenchResults.Part("race", "M/s", new LinkedHashMap<>(),
            new LinkedHashMap<>(), Map.of("ring", 1.5), new LinkedHashMap<>());
        String[] modes = {"near", "far", "near", "changed"};
        double[] base = {100, 10, 200, 5000};
        double[] ring = {300, 10, 300, 1};
        for (int i = 0; i < modes.length; i++) {
            part.add("C, gcc -O2", i, modes.length, base[i], modes[i]);
            part.add("ring", i, modes.length, ring[i], modes[i]);
        }
        part.add("slow", 0, 4, 50, "far");
        part.add("slow", 1, 4, 5, "far");
        part.add("slow", 2, 4, 5, "far");
        part.add("slow", 3, 4, 5, "far");
        String text = BenchResults.table(part);
        for (String expected : List.of("### race, near cores, 2 rounds", "### race, far cores",
                "| ring | 300 | 300 to 300 | 1.50 | 1.50 to 3.00 | at least 1.50: reached |",
                "| ring | 10.0 | 10.0 to 10.0 | 1.00 | 1.00 to 1.00 | at least 1.50: missed |",
                "| slow | 5.00 | 5.00 to 5.00 | 0.50 | 0.50 to 0.50 |  |",
                "| slow | none |  | none |  |  |")) {
            assertTrue(text.contains(expected), expected + " is not in " + text);
        }
        assertFalse(text.contains("changed"), text);
    }

    @Test
    @DisplayName("a rival with more rounds than the base is compared with the base's median")
    void moreRounds() {
        var part = part("verdict", "ms", of("script", new double[] {1000, 2000, 4000}, "watch",
            new double[] {100, 200, 300, 100, 500}));
        assertTrue(BenchResults.table(part)
            .contains("| watch | 200 | 100 to 300 | 0.10 | 0.0500 to 0.15 |"),
            BenchResults.table(part));
    }

    @ParameterizedTest(name = "{0} ns are {1} {2}")
    @CsvSource({"999, 999, ns", "4000, 4, µs", "440e6, 440, ms"})
    @DisplayName("times are in the unit that fits the slowest rival")
    void units(double nanos, double value, String unit) {
        var part = BenchResults.Part.ofNanos("race", of("C, gcc -O2", new double[] {nanos / 2},
            "ring", new double[] {nanos}));
        assertEquals(unit, part.unit());
        assertEquals(value, part.values().get("ring")[0]);
        assertEquals(2, part.ratios("ring")[0]);
    }

    @Test
    @DisplayName("a run is stored as JSON and as Markdown, with its machine and command")
    void kept() throws IOException {
        results(part("race", "M/s", of("C, gcc -O2", new double[] {50}, "Ring, one to one",
            new double[] {60}))).save(dir, "- a note\n");
        var json = new ObjectMapper().readTree(dir.resolve("bench.json").toFile());
        assertEquals("2", json.at("/machine/cores").asText());
        assertEquals(60, json.at("/parts/0/values/Ring, one to one/0").asDouble());
        assertEquals(Set.of("machine", "command", "parts"), Set.copyOf(json.properties().stream()
            .map(Map.Entry::getKey).toList()));
        String text = Files.readString(dir.resolve("bench.md"));
        for (String part : List.of("- cores: 2", "| Ring, one to one | 60.0 |", "- a note",
                "`./jbang bench`")) {
            assertTrue(text.contains(part), part + " is not in " + text);
        }
    }

    @Test
    @DisplayName("a chart fits into 80 columns, and the slowest rival still has a bar")
    void chart() {
        var chart = BenchResults.chart(part("race", "M/s", of("C, gcc -O2",
            new double[] {335.3}, "a name far too long for any chart of eighty columns",
            new double[] {0.0001})));
        chart.lines().forEach(line -> assertTrue(line.length() <= 80, line));
        assertTrue(chart.contains("▏ 0.0001"), chart);
    }

    @ParameterizedTest
    @CsvSource({"0, '0'", "'0-2,5', '0 1 2 5'", "'', ''"})
    @DisplayName("a list of processors is read in the format of Linux")
    void processors(String list, String numbers) {
        assertEquals(numbers, String.join(" ", BenchMachine.numbers(list).stream()
            .map(Object::toString).toList()));
    }
}
