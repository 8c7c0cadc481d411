//DEPS org.openjdk.jmh:jmh-core:1.37
//DEPS org.openjdk.jmh:jmh-generator-annprocess:1.37
//DEPS net.java.dev.jna:jna:5.19.1
//SOURCES ../../support/RunningProcess.java ../../support/TemporaryFolder.java JmhMain.java
//SOURCES jmh/LongsBench.java jmh/MmapBench.java jmh/Native.java jmh/PagesBench.java

import module java.base;

/**
 * The part of the bench that JMH measures. By default, JMH starts a process for each benchmark. But
 * the memory layout of a process changes the time of mmap by 15 to 35 percent. So here all rivals
 * run in one process, in rounds: a rival runs for a short iteration in each round. This process is
 * not the bench itself, because some rivals need options of Java.
 */
final class JmhBench {
    private JmhBench() {}

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
     * Measures everything. Returns, for each part and rival, the nanoseconds of one operation in
     * each round. The first rival of a part is C. Without a gcc that works, C is missing, and the
     * title says so.
     *
     * @param rounds about 40 at most; more rounds make each of them shorter
     * @param quick whether to measure for at most 25 s instead of 100 s
     */
    static Map<String, Map<String, double[]>> run(int rounds, boolean quick) throws Exception {
        try (var temporary = TemporaryFolder.create("mmap-bench")) {
            Path folder = temporary.path;
            Files.write(folder.resolve("page"), new byte[4096]);
            boolean c = compile(folder);
            measure(folder, rounds, quick);
            return results(folder.resolve("results"), c);
        }
    }

    /** Compiles bench.so. Returns false if there is no gcc that can do this. */
    private static boolean compile(Path folder) throws InterruptedException, IOException {
        Path source = Files.writeString(folder.resolve("bench.c"), C_SOURCE);
        Path library = folder.resolve("bench.so");
        try {
            run(60, List.of("gcc", "-O2", "-shared", "-fPIC", "-o", library.toString(),
                source.toString()));
            return true;
        } catch (IOException | IllegalStateException unusable) {
            Files.deleteIfExists(library);
            return false;
        }
    }

    private static void measure(Path folder, int rounds, boolean quick)
            throws InterruptedException, IOException {
        // JMH gives its hints to the compiler only in processes that it starts itself.
        Path hints = folder.resolve("hints");
        try (var resource = JmhBench.class.getResourceAsStream("/META-INF/CompilerHints")) {
            Files.writeString(hints, "quiet\n" + new String(resource.readAllBytes()));
        }
        run(180, RunningProcess.javaCommand(List.of(
            // JMH and Agrona use parts of the JDK that are deprecated or closed.
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "-XX:CompileCommandFile=" + hints, "-XX:ErrorFile=" + folder.resolve("crash"),
            "-Djna.tmpdir=" + folder, "-Djmh.ignoreLock=true", "-Dbench.folder=" + folder),
            "JmhMain", folder.toString(), String.valueOf(rounds), String.valueOf(quick)));
    }

    /** Runs a command to its end. If it fails, the error shows the last line that it printed. */
    private static void run(int deadlineS, List<String> command)
            throws InterruptedException, IOException {
        ProcessResult result = RunningProcess.run(
            new ProcessBuilder(command).redirectErrorStream(true), Duration.ofSeconds(deadlineS));
        if (result.exit() != 0) {
            throw new IllegalStateException(Path.of(command.getFirst()).getFileName()
                + " failed with exit code " + result.exit()
                + (result.out().isEmpty() ? "" : ": " + result.lines().getLast()));
        }
    }

    private static Map<String, Map<String, double[]>> results(Path file, boolean c)
            throws IOException {
        var results = new LinkedHashMap<String, Map<String, double[]>>();
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split("\t");
            String part = cells[0] + (c ? "" : "; no gcc works here, so without C");
            results.computeIfAbsent(part, title -> new LinkedHashMap<>()).put(cells[1],
                Arrays.stream(cells[2].split(" ")).mapToDouble(Double::parseDouble).toArray());
        }
        return results;
    }

    /** Prints the figures of the bench's table. The arguments are ROUNDS and QUICK. */
    static void main(String[] args) throws Exception {
        run(Integer.parseInt(args[0]), Boolean.parseBoolean(args[1])).forEach((part, rivals) ->
            rivals.forEach((name, nanos) -> System.out.println(
                part + "\t" + name + "\t" + Arrays.toString(nanos))));
    }
}
