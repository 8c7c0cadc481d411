//SOURCES ../../../support/Checkout.java Explorer.java Simulation.java SimulationMain.java

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Plausible mistakes in the ring. Each is a change of one file, and the simulation must find a
 * schedule that goes wrong with it. Otherwise a ring without a finding would prove little.
 */
final class Mistakes {
    /** One mistake: the file, what it has, what it has instead, and in which scenario it shows. */
    private record Mistake(String name, String file, String from, String to, String scenario) {}

    private static final String MANY = "1,1,0 RingScenario many 2 1 2 8 spin";
    private static final String TINY = "1,1,0 RingScenario many 2 1 1 8 spin";
    private static final String FULL = "1,1,0 RingScenario many 2 2 2 8 spin";
    private static final String LONG = "1,1,0 RingScenario many 2 2 2 100 spin";
    private static final String DELAYED = "1,0,1 RingScenario many 1 2 2 8 spin";
    private static final String ASLEEP = "1,0,0 RingScenario many 1 2 2 100 sleep";
    private static final String ONE = "1,1,1 RingScenario one 1 3 2 8 spin";
    private static final String CLOSED = "1,1,0 RingScenario many 2 1 2 8 spin,finish";
    private static final String CLOSED_ONE = "1,1,0 RingScenario one 1 3 2 8 spin,finish";
    private static final String BRIDGE = "0,2,0 BridgeScenario one 4 2";
    private static final String SLEEPERS = "2,0,1 SleepersScenario 2 2";

    private static final String INTENT = """
                    layout.setIntent(number, tail);
                    hasIntent = true;
                    if (layout.moveTail(tail, newTail)) {
        """;
    private static final String HELD = " && locks.isHeld(\n                    "
        + "RingLayout.producerLock(RingLayout.MANY_TO_ONE, producer))";

