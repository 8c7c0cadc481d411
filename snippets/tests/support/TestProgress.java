//DEPS org.junit.platform:junit-platform-launcher:1.14.4

import module java.base;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Prints each class with its tests when it ends, because classes run at the same time. Every 15
 * seconds it prints what is running. It extends JUnit's own listener, which counts the
 * tests and keeps the failures.
 */
final class TestProgress extends SummaryGeneratingListener implements AutoCloseable {
    private static final int STACK_LINES = 10;
    private static final int SLOWEST = 10;
    private static final int SIGN_OF_LIFE_S = 15;

    private final PrintWriter out;
    private final boolean serial;
    private final Map<TestIdentifier, Long> startNanos = new LinkedHashMap<>();
    private final Map<String, StringBuilder> texts = new HashMap<>();
    private final List<Times> times = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
        task -> Thread.ofPlatform().daemon().unstarted(task));
    private final long begin = System.nanoTime();
    private double cpuBefore = cpuSeconds();
    private int skipped;

    /** The times of a class. The CPU time is NaN if another class ran at the same time. */
    private record Times(String name, String tags, double seconds, double cpuSeconds) {
        @Override
        public String toString() {
            return "%6.1f s%s  %s".formatted(seconds, Double.isNaN(cpuSeconds) ? ""
                : ", CPU %6.1f s".formatted(cpuSeconds), name);
        }
    }

    /** @param serial whether only one class runs at a time */
    TestProgress(PrintWriter out, boolean serial) {
        this.out = out;
        this.serial = serial;
        clock.scheduleAtFixedRate(this::printRunning, SIGN_OF_LIFE_S, SIGN_OF_LIFE_S,
            TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }

    /** Prints all failures again and the closing line, because a long log is read from its end. */
    synchronized void printSummary() {
        getSummary().printFailuresTo(out, STACK_LINES);
        out.printf("%nThe slowest of %d classes, in %.0f s (CPU %.0f s):%n", times.size(),
            (System.nanoTime() - begin) / 1e9, cpuSeconds());
        times.stream().sorted(Comparator.comparingDouble(Times::seconds).reversed())
            .limit(SLOWEST).forEach(out::println);
        out.printf("%n%d passed, %d failed%s%n", getSummary().getTestsSucceededCount(),
            getSummary().getTotalFailureCount(), skipped == 0 ? "" : ", " + skipped + " skipped");
        out.flush();
    }

    /** Writes a line for each class: name, tags, seconds, CPU seconds. */
    void keepTimes(Path file) throws IOException {
        Files.write(file, times.stream().map(one -> "%s\t%s\t%.1f\t%.1f".formatted(
            one.name, one.tags, one.seconds, one.cpuSeconds)).toList());
    }

    /** Whether at least one test passed and nothing failed, neither in a test nor outside. */
    boolean isGood() {
        return getSummary().getTestsSucceededCount() > 0
            && getSummary().getTotalFailureCount() == 0;
    }

    /** The simple name of a class of tests; "" for anything else. */
    static String className(TestIdentifier id) {
        return id.getSource().map(source -> source instanceof ClassSource type
            ? type.getClassName() : "").orElse("");
    }

    @Override
    public synchronized void executionStarted(TestIdentifier id) {
        super.executionStarted(id);
        startNanos.put(id, System.nanoTime());
        if (id.isContainer() && id.getParentId().isPresent()) {
            print(id, id.getDisplayName());
        }
    }

    @Override
    public synchronized void executionSkipped(TestIdentifier id, String reason) {
        super.executionSkipped(id, reason);
        printSkipped(id, reason);
        endOfClass(id, 0);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier id, TestExecutionResult result) {
        super.executionFinished(id, result);
        double seconds = (System.nanoTime() - startNanos.remove(id)) / 1e9;
        String why = result.getThrowable().map(Throwable::toString).orElse("");
        String ended = " %s  [%.1f s]".formatted(id.getDisplayName(), seconds);
        switch (result.getStatus()) {
            case SUCCESSFUL -> {
                if (id.isTest()) {
                    print(id, "✓" + ended);
                }
            }
            case FAILED -> print(id, "✗" + ended + "\n" + why);
            // An assumption failed: this machine lacks something that the test needs.
            case ABORTED -> printSkipped(id, why);
        }
        endOfClass(id, seconds);
    }

    private void printSkipped(TestIdentifier id, String reason) {
        skipped++;
        print(id, "- " + id.getDisplayName() + "  [skipped: " + reason + "]");
    }

    // --------------------------------------------------------------------------------- classes

    /**
     * Returns a key for the class of {@code id}. The ID of a parent is a prefix of its children's.
     */
    private static String keyOf(TestIdentifier id) {
        var segments = id.getUniqueIdObject().getSegments();
        return segments.subList(0, Math.min(2, segments.size())).toString();
    }

    private static int depth(TestIdentifier id) {
        return id.getUniqueIdObject().getSegments().size() - 2;
    }

    /** Keeps a text until its class ends, indented by nothing for a class, by two for a test. */
    private void print(TestIdentifier id, String text) {
        texts.computeIfAbsent(keyOf(id), key -> new StringBuilder())
            .append(text.indent(Math.max(0, 2 * depth(id))));
    }

    private void endOfClass(TestIdentifier id, double seconds) {
        if (depth(id) > 0) {
            return;
        }
        StringBuilder text = texts.remove(keyOf(id));
        if (text != null) {
            out.print(text);
            out.flush();
        }
        if (depth(id) == 0) {
            double cpu = cpuSeconds();
            times.add(new Times(id.getDisplayName(), id.getTags().stream()
                .map(tag -> tag.getName()).sorted().collect(Collectors.joining(" ")), seconds,
                serial ? cpu - cpuBefore : Double.NaN));
            cpuBefore = cpu;
        }
    }

    /** Prints the newest running test of each class, or the class itself while it is set up. */
    private synchronized void printRunning() {
        long now = System.nanoTime();
        var newest = new LinkedHashMap<String, TestIdentifier>();
        startNanos.keySet().stream().filter(id -> depth(id) >= 0)
            .forEach(id -> newest.put(keyOf(id), id));
        String running = newest.values().stream().map(id -> "%s (%.0f s)".formatted(
            id.getDisplayName(), (now - startNanos.get(id)) / 1e9))
            .collect(Collectors.joining("; "));
        out.printf("… %.0f s: %s%n", (now - begin) / 1e9, running);
        out.flush();
    }

    /** Returns the CPU time of this process and of its descendants that have ended, see proc(5). */
    private static double cpuSeconds() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            // utime, stime, cutime and cstime, in clock ticks of 10 ms.
            return Arrays.stream(fields, 11, 15).mapToLong(Long::parseLong).sum() / 100.0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
