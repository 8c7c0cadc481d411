//SOURCES ../../02_caveats/FileChannelCaveats.java ../../02_caveats/ForkedAccess.java
//SOURCES ../../02_caveats/MmapAttempt.java ../../Libc.java ../support/Course.java
//SOURCES ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("caveats")
@Tag("slow")
@DisplayName("caveats, section 2.2 of the tutorial")
class CaveatsTest {
    private static final int NOTES = 11;
    private static final int ROWS = 38;
    private static final Path FOLDER = Course.ROOT.resolve("snippets/02_caveats");

    /** The result of a run without options, shared by the tests that only read it. */
    private static ProcessResult usual;

    /** The script's working directory, and its folder for temporary files. */
    @TempDir Path dir;
    @TempDir Path temp;

    @Test
    @DisplayName("prints the eleven notes and 27 more rows, and no answer differs from the course")
    void printsAllRows() {
        assertEquals(0, usual().exit(), usual().err());
        assertEquals("", usual().err());
        assertEquals(IntStream.rangeClosed(1, ROWS).boxed().toList(),
            Row.of(usual()).stream().map(Row::number).toList());
        assertEquals(Set.of(), differing(usual()));
        String notes = usual().out().substring(0, usual().out().indexOf("\nMore calls"));
        assertEquals(NOTES, Row.of(new ProcessResult(0, notes, "")).size());
        assertTrue(usual().out().endsWith("38 answers: the tutorial agrees with 12, has 6 wrong,"
            + " is silent on 20\n"), usual().out());
    }

    // Measured with a C program on pages of 4096 bytes, and where FileChannel.map differs.
    @DisplayName("gets the answers that a C program got, and shows where FileChannel.map differs")
    @ParameterizedTest(name = "row {0}: {1}, {2}")
    @CsvSource(delimiter = '~', textBlock = """
         1 ~ maps, then SIGBUS                                         ~ agree
         2 ~ EINVAL                                                    ~ agree
         3 ~ EACCES                                                    ~ erratum
         4 ~ O_RDONLY: R; O_WRONLY: none; O_RDWR: R, W, R|W            ~ agree
         5 ~ EACCES                                                    ~ agree
         6 ~ X is in memory, and in the file                           ~ agree
         7 ~ EINVAL                                                    ~ agree
         8 ~ SIGSEGV                                                   ~ agree
         9 ~ EINVAL                                                    ~ agree
        10 ~ X is in memory, not in the file                           ~ agree
        11 ~ maps, and works                                           ~ agree
        12 ~ maps, then SIGBUS                                         ~ agree
        13 ~ maps, and works                                           ~ erratum
        14 ~ 10 bytes, no x                                            ~ beyond
        15 ~ 1 of 2 pages                                              ~ erratum
        16 ~ maps, p[0] is byte 4096                                   ~ agree
        17 ~ maps, then SIGBUS                                         ~ beyond
        18 ~ maps, and works                                           ~ erratum
        19 ~ maps, then SIGSEGV                                        ~ beyond
        20 ~ maps, then SIGSEGV                                        ~ beyond
        21 ~ EINVAL                                                    ~ beyond
        22 ~ EBADF                                                     ~ beyond
        23 ~ ENODEV                                                    ~ beyond
        24 ~ ENODEV                                                    ~ beyond
        25 ~ ENOMEM                                                    ~ beyond
        26 ~ EINVAL                                                    ~ beyond
        27 ~ p[0] works, p[page] SIGSEGV                               ~ erratum
        28 ~ works                                                     ~ erratum
        29 ~ works, reads the other mapping                            ~ beyond
        30 ~ mmap: 10 bytes; FileChannel: 2 pages                      ~ beyond
        32 ~ mmap: EINVAL; FileChannel: b                              ~ beyond
        36 ~ mmap: SIGBUS; FileChannel: InternalError                  ~ beyond
        38 ~ mmap: maps; FileChannel: PRIVATE READ_ONLY READ_WRITE     ~ beyond
        """)
    void answersAsMeasured(int number, String linux, String verdict) {
        assumeTrue(number != 16 || Libc.pageSize() == 4096, "row 16 needs pages of 4096 bytes");
        Row row = Row.of(usual()).get(number - 1);
        assertEquals(linux + ", " + verdict, row.linux + ", " + row.verdict, row.call);
    }

