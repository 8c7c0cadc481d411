//DEPS org.awaitility:awaitility:4.3.0
//SOURCES ../../Libc.java ../../support/Checkout.java ../../support/Load.java
//SOURCES ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.awaitility.Awaitility;

/**
 * The course as the tests see it: its checkout, its launcher, and its scripts as real processes.
 */
final class Course {
    private Course() {}

    /** The folder of the checkout. */
    static final Path ROOT = Checkout.find().orElseThrow(
        () -> new IllegalStateException("run the tests in a checkout of the course"));

    /** The property that is true if the tests run with their big sizes. */
    static final String FULL = "course.full";
    /** The property with the IDs of the exercises to test; all of them if it is empty. */
    static final String EXERCISES = "course.exercises";

    private static final int DEADLINE_S = 180;
    private static final Map<String, List<String>> COMMANDS = new ConcurrentHashMap<>();

    // A process that a shell script starts with & ignores SIGINT, and so do its children.
    private static final boolean INTERRUPT_IGNORED = interruptIgnored();

    private static boolean interruptIgnored() {
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            String ignored = lines.filter(l -> l.startsWith("SigIgn:")).findFirst().orElseThrow();
            long signals = Long.parseUnsignedLong(ignored.substring(7).strip(), 16);
            return (signals & 1 << Libc.SIGINT - 1) != 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code ./jbang} with these arguments, to be run in folder {@code dir}. */
    static ProcessBuilder launcher(Path dir, String... arguments) {
        var command = new ArrayList<String>(List.of(ROOT.resolve("jbang").toString()));
        command.addAll(List.of(arguments));
        return in(dir, command);
    }

    /**
     * Prepares the script of {@code alias}, to run in folder {@code dir} with the command that
     * jbang would run. This class asks jbang once for each command, so that most tests do not wait
     * for it.
     */
    static ProcessBuilder script(Path dir, String alias, String... arguments) {
        var command = new ArrayList<>(COMMANDS.computeIfAbsent(alias, Course::commandOf));
        command.addAll(List.of(arguments));
        return in(dir, command);
    }

    private static ProcessBuilder in(Path dir, List<String> command) {
        var builder = new ProcessBuilder(command).directory(dir.toFile());
        builder.environment().remove("JAVA_TOOL_OPTIONS");   // the JVM reports it on stderr
        return builder;
    }

    /**
     * The launcher keeps the command line of each script that it has run, which saves two starts of
     * jbang. An installed jbang keeps none, and one with a quote needs a shell.
     */
    private static List<String> commandOf(String alias) {
        String className = Stream.of(alias.split("-"))
            .map(word -> word.substring(0, 1).toUpperCase() + word.substring(1))
            .collect(Collectors.joining());
        run(launcher(ROOT, alias, "--help"));
        try {
            Path kept = Checkout.cache(ROOT).resolve("command-" + className + ".java");
            String command = Files.exists(kept) ? Files.readAllLines(kept).get(3) : "'";
            return command.contains("'") ? askJbang(alias)
                : List.of(command.replace(" -classpath ", " -cp ").split(" "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> askJbang(String alias) {
        ProcessResult build = run(launcher(ROOT, "build", alias));
        ProcessResult info = run(launcher(ROOT, "info", "tools", alias));
        if (build.exit() != 0 || info.exit() != 0) {
            throw new IllegalStateException(build.err() + info.err());
        }
        var classPath = new ArrayList<String>(strings(info.out(), "resolvedDependencies"));
        classPath.addFirst(field(info.out(), "applicationJar"));
        var command = new ArrayList<String>();
        command.add(RunningProcess.java());
        command.addAll(strings(info.out(), "runtimeOptions"));
        command.addAll(List.of("-cp", String.join(":", classPath), field(info.out(), "mainClass")));
        return List.copyOf(command);
    }

    /** Returns one size for {@code ./jbang test full}, and another one for all other runs. */
    static int size(int full, int everyDay) {
        return Boolean.getBoolean(FULL) ? full : everyDay;
    }

    /** A time limit for something that takes far less on a quiet machine; longer under load. */
    static Duration patience(int seconds) {
        return Duration.ofMillis((long) (1000 * seconds * Load.perProcessor()));
    }

    private static String field(String json, String name) {
        var matcher = Pattern.compile("\"" + name + "\": \"(.*)\"").matcher(json);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in " + json);
        }
        return matcher.group(1);
    }

    private static List<String> strings(String json, String name) {
        var list = Pattern.compile("\"" + name + "\": \\[(.*?)\\]", Pattern.DOTALL).matcher(json);
        return !list.find() ? List.of() : Pattern.compile("\"(.*)\"").matcher(list.group(1))
            .results().map(r -> r.group(1)).toList();
    }

    /** Starts a process in which Ctrl-C works, even if it is ignored where the tests run. */
    static RunningProcess start(ProcessBuilder builder) {
        if (INTERRUPT_IGNORED) {
            var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
            command.addAll(builder.command());
            builder.command(command);
        }
        try {
            return RunningProcess.start(builder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a process to its end. After 180 seconds, or more under load, it is killed. */
    static ProcessResult run(ProcessBuilder builder) {
        return run(builder, patience(DEADLINE_S));
    }

    /** {@link #run(ProcessBuilder)} with another deadline. */
    static ProcessResult run(ProcessBuilder builder, Duration deadline) {
        try (var running = start(builder)) {
            return running.result(deadline);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a process", e);
        }
    }

    /** Waits until {@code condition} holds. Fails if the process ends before that. */
    static void await(RunningProcess running, String what, BooleanSupplier condition) {
        Awaitility.await(what).atMost(patience(DEADLINE_S)).pollInterval(10, TimeUnit.MILLISECONDS)
            .failFast(() -> assertTrue(running.process.isAlive() || condition.getAsBoolean(),
                () -> "ended without " + what + running.printed()))
            .untilAsserted(() -> assertTrue(condition.getAsBoolean(),
                () -> "no " + what + running.printed()));
    }

    /** Sends a signal by its number. */
    static void signal(RunningProcess running, int number) {
        Libc.kill((int) running.pid(), number);
    }
}
