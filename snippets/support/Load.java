import module java.base;

/** How busy the machine is, so that time limits can grow with it. */
final class Load {
    private Load() {}

    /**
     * The processes that want to run, for each processor: 1 on a machine that is not busy, 3 if a
     * process gets a third of a processor. It is the average of a minute, see /proc/loadavg in
     * proc(5).
     */
    static double perProcessor() {
        try {
            double running = Double.parseDouble(
                Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
            return Math.max(1, running / Runtime.getRuntime().availableProcessors());
        } catch (IOException e) {
            return 1;
        }
    }
}
