///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//JAVAC_OPTIONS -processor org.openjdk.jmh.generators.BenchmarkProcessor
//SOURCES ../Script.java ../support/Checkout.java bench/BenchMachine.java bench/BenchResults.java
//SOURCES bench/GradeBench.java bench/JmhBench.java bench/StartBench.java bench/TransportBench.java
//DESCRIPTION Measure ring buffers, mmap, start-up and grading against alternatives

/*
 * Rivals are measured in one run, in turn, and compared by the median of the ratios of each round:
 * the machine may be noisy, the ratio is not. C needs gcc, "bench start" and "bench grade" need a
 * checkout. Its results are kept in .jbang/bench.json and .jbang/bench.md.
 *
 *     $ jbang bench ring --quick
 */

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

enum What { ring, pingpong, mmap, start, grade }

@Parameters(arity = "0..*", paramLabel = "PART",
    description = "Some of: ${COMPLETION-CANDIDATES}. Default: all.")
List<What> only = List.of();

@Option(names = "--rounds", description = "Rounds to measure. Default: 9, with --quick 3.")
int rounds;

@Option(names = "--quick", description = "Less exact, in under two minutes.")
boolean quick;

@Option(names = "--check", paramLabel = "MESSAGES", arity = "0..1", fallbackValue = "20000",
    description = "Measure nothing: move ${FALLBACK-VALUE} messages through every rival and check"
        + " each of them.")
int check;

void main(String... args) {
    Script.run(this, "bench", "Measure, as ratios within one run.", args, () -> {
        Script.require(rounds >= 0 && check >= 0, "A number must be at least 1.");
        rounds = rounds > 0 ? rounds : quick ? 3 : 9;
        if (check > 0) {
            check();
        } else {
            measure(args);
        }
    });
}

void check() throws Exception {
    // A multiple of the batch, so that every batch is a full one.
    try (var duel = new TransportBench(new TransportBench.Length(0, 0, Math.ceilDiv(check, 32) * 32))) {
        if (only.isEmpty() || only.contains(What.ring)) {
            duel.checkOneWay().forEach(part -> IO.println(BenchResults.table(part)));
        }
        if (only.isEmpty() || only.contains(What.pingpong)) {
            IO.println(BenchResults.table(duel.checkPingPong()));
        }
    }
}

void measure(String... args) throws Exception {
    var results = new BenchResults(BenchMachine.describe(),
        ("./jbang bench " + String.join(" ", args)).strip(), new ArrayList<>());
    results.machine().forEach((what, value) -> IO.println(what + ": " + value));
    var checkout = Checkout.find();
    Path kept = checkout.isPresent() ? Checkout.cache(checkout.get()) : Checkout.cacheAtHome();
    var start = BenchMachine.Time.now();
    for (What what : What.values()) {
        if (only.isEmpty() || only.contains(what)) {
            for (BenchResults.Part part : measure(what)) {
                results.parts().add(part);
                IO.println("\n" + BenchResults.table(part) + "\n" + BenchResults.chart(part));
            }
            // After each part: one that fails, or Ctrl-C, does not cost what was measured.
            results.tellOthers(BenchMachine.Time.now().othersPercent(start));
            results.save(kept);
        }
    }
    IO.println(BenchResults.OTHERS + " " + results.machine().get(BenchResults.OTHERS)
        + "\n\n" + BenchGoals.table(results));
    if (results.part(BenchGoals.ONE_WAY).isPresent()) {
        IO.println(BenchGoals.WHAT_RIVALS_DO);
    }
    IO.println("kept in " + kept.resolve("bench.json") + " and bench.md");
    IO.println("to repeat: " + results.command());
}

List<BenchResults.Part> measure(What what) throws Exception {
    return switch (what) {
        case ring -> {
            try (var duel = duel()) {
                yield duel.oneWay(rounds);
            }
        }
        case pingpong -> {
            try (var duel = duel()) {
                yield duel.pingPong(rounds);
            }
        }
        case mmap -> parts(JmhBench.run(rounds, quick));
        case start -> parts(new StartBench(launcher()).run(rounds));
        case grade -> parts(new GradeBench(launcher()).run(rounds, quick));
    };
}

TransportBench duel() throws Exception {
    return new TransportBench(quick ? new TransportBench.Length(300, 250, 0) : new TransportBench.Length(400, 400, 0));
}

/** Part, rival, nanoseconds of one operation in each round. */
List<BenchResults.Part> parts(Map<String, Map<String, double[]>> nanos) {
    return nanos.entrySet().stream()
        .map(part -> BenchResults.Part.ofNanos(part.getKey(), part.getValue())).toList();
}

Path launcher() {
    Path launcher = Path.of(Objects.requireNonNullElse(System.getenv("JBANG_LAUNCH_CMD"), ""));
    if (!Files.exists(launcher.resolveSibling("jbang-catalog.json"))) {
        throw Script.refusal("starts and verdicts are measured from a checkout, by ./jbang");
    }
    return launcher;
}