    @Test
    @DisplayName("prints no line of more than 80 columns")
    void fitsTheTerminal() {
        assertEquals(List.of(), usual().lines().stream().filter(l -> l.length() > 80).toList());
    }

    @Test
    @DisplayName("prints the same each time, and leaves no file, core dump or hs_err file")
    void repeats() throws IOException {
        // Allow core files as far as this user may, so that the test would find one.
        var cores = List.of("bash", "-c", "ulimit -S -c $(ulimit -H -c); exec \"$@\"", "run");
        int times = Course.size(10, 3);
        List<ProcessResult> results = IntStream.range(0, times).parallel().mapToObj(run -> {
            ProcessBuilder builder = script();
            builder.command().addAll(0, cores);
            return Course.run(builder);
        }).toList();
        assertEquals(Collections.nCopies(times, usual()), results);
        assertEquals(List.of(), filesIn(dir));
        assertEquals(List.of(), filesIn(temp));
    }

    @DisplayName("deletes its files when a signal ends it halfway")
    @ParameterizedTest(name = "by signal {0}")
    @ValueSource(ints = {Libc.SIGINT, Libc.SIGTERM})
    void cleansUpAfterCtrlC(int signal) throws Exception {
        try (var running = Course.start(script())) {
            running.awaitLines(5);   // the first row is printed, so the file exists
            assertTrue(!filesIn(temp).isEmpty());
            Course.signal(running, signal);
            assertEquals(128 + signal, running.result().exit(), running.err());
            assertEquals("", running.err());
        }
        assertEquals(List.of(), filesIn(temp));
    }

    @Test
    @DisplayName("reports in one line that it cannot create its file, and exits with 1")
    void needsATemporaryFolder() {
        ProcessBuilder builder = script();
        // Nobody can create a folder in /proc, not even root.
        builder.command().add(2, "-Djava.io.tmpdir=/proc");
        ProcessResult result = Course.run(builder);
        assertEquals(1, result.exit());
        assertEquals("", result.out());
        assertTrue(result.err().matches("caveats: /proc/caveats\\d+: No such file or directory\n"),
            result.err());
    }

    @Test
    @DisplayName("explains with -v on stderr: the full error, and how each child ended")
    void explains() {
        ProcessResult result = Course.run(script("-v"));
        assertEquals(usual().out(), result.out());
        assertTrue(result.err().contains("mmap: Permission denied (EACCES; length="), result.err());
        assertTrue(Pattern.compile("child \\d+: SIGBUS").matcher(result.err()).find());
    }

    @Test
    @DisplayName("marks an answer that differs from the course, and exits with 1")
    void marksDifference() throws IOException {
        ProcessResult result = altered("Caveats",
            "\"EINVAL\", \"EACCES\"", "\"EINVAL\", \"EPERM\"");
        assertEquals(1, result.exit());
        assertEquals("caveats: answers that differ from what the course teaches: 1\n",
            result.err());
        assertEquals(Set.of(3), differing(result));
        Row row = Row.of(result).get(2);
        assertEquals("EACCES, erratum, EPERM", row.linux + ", " + row.verdict + ", " + row.taught);
        assertEquals(usual().out(), result.out().replaceFirst(" +DIFFERS.*\n", ""));
    }

    @Test
    @DisplayName("asks Linux for every row: if mmap always fails, every answer differs")
    void computesEveryRow() throws IOException {
        ProcessResult result = altered("Libc", "(MemorySegment mapOrFail\\([^{]*\\{)",
            "$1 if (true) throw new ErrnoException(\"mmap\", EPERM, \"\");");
        assertEquals(1, result.exit(), result.err());
        assertEquals(IntStream.rangeClosed(1, ROWS).boxed().collect(Collectors.toSet()),
            differing(result), result.out());
    }

