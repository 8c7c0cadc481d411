//SOURCES ../../Libc.java ../../Proc.java Observe.java

import module java.base;

/**
 * What this process has open and mapped at one moment. A grader takes it before a call of the
 * learner's code, and asks for the difference after it.
 *
 * @param descriptors the open descriptors and the names of their files
 * @param pages how many pages are mapped, for each file and for each kind of permissions. Memory
 *     of the JVM and of its libraries is left out, and so is private memory without a file, because
 *     the JVM maps some at any time. See {@link #growth} for that memory
 */
record Resources(Map<Integer, String> descriptors, Map<String, Long> pages) {
    private static final Pattern OF_THE_JVM = Pattern.compile("|\\[.*|(/usr|/lib\\w*|/nix|/gnu|"
        + Pattern.quote(System.getProperty("java.home")) + ")/.*|.*\\.(so|jar|aot|jsa)\\b.*");
    private static final int ROUNDS = 5;
    private static final int MOST_ROUNDS = 20;
    private static final int NOISE_BYTES = 512;

    interface Work {
        void run() throws Exception;
    }

    static Resources now() throws IOException {
        // Reading /proc fails in a thread that is interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            var pages = new TreeMap<String, Long>();
            Proc.maps().stream().filter(r -> !OF_THE_JVM.matcher(r.path()).matches())
                .forEach(r -> pages.merge(r.perms() + " of " + r.label(),
                    r.sizeBytes() / Libc.pageSize(), Long::sum));
            return new Resources(Observe.descriptors(), pages);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Returns the changes since this moment, in words such as {@code mapped: 2 pages rw-s of note}
     * and {@code open: note}. Somebody else's mappings or descriptors that are gone count, too. The
     * list is empty if the learner's code left everything as it was.
     */
    List<String> changed() throws IOException {
        Resources now = now();
        var changes = new ArrayList<String>();
        var kinds = new TreeSet<>(pages.keySet());
        kinds.addAll(now.pages.keySet());
        for (String kind : kinds) {
            long more = now.pages.getOrDefault(kind, 0L) - pages.getOrDefault(kind, 0L);
            if (more != 0) {
                changes.add((more > 0 ? "mapped: " : "unmapped: ") + Math.abs(more)
                    + (Math.abs(more) == 1 ? " page " : " pages ") + kind);
            }
        }
        now.descriptors.forEach((fd, name) -> {
            if (!name.equals(descriptors.get(fd))) {
                changes.add("open: " + name);
            }
        });
        descriptors.forEach((fd, name) -> {
            if (!now.descriptors.containsKey(fd)) {
                changes.add("closed: " + name);
            }
        });
        return changes;
    }

    /**
     * Makes many calls, and returns how much memory of any kind each of them does not free:
     * "nothing" or, for example, "4096 bytes". It measures rounds until most of the last ones have
     * left nothing. A leak is there in each round, but the JVM needs more memory only now and then,
     * until it has compiled the code. It finds mappings of any size, and native memory from half a
     * KiB a call.
     */
    static String growth(int calls, Work work) throws Exception {
        int inRound = calls / ROUNDS;
        var bytesPerCall = new ArrayDeque<Long>();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            // A mapping counts in VmSize. In VmData counts what malloc takes from memory that it
            // reserved before.
            long size = status("VmSize:");
            long data = status("VmData:");
            for (int i = 0; i < inRound; i++) {
                work.run();
            }
            size = status("VmSize:") - size;
            data = status("VmData:") - data;
            bytesPerCall.add(Math.max(size, data) / inRound);
            if (bytesPerCall.size() > ROUNDS) {
                bytesPerCall.remove();
            }
            if (bytesPerCall.stream().filter(bytes -> bytes < NOISE_BYTES).count() > ROUNDS / 2) {
                return "nothing";
            }
        }
        return bytesPerCall.stream().sorted().skip(ROUNDS / 2).findFirst().orElseThrow()
            + " bytes";
    }

    private static long status(String name) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", ""))).sum();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
