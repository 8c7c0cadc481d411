//SOURCES ../Libc.java ../Proc.java ../support/RunningProcess.java

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.tools.ToolProvider;

/**
 * Lets several processes use the same file at the same time, and measures their time and memory.
 * Each process brings the whole file into its address space, and computes the checksum. Then it
 * keeps the content, either as a shared mapping, or in memory of its own that read(2) has filled.
 */
final class SharedFile {
    private static final int WARM_UP_ROUNDS = 3;
    private static final int ROUNDS = 5;

    /**
     * What it costs.
     *
     * @param microseconds the time for one page in one process: the mean of the processes, each the
     *     median of five rounds
     * @param rssMiB the sum of the Rss of the file's content over all processes
     * @param pssMiB the sum of the Pss
     */
    record Cost(double microseconds, double rssMiB, double pssMiB) {}

    private final Path classes;
    private final Path file;

    /**
     * Compiles this class for its processes, because a notebook has no class files.
     *
     * @param snippets the folder with the sources of the course
     * @param classes an empty folder
     */
    SharedFile(Path snippets, Path classes, Path file) {
        this.classes = classes;
        this.file = file;
        var errors = new ByteArrayOutputStream();
        var words = new ArrayList<String>(List.of("-d", "" + classes));
        Stream.of("notebook/SharedFile.java", "Libc.java", "Proc.java", "support/AtExit.java",
            "support/RunningProcess.java").forEach(name -> words.add("" + snippets.resolve(name)));
        if (ToolProvider.getSystemJavaCompiler().run(null, null, errors,
                words.toArray(String[]::new)) != 0) {
            throw new IllegalStateException(errors.toString());
        }
    }

    /** @param mapped whether the processes map the file; otherwise they read it */
    Cost measure(boolean mapped, int processes) throws Exception {
        var running = new ArrayList<RunningProcess>();
        try {
            for (int i = 0; i < processes; i++) {
                running.add(new RunningProcess(new ProcessBuilder(RunningProcess.java(),
                    "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "-cp", "" + classes,
                    "SharedFile", mapped ? "mmap" : "read", "" + file).start()));
            }
            step(running, 1);
            List<String> times = step(running, 2);
            List<Map<String, Long>> memory = step(running, 3).stream()
                .map(line -> line.split(" "))
                .map(words -> Map.of("Rss", Long.parseLong(words[0]), "Pss",
                    Long.parseLong(words[1]))).toList();
            return new Cost(times.stream().mapToDouble(Double::parseDouble).average().orElseThrow(),
                mebibytes(memory, "Rss"), mebibytes(memory, "Pss"));
        } finally {
            running.forEach(RunningProcess::close);
        }
    }

    private static double mebibytes(List<Map<String, Long>> memory, String figure) {
        return memory.stream().mapToLong(each -> each.get(figure)).sum() / (double) (1 << 20);
    }

    /** Waits until all processes have done the step, and lets them go on. Returns what they say. */
    private static List<String> step(List<RunningProcess> running, int number) throws Exception {
        var said = new ArrayList<String>();
        for (RunningProcess process : running) {
            said.add(process.awaitLines(number).getLast().text());
        }
        for (RunningProcess process : running) {
            process.process.getOutputStream().write('\n');
            process.process.getOutputStream().flush();
        }
        return said;
    }

    // ------------------------------------------------------------------------ in each process

    /** Arguments: mmap or read, and the file. After each line it waits for a line. */
    public static void main(String[] args) throws IOException {
        boolean mapped = args[0].equals("mmap");
        Path file = Path.of(args[1]);
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            Libc.munmap(load(file, mapped), Files.size(file));
        }
        say("ready");
        double[] times = new double[ROUNDS];
        MemorySegment content = Libc.NULL;
        for (int round = 0; round < ROUNDS; round++) {
            if (round > 0) {
                Libc.munmap(content, content.byteSize());
            }
            long start = System.nanoTime();
            content = load(file, mapped);
            times[round] = (System.nanoTime() - start) / 1e3
                / Math.ceilDiv(content.byteSize(), Libc.pageSize());
        }
        Arrays.sort(times);
        say("" + times[ROUNDS / 2]);
        Map<String, Long> memory = Proc.smaps(content);
        say(memory.get("Rss") + " " + memory.get("Pss"));
    }

    private static void say(String line) throws IOException {
        System.out.println(line);
        System.in.read();
    }

    /** Brings the file into memory and computes its checksum. The caller unmaps the memory. */
    private static MemorySegment load(Path file, boolean mapped) throws IOException {
        long size = Files.size(file);
        int fd = Libc.open(file.toString(), Libc.O_RDONLY);
        try {
            MemorySegment p = mapped
                ? Libc.mmap(Libc.NULL, size, Libc.PROT_READ, Libc.MAP_SHARED, fd, 0)
                : Libc.mmap(Libc.NULL, size, Libc.PROT_READ | Libc.PROT_WRITE,
                    Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
            for (long done = 0; !mapped && done < size; ) {
                done += Libc.read(fd, p.asSlice(done), size - done);
            }
            var checksum = new CRC32();
            checksum.update(p.asByteBuffer());
            return p;
        } finally {
            Libc.close(fd);
        }
    }
}
