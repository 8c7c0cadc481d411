import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The part of the bench in which one JVM measures, by JMH. JMH would give each benchmark a process
 * of its own; but where the kernel has put things in a process makes a difference of 15 to 35
 * percent to mmap alone. So all rivals are measured in one process, in turn, a short iteration each,
 * round after round. That process is not the bench's own, because some rivals want options of Java.
 */
final class JmhBench {
    private JmhBench() {}

    static final String MMAP = "mmap and munmap of a 4 KiB file page";
    static final String SET = "set longs, one after the other, in 64 MiB";
    static final String GET = "get longs, one after the other, in 64 MiB";
    static final String PAGES = "random pages of 64 MiB, warm, each long added up";

    private record Rival(String part, String name, String method) {
        boolean isC() {
            return name.contains("C, gcc -O2");
        }
    }

    private static final List<Rival> RIVALS = List.of(
        new Rival(MMAP, "C, gcc -O2", "MmapBench.c"),
        new Rival(MMAP, "Libc.mmap, Libc.munmap", "MmapBench.libc"),
        new Rival(MMAP, "Libc.mmap into a confined Arena", "MmapBench.libcIntoArena"),
        new Rival(MMAP, "FileChannel.map into a confined Arena", "MmapBench.channelIntoArena"),
        new Rival(MMAP, "JNA, direct mapping", "MmapBench.jna"),
        new Rival(MMAP, "Agrona mapExistingFile, unmap", "MmapBench.agrona"),
        new Rival(SET, "C, gcc -O2", "LongsBench.setC"),
        new Rival(SET, "MemorySegment of Libc.mmap", "LongsBench.setLibc"),
        new Rival(SET, "MemorySegment of FileChannel.map", "LongsBench.setChannel"),
        new Rival(SET, "MappedByteBuffer as LongBuffer", "LongsBench.setBuffer"),
        new Rival(SET, "Agrona UnsafeBuffer", "LongsBench.setAgrona"),
        new Rival(SET, "JNA Pointer", "LongsBench.setJna"),
        new Rival(GET, "C, gcc -O2", "LongsBench.getC"),
        new Rival(GET, "MemorySegment of Libc.mmap", "LongsBench.getLibc"),
        new Rival(GET, "MemorySegment of FileChannel.map", "LongsBench.getChannel"),
        new Rival(GET, "MappedByteBuffer as LongBuffer", "LongsBench.getBuffer"),
        new Rival(GET, "Agrona UnsafeBuffer", "LongsBench.getAgrona"),
        new Rival(GET, "JNA Pointer", "LongsBench.getJna"),
        new Rival(PAGES, "mapped, C, gcc -O2", "PagesBench.mappedC"),
        new Rival(PAGES, "mapped, MemorySegment of Libc.mmap", "PagesBench.mappedLibc"),
        new Rival(PAGES, "pread, C, gcc -O2", "PagesBench.preadC"),
        new Rival(PAGES, "pread, FileChannel.read", "PagesBench.preadChannel"));

    private static final String C_SOURCE = """
        #include <sys/mman.h>
        #include <unistd.h>

        int map_loop(int fd, int times) {
            for (int i = 0; i < times; i++) {
                void *p = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
                if (p == MAP_FAILED || munmap(p, 4096) == -1) {
                    return -1;
                }
            }
            return 0;
        }

        long set(long *p, long count, long value) {
            for (long i = 0; i < count; i++) {
                p[i] = value;
            }
            return count;
        }

        long get(const long *p, long count) {
            long sum = 0;
            for (long i = 0; i < count; i++) {
                sum += p[i];
            }
            return sum;
        }

        static unsigned long state = 88172645463325252;

        static long next(long pages) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            return (state & (pages - 1)) * 4096;
        }

        long pages(const char *base, long pages, int times) {
            long sum = 0;
            for (int i = 0; i < times; i++) {
                sum += get((const long *) (base + next(pages)), 512);
            }
            return sum;
        }

        long pread_pages(int fd, long pages, int times) {
            long page[512], sum = 0;
            for (int i = 0; i < times; i++) {
                if (pread(fd, page, 4096, next(pages)) != 4096) {
                    return -1;
                }
                sum += get(page, 512);
            }
            return sum;
        }
        """;

