import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a figure depends on: the processor, its cores, the kernel, the JDK, the compiler. */
final class BenchMachine {
    private BenchMachine() {}

    static Map<String, String> describe() {
        var machine = new LinkedHashMap<String, String>();
        machine.put("processor", processor());
        machine.put("cores", cores().size() + " (" + System.getProperty("os.arch") + ")");
        machine.put("kernel", "Linux " + read("/proc/sys/kernel/osrelease").strip());
        machine.put("JDK", Runtime.version() + ", " + System.getProperty("java.vm.vendor"));
        String gcc = firstLine("gcc", "--version");
        machine.put("gcc", gcc.isEmpty() ? "none" : gcc);
        return machine;
    }

    private static String processor() {
        return read("/proc/cpuinfo").lines().filter(line -> line.startsWith("model name"))
            .map(line -> line.replaceFirst(".*: *", "")).findFirst().orElse("not told");
    }

    /**
     * The processors this may run on that are cores of their own: two hardware threads of one core
     * share its caches, and are counted once.
     */
    static List<Integer> cores() {
        String allowed = read("/proc/self/status").lines()
            .filter(line -> line.startsWith("Cpus_allowed_list:"))
            .map(line -> line.replaceFirst(".*:\\s*", "")).findFirst().orElse("");
        var cores = new ArrayList<Integer>();
        var seen = new ArrayList<Integer>();
        for (int cpu : numbers(allowed)) {
            if (!seen.contains(cpu)) {
                cores.add(cpu);
                seen.addAll(numbers(read("/sys/devices/system/cpu/cpu" + cpu
                    + "/topology/thread_siblings_list").strip()));
            }
        }
        return cores;
    }

    /** Of "0-2,5": 0, 1, 2, 5. */
    static List<Integer> numbers(String list) {
        var numbers = new ArrayList<Integer>();
        for (String range : list.isEmpty() ? new String[0] : list.split(",")) {
            String[] ends = range.split("-");
            for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]);
                    i++) {
                numbers.add(i);
            }
        }
        return numbers;
    }

    /** The processors' time until now, in ticks: all of it, the idle part, that of this bench. */
    record Time(long all, long idle, long own) {
        static Time now() {
            long[] cpu = fields(read("/proc/stat").lines().findFirst().orElse("").substring(3));
            // After the name in parentheses, the 12th to the 15th field are the time of this one
            // and of its children that have ended.
            String self = read("/proc/self/stat");
            long[] own = fields(self.substring(self.lastIndexOf(')') + 4));
            return new Time(Arrays.stream(cpu, 0, 8).sum(), cpu[3] + cpu[4],
                own[10] + own[11] + own[12] + own[13]);
        }

        /** Of the time since then, what others took; a host takes it from a virtual machine too. */
        int othersPercent(Time then) {
            long passed = Math.max(1, all - then.all);
            return (int) Math.clamp(
                100 * (passed - (idle - then.idle) - (own - then.own)) / passed, 0, 100);
        }

        private static long[] fields(String line) {
            return Arrays.stream(line.strip().split(" +")).limit(14)
                .mapToLong(Long::parseLong).toArray();
        }
    }

    /** Whether there is a command of this name. */
    static boolean has(String command) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            if (Files.isExecutable(Path.of(folder, command))) {
                return true;
            }
        }
        return false;
    }

    private static String firstLine(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            try (var reader = process.inputReader()) {
                String line = reader.readLine();
                return line == null ? "" : line;
            }
        } catch (IOException | InterruptedException e) {
            return "";   // not there
        }
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            return "";
        }
    }
}
