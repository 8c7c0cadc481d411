///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS --enable-native-access=ALL-UNNAMED
//DEPS info.picocli:picocli:4.7.7
//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//DEPS org.openjdk.jmh:jmh-core:1.37
//DEPS org.openjdk.jmh:jmh-generator-annprocess:1.37
//DEPS net.java.dev.jna:jna:5.19.1
//DEPS io.aeron:aeron-driver:1.51.0
//DEPS org.agrona:agrona:2.6.0
//DEPS net.openhft:chronicle-queue:2026.4
//DEPS org.slf4j:slf4j-nop:2.0.17
//JAVAC_OPTIONS -processor org.openjdk.jmh.generators.BenchmarkProcessor
//SOURCES ../Libc.java ../Script.java ../07_beyond/Ring.java ../07_beyond/RingFile.java
//SOURCES ../07_beyond/OneToOneProducer.java ../07_beyond/OneToOneConsumer.java
//SOURCES ../07_beyond/ManyToOneProducer.java ../07_beyond/ManyToOneConsumer.java
//SOURCES ../07_beyond/SlotState.java ../07_beyond/Slots.java ../07_beyond/Gate.java
//SOURCES ../07_beyond/Owner.java
//SOURCES Checkout.java BenchMachine.java BenchResults.java BenchGoals.java
//SOURCES StartBench.java GradeBench.java JmhBench.java JmhProcess.java jmh/*.java
//SOURCES Duel.java DuelSide.java DuelMessage.java RingSides.java StreamSides.java
//SOURCES AeronSides.java AgronaSides.java ChronicleSides.java
//FILES ring.c=ring.c
//DESCRIPTION Measure rings between processes, mmap, start and verdicts against their rivals

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
    try (var duel = new Duel(new Duel.Length(0, 0, Math.ceilDiv(check, 32) * 32))) {
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

Duel duel() throws Exception {
    return new Duel(quick ? new Duel.Length(300, 250, 0) : new Duel.Length(400, 400, 0));
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
