//SOURCES ../../Script.java ../../support/RunningProcess.java

import module java.base;

/** A command that has run to its end: the time from its start to its end, and what it printed. */
record TimedCommand(long nanos, String out) {
    /** Runs a command. The bench ends with an error if the command fails or is late. */
    static TimedCommand run(ProcessBuilder builder, Duration deadline)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (var process =
                RunningProcess.start(builder.redirectError(ProcessBuilder.Redirect.DISCARD))) {
            ProcessResult result = process.result(deadline);
            long nanos = System.nanoTime() - start;
            if (result.exit() != 0) {
                throw Script.refusal(String.join(" ", builder.command())
                    + " failed with exit code " + result.exit());
            }
            return new TimedCommand(nanos, result.out());
        }
    }
}