    @DisplayName("asks Linux: a changed constant or call changes only the rows that use it")
    @ParameterizedTest(name = "{0}: rows {4}")
    @CsvSource(delimiter = '~', textBlock = """
        SHARED is PRIVATE     ~ Libc  ~ MAP_SHARED = 0x01  ~ MAP_SHARED = 0x02  ~ 3 4 6 34
        PRIVATE is SHARED     ~ Libc  ~ MAP_PRIVATE = 0x02 ~ MAP_PRIVATE = 0x01 ~ 10 11 35
        O_RDONLY is O_RDWR    ~ Libc  ~ O_RDONLY = 0       ~ O_RDONLY = 2       ~ 3 4 23 34
        O_WRONLY is O_RDWR    ~ Libc  ~ O_WRONLY = 01      ~ O_WRONLY = 02      ~ 4 5
        offsets are ignored   ~ MmapAttempt ~ flags, fd, offset  ~ flags, fd, 0       ~ 7 16 17 32
        munmap does nothing   ~ Libc  ~ void munmap[^{]*\\{ ~ $0 if (true) return; \
            ~ 8 9 15 26 27 37
        children do nothing   ~ ForkedAccess ~ access.run\\(\\);  ~ ; \
            ~ 1 8 12 17 19 20 27 36 37
        FileChannel starts at 0 ~ FileChannelCaveats ~ map\\(mode, position, ~ map(mode, 0, ~ 32
        """)
    void computesRows(String change, String file, String from, String to, String rows)
            throws IOException {
        ProcessResult result = altered(file, from, to);
        assertEquals(1, result.exit(), result.err());
        assertEquals(Arrays.stream(rows.split(" ")).map(Integer::valueOf)
            .collect(Collectors.toCollection(TreeSet::new)), differing(result));
    }

    // -------------------------------------------------------------------------------- helpers

    /** A printed row. {@code taught} is null if the answer is what the course teaches. */
    private record Row(int number, String call, String linux, String verdict, String taught) {
        private static final Pattern FORM = Pattern.compile("""
            ^([ \\d]\\d)  (.+)
                tutorial  .+
                Linux     (.+?) +(agree|erratum|beyond)
            (?:    DIFFERS: the course teaches (.+)
            )?""", Pattern.MULTILINE);

        static List<Row> of(ProcessResult result) {
            return FORM.matcher(result.out()).results().map(r -> new Row(
                Integer.parseInt(r.group(1).strip()), r.group(2), r.group(3), r.group(4),
                r.group(5))).toList();
        }
    }

    private static Set<Integer> differing(ProcessResult result) {
        return Row.of(result).stream().filter(row -> row.taught != null).map(Row::number)
            .collect(Collectors.toCollection(TreeSet::new));
    }

    private ProcessResult usual() {
        if (usual == null) {
            usual = Course.run(script());
        }
        return usual;
    }

    private ProcessBuilder script(String... arguments) {
        ProcessBuilder builder = Course.script(dir, "caveats", arguments);
        builder.command().add(1, "-Djava.io.tmpdir=" + temp);
        return builder;
    }

    /** Runs a copy of the script, with {@code from} replaced by {@code to} in {@code file}. */
    private ProcessResult altered(String file, String from, String to) throws IOException {
        Path copy = Files.createDirectories(dir.resolve("copy"));
        var sources = new ArrayList<String>();
        for (Path source : sources()) {
            String text = Files.readString(source);
            if (source.endsWith(file + ".java")) {
                Matcher matcher = Pattern.compile(from).matcher(text);
                assertTrue(matcher.find(), file + " has no " + from);
                text = matcher.replaceFirst(to);
            }
            sources.add(Files.writeString(copy.resolve(source.getFileName()), text).toString());
        }
        ProcessBuilder builder = script();
        int classPath = builder.command().indexOf("-cp") + 1;
        // The script's own jar comes first; keep the libraries after it.
        String others = builder.command().get(classPath).replaceFirst("^[^:]*:", "");
        var javac = new ArrayList<>(List.of("-proc:none", "-cp", others, "-d", copy.toString()));
        javac.addAll(sources);
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(
            null, null, null, javac.toArray(String[]::new)));
        builder.command().set(classPath, copy + ":" + others);
        return Course.run(builder);
    }

    /** The script and all files that it includes with //SOURCES, directly or indirectly. */
    private static List<Path> sources() throws IOException {
        var found = new ArrayList<>(List.of(FOLDER.resolve("Caveats.java")));
        for (int i = 0; i < found.size(); i++) {
            Path folder = found.get(i).getParent();
            Files.readAllLines(found.get(i)).stream().filter(l -> l.startsWith("//SOURCES "))
                .flatMap(l -> Stream.of(l.substring(10).split(" ")))
                .map(name -> folder.resolve(name).normalize())
                .filter(source -> !found.contains(source)).forEach(found::add);
        }
        return found;
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }
}
