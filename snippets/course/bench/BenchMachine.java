//SOURCES ../../support/RunningProcess.java

import module java.base;

/** The machine of a run: the processor, its cores, the kernel, the JDK, the compiler. */
final class BenchMachine {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

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
            .map(line -> line.replaceFirst(".*: *", "")).findFirst().orElse("unknown");
    }

    /**
     * One processor of each core that this process may use. The hardware threads of a core share
     * its caches, so only one of them is in the list.
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

    /** The numbers in a list of the kernel: "0-2,5" means 0, 1, 2, 5. */
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

    /** The processors' time since the start, in ticks: all, the idle part, that of this bench. */
    record Time(long all, long idle, long own) {
        static Time now() {
            long[] cpu = fields(read("/proc/stat").lines().findFirst().orElse("").substring(3));
            // After the name in parentheses, fields 12 to 15 are the time of this process and of
            // its children that have ended.
            String self = read("/proc/self/stat");
            long[] own = fields(self.substring(self.lastIndexOf(')') + 4));
            return new Time(Arrays.stream(cpu, 0, 8).sum(), cpu[3] + cpu[4],
                own[10] + own[11] + own[12] + own[13]);
        }

        /** The share that others took since then. The host of a virtual machine is one of them. */
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
            return RunningProcess.run(new ProcessBuilder(command), DEADLINE).out().lines()
                .findFirst().orElse("");
        } catch (IOException | InterruptedException | IllegalStateException e) {
            return "";
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
