//SOURCES LongSet.java Scenario.java Simulation.java

import java.util.ArrayList;
import java.util.Arrays;
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

    private Explorer() {}

    /** All choices, depth first. */
    private static final class AllChoices implements Simulation.Chooser {
        private final int[] taken = new int[8192];
        private final int[] options = new int[8192];
        private int depth, length;

        @Override
        public int choose(int count, boolean lastIsDeath) {
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

        boolean next() {
            while (length > 0 && taken[length - 1] + 1 == options[length - 1]) {
                length--;
            }
            depth = 0;
            return length > 0 && ++taken[length - 1] > 0;
        }
    }

    /** Chooses at random. The seed is the number of the schedule. */
    private record RandomChoices(SplittableRandom random) implements Simulation.Chooser {
        @Override
        public int choose(int count, boolean lastIsDeath) {
            if (lastIsDeath && random.nextInt(25) == 0) {
                return count - 1;
            }
            int others = lastIsDeath ? count - 1 : count;
            return random.nextInt(3) > 0 ? 0 : random.nextInt(others);
        }

        @Override
        public boolean isNew() {
            return true;
        }
    }

    /** Repeats choices: "17:1 42:2" is option 1 at choice 17, option 2 at choice 42, else 0. */
    private static final class KnownChoices implements Simulation.Chooser {
        private final int[] taken = new int[8192];
        private int depth;

        KnownChoices(String schedule) {
            for (String choice : schedule.isEmpty() ? new String[0] : schedule.split(" ")) {
                String[] parts = choice.split(":");
                taken[Integer.parseInt(parts[0])] = Integer.parseInt(parts[1]);
            }
        }

        @Override
        public int choose(int count, boolean lastIsDeath) {
            return taken[depth++];
        }

        @Override
        public boolean isNew() {
            return true;
        }
    }

    /** Remembers what another chooser has chosen. */
    private static final class Recorder implements Simulation.Chooser {
        private final Simulation.Chooser chooser;
        private final List<String> choices = new ArrayList<>();
        private int depth;

        Recorder(Simulation.Chooser chooser) {
            this.chooser = chooser;
        }

        @Override
        public int choose(int count, boolean lastIsDeath) {
            int choice = chooser.choose(count, lastIsDeath);
            if (choice > 0) {
                choices.add(depth + ":" + choice);
            }
            depth++;
            return choice;
        }

        @Override
        public boolean isNew() {
            return chooser.isNew();
        }
    }

    /** Runs all schedules within the bounds, or as many as fit into the time. */
    static Result all(Scenario scenario, Simulation.Bounds bounds, long milliseconds) {
        var choices = new AllChoices();
        Simulation.visited = new LongSet();
        boolean[] left = {true};
        return search(scenario, bounds, milliseconds, () -> {
            choices.depth = 0;
            return left[0] ? choices : null;
        }, () -> left[0] = choices.next());
    }

    /** Runs {@code count} random schedules. */
    static Result random(Scenario scenario, Simulation.Bounds bounds, long count,
            long milliseconds) {
        Simulation.visited = null;
        long[] seed = {0};
        return search(scenario, bounds, milliseconds, () -> seed[0] == count ? null
            : new RandomChoices(new SplittableRandom(seed[0])), () -> seed[0]++);
    }

    private static Result search(Scenario scenario, Simulation.Bounds bounds, long milliseconds,
            Supplier<Simulation.Chooser> next, Runnable advance) {
        Simulation.bounds = bounds;
        Simulation.steps = 0;
        long end = System.nanoTime() + milliseconds * 1_000_000;
        long runs = 0;
        for (Simulation.Chooser chooser = next.get(); chooser != null; chooser = next.get()) {
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
            advance.run();
        }
        return new Result(null, null, true, runs, Simulation.steps, states());
    }

    private static int states() {
        return Simulation.visited == null ? 0 : Simulation.visited.size();
    }

    /** Runs one schedule again. Returns a table with a column for each process. */
    static String replay(Scenario scenario, Simulation.Bounds bounds, String schedule) {
        Simulation.bounds = bounds;
        Simulation.visited = null;
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