    /**
     * Measures everything: per part and rival the nanoseconds of an operation in each round. The
     * first rival of a part is C; where there is no gcc, it is missing and the title says so.
     *
     * @param quick a total of at most 25 s instead of 100 s, whatever {@code rounds}
     */
    static Map<String, Map<String, double[]>> run(int rounds, boolean quick) throws Exception {
        Path folder = Files.createTempDirectory("mmap-bench");
        try {
            Files.write(folder.resolve("page"), new byte[4096]);
            boolean c = compile(folder);
            child(folder, rounds, quick);
            return results(folder.resolve("results"), c);
        } finally {
            try (var files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    /** Makes bench.so; false if there is no gcc. */
    private static boolean compile(Path folder) throws Exception {
        Path source = Files.writeString(folder.resolve("bench.c"), C_SOURCE);
        try {
            end(folder, 60, List.of("gcc", "-O2", "-shared", "-fPIC", "-o",
                folder.resolve("bench.so").toString(), source.toString()));
            return true;
        } catch (IOException noGcc) {
            return false;
        }
    }

    private static void child(Path folder, int rounds, boolean quick) throws Exception {
        end(folder, 180, List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            // Rivals and JMH use what Java warns of, or has closed.
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "-Djmh.ignoreLock=true", "-Djna.tmpdir=" + folder, "-Dbench.folder=" + folder,
            "-cp", System.getProperty("java.class.path"), "JmhBench", folder.toString(),
            "" + rounds, "" + quick));
    }

    /** Runs a command to its end; what it said is only shown, by its last line, if it failed. */
    private static void end(Path folder, int deadlineS, List<String> command) throws Exception {
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
            .redirectOutput(said.toFile()).start();
        var killer = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(killer);
        try {
            process.getOutputStream().close();
            boolean ended = process.waitFor(deadlineS, TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                throw new IllegalStateException("bench: " + Path.of(command.getFirst()).getFileName()
                    + (ended ? " failed: " + Files.readString(said).strip()
                        : " had not ended after " + deadlineS + " s"));
            }
        } finally {
            process.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(killer);
        }
    }

    private static Map<String, Map<String, double[]>> results(Path file, boolean c)
            throws IOException {
        var results = new LinkedHashMap<String, Map<String, double[]>>();
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split("\t");
            String part = cells[0] + (c ? "" : "; no gcc here, so without C");
            results.computeIfAbsent(part, title -> new LinkedHashMap<>()).put(cells[1],
                Arrays.stream(cells[2].split(" ")).mapToDouble(Double::parseDouble).toArray());
        }
        return results;
    }

    // ------------------------------------------------------------------ the process that measures

    static void main(String[] args) throws Exception {
        ProcessHandle.current().parent().ifPresent(bench ->
            bench.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
        Path folder = Path.of(args[0]);
        int rounds = Integer.parseInt(args[1]);
        boolean quick = Boolean.parseBoolean(args[2]);
        boolean c = Files.exists(folder.resolve("bench.so"));
        List<Rival> rivals = RIVALS.stream().filter(rival -> c || !rival.isC()).toList();
        int roundMs = (quick ? 12_000 : 75_000) / rounds;
        int iterationMs = Math.clamp(roundMs / rivals.size(), 10, 200);
        for (Rival rival : rivals) {
            measure(rival, 1, quick ? 300 : 700);
        }
        var nanos = new double[rivals.size()][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < rivals.size(); i++) {
                nanos[i][round] = measure(rivals.get(i), 0, iterationMs);
            }
        }
        var lines = new ArrayList<String>();
        for (int i = 0; i < rivals.size(); i++) {
            lines.add(rivals.get(i).part() + "\t" + rivals.get(i).name() + "\t"
                + String.join(" ", Arrays.stream(nanos[i]).mapToObj(Double::toString).toList()));
        }
        Files.write(folder.resolve("results"), lines);
    }

    private static double measure(Rival rival, int warmUps, int iterationMs)
            throws RunnerException {
        TimeValue time = TimeValue.milliseconds(iterationMs);
        return new Runner(new OptionsBuilder().include("^jmh\\." + rival.method() + "$")
            .forks(0).mode(Mode.AverageTime).timeUnit(TimeUnit.NANOSECONDS)
            .warmupIterations(warmUps).warmupTime(time).measurementIterations(1)
            .measurementTime(time).syncIterations(false).shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT).build()).runSingle().getPrimaryResult().getScore();
    }
}
