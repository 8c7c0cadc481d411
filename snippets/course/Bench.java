///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//JAVAC_OPTIONS -processor org.openjdk.jmh.generators.BenchmarkProcessor
//SOURCES ../Script.java ../support/Checkout.java bench/BenchMachine.java bench/BenchProgress.java
//SOURCES bench/BenchResults.java bench/GradeBench.java bench/JmhBench.java bench/StartBench.java
//SOURCES bench/TransportBench.java bench/TransportPair.java bench/TransportRivals.java
//DESCRIPTION Measure ring buffers, mmap, start-up and grading against alternatives

/*
 * Measures each rival once in each round, and prints the median of the ratios of each round. On a
 * noisy machine, the ratio within a round varies less than the figure itself. C needs gcc. The
 * parts start and grade need a checkout. The results are stored in .jbang/bench.json and
 * .jbang/bench.md.
 *
 *     $ jbang bench ring --quick
 */

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

enum What { ring, pingpong, mmap, start, grade }

@Parameters(arity = "0..*", paramLabel = "PART",
    description = "The parts to measure: ${COMPLETION-CANDIDATES}. Default: all.")
List<What> only = List.of();

@Option(names = "--rounds", description = "Rounds to measure. Default: 9, with --quick 3.")
int rounds;

@Option(names = "--quick", description = "Take less than two minutes; less exact.")
boolean quick;

@Option(names = "--check", paramLabel = "MESSAGES", arity = "0..1", fallbackValue = "20000",
    description = "Do not measure. Move MESSAGES (default: ${FALLBACK-VALUE}) through every rival,"
        + " and check each of them.")
int check;

void main(String... args) {
    Script.run(this, "bench", "Measure against alternatives, and print ratios.", args, () -> {
        Script.require(rounds >= 0 && check >= 0, "--rounds and --check must be at least 1.");
        rounds = rounds > 0 ? rounds : quick ? 3 : 9;
        BenchProgress.start();
        if (check > 0) {
            check();
        } else {
            measure(args);
        }
    });
}

void check() throws Exception {
    // A multiple of the batch size, so that every batch is full.
    int messages = Math.ceilDiv(check, TransportBench.BATCH) * TransportBench.BATCH;
    try (var bench = new TransportBench(TransportPair.Workload.ofMessages(messages))) {
        if (isChosen(What.ring)) {
            bench.checkOneWay().forEach(part -> IO.println(BenchResults.table(part)));
        }
        if (isChosen(What.pingpong)) {
            IO.println(BenchResults.table(bench.checkPingPong()));
        }
    }
}

boolean isChosen(What what) {
    return only.isEmpty() || only.contains(what);
}

void measure(String... args) throws Exception {
    var results = new BenchResults(BenchMachine.describe(),
        ("./jbang bench " + String.join(" ", args)).strip(), new ArrayList<>());
    results.machine().forEach((what, value) -> IO.println(what + ": " + value));
    var checkout = Checkout.find();
    Path kept = checkout.isPresent() ? Checkout.cache(checkout.get()) : Checkout.cacheAtHome();
    String notes = isChosen(What.ring) ? TransportRivals.DIFFERENCES : "";
    var start = BenchMachine.Time.now();
    for (What what : What.values()) {
        if (isChosen(what)) {
            BenchProgress.doing = what.toString();
            for (BenchResults.Part part : measure(what)) {
                results.parts().add(part);
                IO.println("\n" + BenchResults.table(part) + "\n" + BenchResults.chart(part));
            }
            // After each part, so that an error or Ctrl-C later does not lose these figures.
            results.addOthers(BenchMachine.Time.now().othersPercent(start));
            results.save(kept, notes);
        }
    }
    IO.println(BenchResults.OTHERS + " " + results.machine().get(BenchResults.OTHERS) + "\n\n"
        + notes);
    IO.println("stored in " + kept.resolve("bench.json") + " and bench.md");
    IO.println("to repeat: " + results.command());
}

List<BenchResults.Part> measure(What what) throws Exception {
    return switch (what) {
        case ring -> {
            try (var bench = transportBench()) {
                yield bench.oneWay(rounds);
            }
        }
        case pingpong -> {
            try (var bench = transportBench()) {
                yield bench.pingPong(rounds);
            }
        }
        case mmap -> parts(JmhBench.run(rounds, quick));
        case start -> parts(new StartBench(launcher()).run(rounds));
        case grade -> parts(new GradeBench(launcher()).run(rounds, quick));
    };
}

TransportBench transportBench() throws Exception {
    return new TransportBench(
        TransportPair.Workload.ofMillis(quick ? 300 : 400, quick ? 250 : 400));
}

/** Makes parts of the nanoseconds of one operation, by part, rival and round. */
List<BenchResults.Part> parts(Map<String, Map<String, double[]>> nanos) {
    return nanos.entrySet().stream()
        .map(part -> BenchResults.Part.ofNanos(part.getKey(), part.getValue())).toList();
}

Path launcher() {
    Path launcher = Path.of(Objects.requireNonNullElse(System.getenv("JBANG_LAUNCH_CMD"), ""));
    if (!Files.exists(launcher.resolveSibling("jbang-catalog.json"))) {
        throw Script.refusal("the parts start and grade need a checkout: run ./jbang bench there");
    }
    return launcher;
}