    private static final List<Mistake> ALL = List.of(
        new Mistake("the intent after the claim", "ManyToOneProducer", INTENT, """
                    if (layout.moveTail(tail, newTail)) {
                        layout.setIntent(number, tail);
            """, MANY),
        new Mistake("a claim that is not atomic", "ManyToOneLayout",
            "return RingLayout.LONG.compareAndSet(RingLayout.ALL_MEMORY, "
            + "address(RingLayout.TAIL), tail,\n            newTail);",
            "set(RingLayout.TAIL, newTail); return true;", MANY),
        new Mistake("an intent stays when the ring is full", "ManyToOneProducer",
            "if (hasIntent) {", "if (false) {", TINY),
        new Mistake("the intent of a dead producer stays", "ManyToOneProducer",
            "layout.setIntent(number, RingLayout.NO_INTENT);\n        knownHead", "knownHead",
            TINY),
        new Mistake("no second look at the header", "ManyToOneConsumer",
            "return !layout.isCurrent(position, layout.header(position));", "return true;", MANY),
        new Mistake("who has the intent is dead, without a look at the lock",
            "ManyToOneConsumer", HELD, " && false", MANY),
        new Mistake("who has the intent lives, without a look at the lock", "ManyToOneConsumer",
            HELD, "", MANY),
        new Mistake("a skipped slot is not released", "ManyToOneConsumer",
            "if (!holdsMessages) {", "if (false) {", TINY),
        new Mistake("a skip releases a message that is not read yet", "ManyToOneConsumer",
            "if (!holdsMessages) {", "if (true) {", "1,1,0 RingScenario many 2 2 2 8 spin,two"),
        new Mistake("one slot too many is skipped", "ManyToOneConsumer", "long end = taken + 1;",
            "long end = taken + 2;", MANY),
        new Mistake("released before it is read", "ManyToOneConsumer",
            "holdsMessages = true;", "layout.setHead(taken);", FULL),
        new Mistake("the next consumer starts at the tail", "ManyToOneConsumer",
            "taken = layout.head();", "taken = RingLayout.position(layout.tail());", MANY),
        new Mistake("a header without its lap", "ManyToOneLayout",
            "return SlotHeader.isOfLap(header, position >>> lapShift);",
            "return SlotHeader.state(header) != 0;", FULL),
        new Mistake("room for one slot too many", "ManyToOneProducer",
            "return newTail - knownHead <= layout.capacity;",
            "return newTail - knownHead <= layout.capacity + 1;", FULL),
        new Mistake("a message across the end of the ring", "ManyToOneProducer",
            "boolean fits = needs <= layout.toEnd(tail);", "boolean fits = true;", LONG),
        new Mistake("a plain store publishes the message", "ManyToOneLayout",
            "RingLayout.LONG.setRelease(", "RingLayout.LONG.set(", DELAYED),
        new Mistake("nobody is woken for padding", "ManyToOneProducer", "notEmpty.wake();\n"
            + "            }\n        }", "}\n        }", ASLEEP),
        new Mistake("a plain load of the header", "ManyToOneLayout",
            "RingLayout.LONG.getAcquire(", "RingLayout.LONG.get(", DELAYED),
        new Mistake("a plain load of the tail", "OneToOneConsumer",
            "RingLayout.LONG.getAcquire(RingLayout.ALL_MEMORY, tailAddress &",
            "RingLayout.LONG.get(RingLayout.ALL_MEMORY, tailAddress &", ONE),
        new Mistake("a producer that is refused keeps its role", "Ring",
            "locks.unlock(role);", "", CLOSED),
        new Mistake("closing is not atomic", "ManyToOneLayout",
            "boolean moveTail(long tail, long newTail) {", "boolean moveTail(long tail, "
            + "long newTail) { if (newTail < 0) { set(RingLayout.TAIL, newTail); return true; }",
            CLOSED),
        new Mistake("a claim in a closed ring", "ManyToOneProducer",
            "if (tail < 0 || !hasRoom", "if (!hasRoom", CLOSED),
        new Mistake("finished when it is closed, not when it is read", "ManyToOneConsumer",
            "return tail < 0 && RingLayout.position(tail) == taken;", "return tail < 0;", CLOSED),
        new Mistake("finished when it is closed, one to one", "OneToOneConsumer",
            "return tail < 0 && RingLayout.position(tail) == taken;", "return tail < 0;",
            CLOSED_ONE),
        new Mistake("one lane is closed, so all are", "LanesConsumer",
            "if (!lane.finished()) {\n                return false;\n            }",
            "if (lane.finished()) {\n                return true;\n            }",
            "1,0,0 RingScenario lanes 2 1 2 8 spin,finish"),
        new Mistake("closing wakes nobody", "OneToOneProducer",
            "claimed | RingLayout.CLOSED);\n        notEmpty.wake();",
            "claimed | RingLayout.CLOSED);", "1,0,0 RingScenario one 1 2 2 8 sleep,finish"),
        new Mistake("a plain store of the tail", "OneToOneProducer",
            "RingLayout.LONG.setRelease(RingLayout.ALL_MEMORY, tailAddress & RingLayout.ADDRESS,\n"
            + "            claimed);", "RingLayout.LONG.set(RingLayout.ALL_MEMORY, tailAddress, "
            + "claimed);", ONE),
        new Mistake("the limit is one too high", "OneToOneProducer",
            "limit = claimed + mask + 1 -", "limit = claimed + mask + 2 -", ONE),
        new Mistake("the next consumer starts at the tail, one to one", "OneToOneConsumer",
            "knownTail = taken;", "taken = RingLayout.position(tail()); knownTail = taken;", ONE),
        new Mistake("no fence before the look at the mark", "FutexCondition",
            "VarHandle.fullFence();\n        int marked", "int marked", SLEEPERS),
        new Mistake("first look, then mark", "FutexCondition",
            "if (ready.getAsBoolean()) {\n                return true;\n            }\n"
            + "            long passedNanos", "long passedNanos", SLEEPERS),
        new Mistake("a wake-up that does not count", "FutexCondition",
            "word, 0L, marked, marked + 1)", "word, 0L, marked, marked - 1)",
            "3,0,0 SleepersScenario 2 2"),
        new Mistake("a bridge's note counts before the message is committed",
            "../bridge/BridgeTarget", "&& isCommitted(get(at + PLACE))", "", BRIDGE),
        new Mistake("a bridge has one note only", "../bridge/BridgeTarget", "last = 1 - last;",
            "", BRIDGE),
        new Mistake("a half-written note counts", "../bridge/BridgeTarget", "set(at, 0);", "",
            BRIDGE),
        new Mistake("a bridge overwrites the newer note", "../bridge/BridgeTarget",
            "last = record;", "", BRIDGE),
        new Mistake("padding destroys the header that proves a bridge's note",
            "../bridge/BridgeTarget", "if (stored > 0) {", "if (false) {",
            "0,2,0 BridgeScenario mixed 3 4"),
        new Mistake("a bridge confirms a note by writing over it",
            "../bridge/BridgeTarget", "note(id, stored, CONFIRMED);",
            "last = 1 - last; note(id, stored, CONFIRMED);", BRIDGE));

