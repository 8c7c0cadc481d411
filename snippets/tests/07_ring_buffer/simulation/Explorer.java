//SOURCES Bounds.java Chooser.java Footprint.java Scenario.java Simulation.java StateSet.java

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** Runs a scenario under schedule after schedule, until one goes wrong or none is left. */
final class Explorer {
    /**
     * What a search has found.
     *
     * @param wrong what is wrong; null if no schedule goes wrong
     * @param schedule the schedule that goes wrong, for {@link #replay}
     * @param complete whether all schedules within the bounds were run
     */
    record Result(String wrong, String schedule, boolean complete, long runs, long steps,
            int states) {}

    /** How many random runs show which words the processes share, before a search begins. */
    private static final int FIRST_RUNS = 300;

    private Explorer() {}

    /** All choices, depth first. */
    private static final class AllChoices implements Chooser {
        private final int[] taken = new int[8192];
        private final int[] options = new int[8192];
        private int depth, length;

        @Override
        public int choose(int count, int deaths) {
            if (depth == length) {
                taken[length] = 0;
                options[length++] = count;
            } else if (options[depth] != count) {
                throw new IllegalStateException("not deterministic at choice " + depth);
            }
            return taken[depth++];
        }

        @Override
        public boolean isNew() {
            return depth == length;
        }

        /** Goes to the next schedule. Returns null if there is none. */
        AllChoices next() {
            while (length > 0 && taken[length - 1] + 1 == options[length - 1]) {
                length--;
            }
            if (length > 0) {
                taken[length - 1]++;
            }
            boolean isEnd = length == 0 && depth > 0;
            depth = 0;
            return isEnd ? null : this;
        }
    }

    /** Chooses at random. The seed is the number of the schedule. */
    private record RandomChoices(SplittableRandom random) implements Chooser {
        @Override
        public int choose(int count, int deaths) {
            if (deaths > 0 && random.nextInt(25) == 0) {
                return count - 1 - random.nextInt(deaths);
            }
            return random.nextInt(3) > 0 ? 0 : random.nextInt(count - deaths);
        }

        @Override
        public boolean isNew() {
            return true;
        }
    }

    /** Repeats choices: "17:1 42:2" is option 1 at choice 17, option 2 at choice 42, else 0. */
    private static final class KnownChoices implements Chooser {
        private final int[] taken = new int[8192];
        private int depth;

        KnownChoices(String schedule) {
            for (String choice : schedule.isEmpty() ? new String[0] : schedule.split(" ")) {
                String[] parts = choice.split(":");
                taken[Integer.parseInt(parts[0])] = Integer.parseInt(parts[1]);
            }
        }

        @Override
        public int choose(int count, int deaths) {
            return taken[depth++];
        }

        @Override
        public boolean isNew() {
            return true;
        }
    }

    /** Remembers what another chooser has chosen. */
    private static final class Recorder implements Chooser {
        private final Chooser chooser;
        private final List<String> choices = new ArrayList<>();
        private int depth;

        Recorder(Chooser chooser) {
            this.chooser = chooser;
        }

        @Override
        public int choose(int count, int deaths) {
            int choice = chooser.choose(count, deaths);
            if (choice > 0) {
                choices.add(depth + ":"
                    + (choice < count - deaths ? choice : Simulation.deathOption(choice)));
            }
            depth++;
            return choice;
        }

        @Override
        public boolean isNew() {
            return chooser.isNew();
        }
    }

    /**
     * Runs all schedules within the bounds, or as many as fit into the time. With {@code reduces},
     * it does not branch at local steps, and runs no state twice.
     */
    static Result all(Scenario scenario, Bounds bounds, boolean reduces,
            long milliseconds) {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        Simulation.steps = 0;
        Simulation.footprint = reduces ? new Footprint(scenario.memory()) : null;
        Simulation.everyDeath = !reduces;
        if (reduces) {
            search(scenario, bounds, end, seeds(FIRST_RUNS));   // to know most of the footprint
        }
        long runs = 0;
        while (true) {
            Simulation.visited = reduces ? new StateSet() : null;
            Simulation.ends.clear();
            Result result = search(scenario, bounds, end, new AllChoices()::next);
            runs += result.runs;
            if (result.wrong != null || result.complete || System.nanoTime() > end) {
                return new Result(result.wrong, result.schedule, result.complete, runs,
                    result.steps, result.states);
            }
        }
    }

    /** Runs {@code count} random schedules. */
    static Result random(Scenario scenario, Bounds bounds, long count,
            long milliseconds) {
        Simulation.steps = 0;
        Simulation.footprint = null;
        Simulation.visited = null;
        Simulation.everyDeath = true;
        return search(scenario, bounds, System.nanoTime() + milliseconds * 1_000_000,
            seeds(count));
    }

    private static Supplier<Chooser> seeds(long count) {
        long[] seed = {-1};
        return () -> ++seed[0] == count ? null
            : new RandomChoices(new SplittableRandom(seed[0]));
    }

    private static Result search(Scenario scenario, Bounds bounds, long end,
            Supplier<Chooser> next) {
        Simulation.bounds = bounds;
        long runs = 0;
        for (Chooser chooser = next.get(); chooser != null; chooser = next.get()) {
            if (System.nanoTime() > end) {
                return new Result(null, null, false, runs, Simulation.steps, states());
            }
            var recorder = new Recorder(chooser);
            String wrong = Simulation.run(scenario, recorder);
            runs++;
            if (wrong != null && !wrong.equals(Simulation.PRUNED)) {
                return new Result(wrong, String.join(" ", recorder.choices), false, runs,
                    Simulation.steps, states());
            }
            if (Simulation.visited != null && Simulation.footprint.grew) {
                Simulation.footprint.grew = false;   // begin again, because a step is not local
                return new Result(null, null, false, runs, Simulation.steps, states());
            }
        }
        return new Result(null, null, true, runs, Simulation.steps, states());
    }

    private static int states() {
        return Simulation.visited == null ? 0 : Simulation.visited.size();
    }

    /** Runs one schedule again. Returns a table with a column for each process. */
    static String replay(Scenario scenario, Bounds bounds, String schedule) {
        Simulation.bounds = bounds;
        Simulation.visited = null;
        Simulation.footprint = null;
        Simulation.trace = new ArrayList<>();
        String wrong = Simulation.run(scenario, new KnownChoices(schedule));
        List<String[]> trace = Simulation.trace;
        Simulation.trace = null;
        List<String> names = trace.stream().map(step -> step[0]).distinct().sorted().toList();
        var table = new StringBuilder("schedule " + schedule + "\n");
        String before = "";
        for (String[] step : trace) {
            table.append(step[0].equals(before) ? " " : "\n ").append(step[0])
                .append("    ".repeat(names.indexOf(step[0]) + 1)).append(step[1])
                .append(step[1].isEmpty() ? "" : " ").append(step[2]).append('\n');
            before = "";
        }
        return table.append("=> ").append(wrong).append('\n').toString().replace("\n\n", "\n");
    }
}
