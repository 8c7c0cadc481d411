//SOURCES ../../Libc.java BenchResults.java

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What this project has set itself to reach, and whether a run of the bench reached it. */
final class BenchGoals {
    private BenchGoals() {}

    // Titles of the parts, and those of their rivals whom a goal is about.
    static final String ONE_WAY = "one way, messages of 64 bytes";
    static final String BATCHES = "one way, messages of 64 bytes, 32 at a time";
    static final String PING_PONG = "ping-pong, 64 bytes there and back, p50";
    static final String PING_PONG_P99 = "ping-pong, 64 bytes there and back, p99";
    static final String C = "C, gcc -O2";
    static final String RING = "OneToOneRing";
    static final String AERON = "Aeron IPC, exclusive tryClaim";
    static final String AGRONA = "Agrona OneToOneRingBuffer";
    static final String CHRONICLE = "Chronicle Queue";
    static final String PIPE = "pipe";
    static final String MMAP = "mmap and munmap of a 4 KiB file page";
    static final String SET = "set longs, one after the other, in 64 MiB";
    static final String GET = "get longs, one after the other, in 64 MiB";
    static final String LIBC = "Libc.mmap, Libc.munmap";
    static final String SEGMENT = "MemorySegment of Libc.mmap";
    static final String START = "start to end of mmap-basics";
    static final String ONE_LINER = "./jbang mmap-basics";
    static final String VERDICT = "verdict on exercise 1.1";
    static final String SAVE = "save to verdict, watch";

    /** A rival's figures in a part. */
    private record Figures(String part, String rival) {}

    /**
     * @param below what {@code above} is divided by in each round; null where the goal is absolute
     * @param quantile of the values, over the rounds
     */
    private record Goal(String text, Figures above, Figures below, double quantile,
            boolean atLeast, double wanted) {
        Optional<Double> measured(BenchResults results) {
            double[] values = results.values(above.part, above.rival);
            if (below != null) {
                values = BenchResults.ratio(values, results.values(below.part, below.rival))
                    .orElse(null);
            }
            return Optional.ofNullable(values).map(v -> BenchResults.at(v, quantile));
        }
    }

    /** One line of the table. */
    record Verdict(String goal, String wanted, String measured, String verdict) {}

    private static final Figures SINGLE = new Figures(ONE_WAY, RING);
    private static final Figures BATCHED = new Figures(BATCHES, RING);
    private static final Figures PINGS = new Figures(PING_PONG, RING);
    private static final List<Goal> GOALS = goals();

    private static List<Goal> goals() {
        var goals = new ArrayList<Goal>();
        // Batches are compared with the same, single messages of the rivals.
        for (int factor = 1; factor <= 2; factor++) {
            Figures ours = factor == 1 ? SINGLE : BATCHED;
            String how = factor == 1 ? "one way, messages a second, times "
                : "in batches of 32, times single messages of ";
            goals.add(atLeast(how + "C", ours, single(C), factor));
            goals.add(atLeast(how + "Aeron", ours, single(AERON), 1.3 * factor));
            goals.add(atLeast(how + "Agrona", ours, single(AGRONA), 3.5 * factor));
            goals.add(atLeast(how + "Chronicle", ours, single(CHRONICLE), 15 * factor));
        }
        goals.add(atMost("ping-pong p50, spinning, times C", PINGS, pings(C), 1.1));
        goals.add(atLeast("ping-pong p50, times as fast as a blocking pipe", pings(PIPE),
            PINGS, 250));
        goals.add(atMost("Libc.mmap and munmap, time in times C", new Figures(MMAP, LIBC),
            new Figures(MMAP, C), 1.05));
        goals.add(atMost("set a long, time in times C", new Figures(SET, SEGMENT),
            new Figures(SET, C), 1.05));
        goals.add(atMost("get a long, time in times C", new Figures(GET, SEGMENT),
            new Figures(GET, C), 1.05));
        goals.add(atMost("./jbang mmap-basics, warm, ms", new Figures(START, ONE_LINER), null,
            400));
        goals.add(atMost("save to verdict, p50, ms", new Figures(VERDICT, SAVE), null, 100));
        goals.add(new Goal("save to verdict, p95, ms", new Figures(VERDICT, SAVE), null, 0.95,
            false, 200));
        return List.copyOf(goals);
    }

    private static Figures single(String rival) {
        return new Figures(ONE_WAY, rival);
    }

    private static Figures pings(String rival) {
        return new Figures(PING_PONG, rival);
    }

    private static Goal atLeast(String text, Figures above, Figures below, double wanted) {
        return new Goal(text, above, below, 0.5, true, wanted);
    }

    private static Goal atMost(String text, Figures above, Figures below, double wanted) {
        return new Goal(text, above, below, 0.5, false, wanted);
    }

    static List<Verdict> verdicts(BenchResults results) {
        return GOALS.stream().map(goal -> {
            String wanted = (goal.atLeast ? "at least " : "at most ")
                + BenchResults.figure(goal.wanted);
            return goal.measured(results)
                .map(measured -> new Verdict(goal.text, wanted, BenchResults.figure(measured),
                    verdict(goal, measured)))
                .orElse(new Verdict(goal.text, wanted, "", "not measured"));
        }).toList();
    }

    private static String verdict(Goal goal, double measured) {
        double lack = (goal.atLeast ? goal.wanted - measured : measured - goal.wanted)
            / goal.wanted;
        return lack <= 0 ? "reached"
            : String.format(Locale.ROOT, "missed by %.1f %%", lack * 100);
    }

    static String table(BenchResults results) {
        var text = new StringBuilder("| goal | wanted | measured | |\n|---|---|---:|---|\n");
        for (Verdict v : verdicts(results)) {
            text.append("| %s | %s | %s | %s |%n".formatted(v.goal, v.wanted, v.measured,
                v.verdict));
        }
        return text.toString();
    }

    static final String WHAT_RIVALS_DO = """
        What the rivals do that this ring does not, and what part of their time goes into:

        - C does the same as the ring, no more: the same layout, the same algorithm.
        - Aeron: the same code over a network, many publishers and subscribers of a stream,
          flow control by the slowest, messages longer than a slot, publishers that die, counters
          that tell how it goes. Its messages carry a header of 32 bytes.
        - Agrona's rings: messages of any length up to an eighth of the ring, with a type, in a
          header of 8 bytes; the many-to-one ring also several producers, and a claim that was
          abandoned can be unblocked. Its reader clears what it has read.
        - Chronicle Queue: keeps every message in files, for as many readers as come, now or
          later, and for replay; messages of any length, with an index.
        - Pipes and sockets: the kernel copies, so neither side must trust the other with its
          memory; it blocks and wakes, so a waiting side costs nothing; it tells when the peer has
          gone; TCP goes to other machines. No library, no layout to agree on but that of a message.
        - This ring takes a core for each side that waits and spins; its futex gate spins for a
          moment only, and then sleeps.
        """;
}
