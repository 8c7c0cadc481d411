//SOURCES BridgeScenario.java Bounds.java Explorer.java RingScenario.java Scenario.java
//SOURCES Simulation.java SleepersScenario.java Weaver.java

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Simulates the ring: {@code SimulationMain small|large|compared MILLISECONDS} runs the searches
 * below, each for so long at most. {@code SimulationMain all|compare|random:N|SCHEDULE MUTANTS
 * MILLISECONDS BOUNDS CLASS ARGUMENTS...} runs one search, or repeats a schedule.
 *
 * <p>Prints what it has found. Exit code 1 means that a schedule goes wrong. MUTANTS is
 * a folder with changed classes, or one that does not exist. BOUNDS are the most preemptions
 * (or "any"), deaths and delays, and ",look" if a process that sleeps looks again after a while.
 */
final class SimulationMain {
    private SimulationMain() {}

    /** Bounds and scenario of each search: those that end soon, and those that take a while. */
    private static final List<String> SMALL = List.of(
        "all 1,1,0 RingScenario many 2 1 2 8 spin",
        "all 0,2,0 RingScenario many 2 1 2 8 spin",
        "all any,0,0 RingScenario many 2 1 2 8 spin",
        "all 2,0,1 RingScenario many 2 1 2 8 spin",
        "all 0,0,1 RingScenario many 2 2 2 100 sleep",
        "all 1,0,1 RingScenario many 1 3 2 100 sleep",
        "all 0,1,0,look RingScenario many 1 2 2 100 sleep",
        "random:1000 20,2,2,look RingScenario many 2 2 2 100 sleep",
        "all 1,1,0 RingScenario many 2 1 2 8 spin,finish",
        "all 1,1,0 RingScenario many 2 1 2 8 spin,two",
        "all 1,1,0 RingScenario lanes 2 1 2 8 spin,two",
        "all 1,0,0 RingScenario many 2 2 2 100 sleep,finish",
        "all any,2,1 RingScenario one 1 3 2 8 spin",
        "all 1,0,1 RingScenario one 1 3 2 8 sleep",
        "all 1,1,1 RingScenario one 1 3 2 8 spin,finish",
        "all 0,1,0,look RingScenario one 1 3 2 8 sleep,finish",
        "all 1,1,0 RingScenario lanes 2 2 2 8 spin",
        "all 1,1,0 RingScenario lanes 2 1 2 8 spin,finish",
        "all 0,2,0 BridgeScenario one 4 2",
        "all 0,2,0 BridgeScenario many 3 2",
        "all 0,2,0 BridgeScenario mixed 3 4",
        "all 2,0,1 SleepersScenario 2 1",
        "all 1,0,1 SleepersScenario 3 2");
    private static final List<String> LARGE = List.of(
        "all 0,2,0 RingScenario many 2 2 2 100 spin",
        "all 0,2,0 RingScenario many 2 2 4 100 spin",
        "all 0,2,0 RingScenario many 2 2 4 100 spin,finish",
        "all 1,1,0 RingScenario many 2 2 2 100 spin",
        "all 1,1,0 RingScenario many 2 2 4 100 spin",
        "all 1,1,1 RingScenario many 2 1 2 8 spin",
        "all 2,1,0 RingScenario many 2 1 2 8 spin",
        "all 1,0,1 RingScenario many 2 2 2 100 sleep",
        "random:1000000 20,2,2,look RingScenario many 2 2 2 100 sleep,finish",
        "all any,2,1 RingScenario one 1 3 2 8 spin,finish",
        "all 1,2,1 RingScenario lanes 2 2 2 8 spin,finish",
        "all 1,1,1 BridgeScenario one 3 2",
        "all 1,2,0 BridgeScenario many 3 2",
        "all 2,0,1 SleepersScenario 3 2");
    /** Small enough to compare the search with all schedules and all deaths. */
    private static final List<String> COMPARED = List.of(
        "compare 0,2,0 RingScenario many 1 1 1 8 spin",
        "compare 1,1,0 RingScenario many 1 1 1 8 spin",
        "compare 0,1,0 RingScenario many 2 1 1 8 spin",
        "compare 0,1,0 RingScenario many 1 1 1 8 spin,finish",
        "compare 1,1,0 RingScenario one 1 2 1 8 spin",
        "compare 0,1,1 RingScenario one 1 2 1 8 spin,finish",
        "compare 1,0,1 RingScenario one 1 2 1 8 sleep");

    static void main(String[] args) throws Exception {
        List<String> lines = switch (args[0]) {
            case "small" -> SMALL;
            case "large" -> LARGE;
            case "compared" -> COMPARED;
            default -> List.of();
        };
        int wrong = lines.isEmpty() ? run(args) : 0;
        for (String line : lines) {
            var words = new ArrayList<>(List.of(line.split(" ")));
            words.addAll(1, List.of("no-mutants", args[1]));
            String[] search = words.toArray(String[]::new);
            wrong += search[0].equals("compare") ? compare(search) : run(search);
        }
        System.exit(wrong == 0 ? 0 : 1);
    }

    /** Compares the ends of all schedules with those of the schedules that a search runs. */
    private static int compare(String... args) throws Exception {
        args[0] = "each";
        int wrong = run(args);
        Set<Long> ends = Set.copyOf(Simulation.ends);
        args[0] = "all";
        wrong += run(args);
        boolean isEqual = ends.equals(Simulation.ends);
        IO.println("%,d different ends in all schedules, %s with the reduction".formatted(
            ends.size(), isEqual ? "the same" : "others"));
        return isEqual ? wrong : 1;
    }

    private static int run(String... args) throws Exception {
        long start = System.nanoTime();
        Explorer.Result result = search(args);
        IO.println("%s, %s: %,d schedules, %,d steps, %,d states, %d ms: %s".formatted(
            String.join(" ", List.of(args).subList(4, args.length)), Simulation.bounds,
            result.runs(), result.steps(), result.states(),
            (System.nanoTime() - start) / 1_000_000, result.wrong() != null
                ? "WRONG, " + result.wrong() : result.complete() ? "all" : "out of time"));
        if (result.wrong() != null) {
            IO.print(Explorer.replay(scenario(args), Simulation.bounds, result.schedule()));
        }
        return result.wrong() != null ? 1 : 0;
    }

    static Explorer.Result search(String... args) throws Exception {
        Bounds bounds = Bounds.of(args[3]);
        long milliseconds = Long.parseLong(args[2]);
        Simulation.bounds = bounds;
        if (args[0].matches("all|each")) {
            return Explorer.all(scenario(args), bounds, args[0].equals("all"), milliseconds);
        }
        return args[0].startsWith("random:") ? Explorer.random(scenario(args), bounds,
            Long.parseLong(args[0].substring(7)), milliseconds)
            : new Explorer.Result("replayed", args[0], false, 1, 0, 0);
    }

    static Scenario scenario(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("simulation");
        String ring = folder.resolve("ring").toString();
        try {
            var type = new Weaver(Path.of(args[1])).loadClass(args[4]);
            Object[] values = new Object[args.length - 4];
            values[0] = ring;
            for (int i = 5; i < args.length; i++) {
                values[i - 4] = args[i].matches("-?\\d+") ? (Object) Integer.valueOf(args[i])
                    : args[i].matches("true|false") ? Boolean.valueOf(args[i]) : args[i];
            }
            return (Scenario) type.getConstructors()[0].newInstance(values);
        } finally {
            Files.deleteIfExists(Path.of(ring));
            Files.delete(folder);
        }
    }
}
