//SOURCES ../../Libc.java

import module java.base;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The program that {@code JmhBench} starts. It measures all rivals in turn. It writes a line for
 * each rival into the file "results": part, name and nanoseconds, separated by tabs.
 */
final class JmhMain {
    private JmhMain() {}

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

    // The time that JMH itself needs for an iteration.
    private static final int OVERHEAD_MS = 5;

    static void main(String[] args) throws Exception {
        ProcessHandle.current().parent().ifPresent(bench ->
            bench.onExit().thenRun(() -> Runtime.getRuntime().halt(1)));
        try {
            measure(Path.of(args[0]), Integer.parseInt(args[1]), Boolean.parseBoolean(args[2]));
        } catch (RunnerException | RuntimeException | Error failed) {
            System.err.println(reason(failed));
            System.exit(1);
        }
    }

    private static void measure(Path folder, int rounds, boolean quick) throws Exception {
        boolean c = Files.exists(folder.resolve("bench.so"));
        List<Rival> rivals = RIVALS.stream().filter(rival -> c || !rival.isC()).toList();
        int iterationMs = Math.clamp(
            (quick ? 12_000 : 70_000) / rounds / rivals.size() - OVERHEAD_MS, 5, quick ? 100 : 200);
        for (Rival rival : rivals) {
            measure(rival, 4, quick ? 50 : 200);   // to warm up
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

    /** Measures one iteration after {@code warmUps} others. Compiled code stays for later calls. */
    private static double measure(Rival rival, int warmUps, int iterationMs)
            throws RunnerException {
        TimeValue time = TimeValue.milliseconds(iterationMs);
        return new Runner(new OptionsBuilder().include("^jmh\\." + rival.method() + "$")
            .forks(0).mode(Mode.AverageTime).timeUnit(TimeUnit.NANOSECONDS)
            .warmupIterations(warmUps).warmupTime(time).measurementIterations(1)
            .measurementTime(time).syncIterations(false).shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT).build())
            .runSingle().getPrimaryResult().getScore();
    }

    /**
     * Returns the reason of a failure. JMH wraps the exception of a benchmark, as the cause or as a
     * suppressed exception.
     */
    private static String reason(Throwable thrown) {
        Throwable inner = thrown.getCause() != null ? thrown.getCause()
            : thrown.getSuppressed().length > 0 ? thrown.getSuppressed()[0] : null;
        return inner == null ? thrown.toString() : reason(inner);
    }
}
