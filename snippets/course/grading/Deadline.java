//SOURCES ../../Libc.java ../../support/Load.java

import module java.base;

/**
 * The time limit of a process. Time in which some program waited for a processor does not count, so
 * a busy machine does not fail a right answer. Instead there are two more limits: on the processor
 * time, and a generous one on the time of day.
 */
final class Deadline {
    private static final Path PRESSURE = Path.of("/proc/pressure/cpu");
    private static final Pattern TOTAL = Pattern.compile("some .*total=(\\d+)");
    private static final int MOST_PROCESSORS = 4;
    private static final int WALL = 3;
    private static final int TICKS_A_SECOND = 100;   // USER_HZ, the same on all machines

    private final Path stat;
    private final long limitMs;
    private final long cpuLimitMs;
    private final long wallLimitMs;
    private final long startNanos = System.nanoTime();
    private final long startStalledMs = stalledMs();
    private final long startCpuMs;

    Deadline(long pid, long limitMs) {
        // A kernel that does not measure the pressure still knows its load.
        this.limitMs = Files.exists(PRESSURE) ? limitMs : (long) (limitMs * Load.perProcessor());
        stat = Path.of("/proc/" + pid + "/stat");
        startCpuMs = cpuMs();
        cpuLimitMs = limitMs
            * Math.min(MOST_PROCESSORS, Runtime.getRuntime().availableProcessors());
        wallLimitMs = (long) (limitMs * Math.max(WALL, Load.perProcessor()));
    }

    boolean isOver() {
        long wallMs = (System.nanoTime() - startNanos) / 1_000_000;
        return wallMs >= limitMs && (wallMs >= wallLimitMs
            || wallMs - (stalledMs() - startStalledMs) >= limitMs
            || cpuMs() - startCpuMs >= cpuLimitMs);
    }

    /** How long some task has waited for a processor since the system started, see proc(5). */
    private static long stalledMs() {
        try {
            Matcher total = TOTAL.matcher(Files.readString(PRESSURE));
            return total.find() ? Long.parseLong(total.group(1)) / 1000 : 0;
        } catch (IOException notMeasured) {
            return 0;
        }
    }

    /** The processor time of the process and of the children that it has reaped. */
    private long cpuMs() {
        try {
            String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            long ticks = 0;
            for (int field = 11; field <= 14; field++) {   // utime, stime, cutime, cstime
                ticks += Long.parseLong(fields[field]);
            }
            return ticks * 1000 / TICKS_A_SECOND;
        } catch (IOException ended) {
            return 0;
        }
    }
}