    private Mistakes() {}

    /** Prints a line for each mistake. Exit code 1 means that the simulation missed one. */
    static void main() throws Exception {
        Path sources = Checkout.find().orElseThrow().resolve("snippets/07_ring_buffer/ring");
        int missed = 0;
        for (Mistake mistake : ALL) {
            Path classes = Files.createTempDirectory("mistake");
            try {
                compile(mistake, sources, classes);
                missed += isFound(mistake, classes) ? 0 : 1;
            } finally {
                try (var files = Files.list(classes)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(classes);
            }
        }
        IO.println(ALL.size() + " mistakes, " + missed + " missed");
        System.exit(missed == 0 ? 0 : 1);
    }

    private static boolean isFound(Mistake mistake, Path classes) throws Exception {
        var arguments = new ArrayList<>(List.of("all", classes.toString(), "20000"));
        arguments.addAll(List.of(mistake.scenario.split(" ")));
        Explorer.Result result = SimulationMain.search(arguments.toArray(String[]::new));
        IO.println("%s %s: %s (schedule %s, after %,d)".formatted(
            result.wrong() == null ? "MISSED" : "found", mistake.name, result.wrong(),
            result.schedule(), result.runs()));
        if (result.wrong() == null) {
            return false;
        }
        String again = Explorer.replay(SimulationMain.scenario(arguments.toArray(String[]::new)),
            Simulation.bounds, result.schedule());
        boolean isSame = withoutAddresses(again).endsWith("=> "
            + withoutAddresses(result.wrong()) + "\n");
        if (!isSame) {
            IO.println("MISSED, because the schedule repeats differently:\n" + again);
        }
        return isSame && isStored(mistake, arguments);
    }

    /** Notebook 07 draws a stored schedule. Its number must still lead to the same steps. */
    private static boolean isStored(Mistake mistake, List<String> arguments) throws Exception {
        Path file = Checkout.find().orElseThrow().resolve("snippets/tests/07_ring_buffer"
            + "/simulation/" + mistake.name.replace(' ', '-') + ".txt");
        if (!Files.exists(file)) {
            return true;
        }
        String stored = Files.readString(file);
        String again = Explorer.replay(SimulationMain.scenario(arguments.toArray(String[]::new)),
            Simulation.bounds, stored.substring("schedule ".length(), stored.indexOf('\n')));
        if (!stored.equals(again)) {
            IO.println("DIFFERENT from " + file + ":\n" + again);
        }
        return stored.equals(again);
    }

    private static String withoutAddresses(String text) {
        return text.replaceAll("0x[0-9a-f]+", "ADDRESS");
    }

    private static void compile(Mistake mistake, Path sources, Path classes) {
        try {
            Path file = sources.resolve(mistake.file + ".java");
            String good = Files.readString(file);
            // Where a line is wrapped does not matter.
            Matcher from = Pattern.compile(mistake.from.strip().lines()
                .flatMap(line -> Stream.of(line.strip().split(" +"))).map(Pattern::quote)
                .collect(Collectors.joining("\\s+"))).matcher(good);
            if (!from.find()) {
                throw new IllegalStateException(mistake.name + ": " + file + " has no "
                    + mistake.from);
            }
            Path wrong = Files.writeString(classes.resolve(file.getFileName()),
                from.replaceFirst(Matcher.quoteReplacement(mistake.to)));
            int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-cp",
                System.getProperty("java.class.path"), "-d", classes.toString(),
                wrong.toString());
            if (exit != 0) {
                throw new IllegalStateException(mistake.name + " does not compile");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
