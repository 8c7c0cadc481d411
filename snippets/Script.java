//DEPS info.picocli:picocli:4.7.7
//SOURCES support/RunningProcess.java
//JAVAC_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC

import module java.base;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The frame of every script: options, {@code --help}, error messages and exit codes. picocli parses
 * the options. The exit code is 0 for success, 1 for an error, which is one line on stderr, and 2
 * for a wrong argument, which prints the usage on stderr.
 */
final class Script {
    private Script() {}

    /** The main part of a script. Its exception becomes the error line. */
    interface Body {
        void run() throws Exception;
    }

    /** The options that every script has. */
    private static final class Common {
        @Option(names = {"-v", "--verbose"}, description = "Explain each step on stderr.")
        boolean verbose;

        @Option(names = "--stacktrace", description = "Show where in the code an error arose.")
        boolean stacktrace;

        @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this and exit.")
        boolean help;
    }

    private static final Common COMMON = new Common();
    private static Supplier<CommandLine> commandLine;

    /**
     * Parses {@code args} into the {@code @Option} fields of {@code script}, runs {@code body} and
     * ends the process with its exit code. A script with {@code @Command} methods has subcommands,
     * and runs {@code body} if none is given.
     *
     * @param alias the name of the script in {@code jbang-catalog.json}
     * @param description the sentence above the options in {@code --help}
     * @param subcommands the names of the {@code @Command} methods in the order of {@code --help},
     *     because the JVM does not keep the order of methods
     */
    static void run(Object script, String alias, String description, String[] args, Body body,
            String... subcommands) {
        endWithOwner();
        commandLine = () -> commandLine(script, alias, description, body, subcommands);
        if (args.length > 0) {
            System.exit(commandLine.get().execute(args));
        }
        // Nothing to parse. Loading picocli would take a third of a short script's time.
        try {
            System.exit(execute(alias, body));
        } catch (ParameterException wrong) {
            System.exit(usage(wrong));
        }
    }

    private static CommandLine commandLine(Object script, String alias, String description,
            Body body, String... subcommands) {
        CommandSpec spec = CommandSpec.forAnnotatedObjectLenient(script);
        spec.name("jbang " + alias).usageMessage().description(description);
        for (String name : subcommands) {
            spec.addSubcommand(name, spec.removeSubcommand(name));
        }
        addCommonOptions(spec);
        spec.subcommands().values().forEach(sub -> addCommonOptions(sub.getCommandSpec()));
        var top = new CommandLine(spec);
        top.setParameterExceptionHandler((wrong, given) -> usage(wrong));
        top.setExecutionExceptionHandler((thrown, running, parsed) ->
            // picocli wraps an Error, and hands over an Exception as it is.
            fail(alias, thrown instanceof ExecutionException && thrown.getCause() != null
                ? thrown.getCause() : thrown));
        top.setExecutionStrategy(parsed -> {
            CommandLine last = parsed.asCommandLineList().getLast();
            commandLine = () -> last;
            return last != top || top.isUsageHelpRequested()
                ? new CommandLine.RunLast().execute(parsed) : execute(alias, body);
        });
        return top;
    }

    /** Always prints the usage. picocli omits it when it can suggest a similar option. */
    private static int usage(ParameterException wrong) {
        System.err.println(wrong.getMessage());
        wrong.getCommandLine().usage(System.err);
        return 2;
    }

    private static void addCommonOptions(CommandSpec spec) {
        spec.addMixin("common", CommandSpec.forAnnotatedObject(COMMON))
            .usageMessage().sortOptions(false);
    }

    private static int execute(String alias, Body body) {
        try {
            body.run();
            return 0;
        } catch (ParameterException wrong) {
            throw wrong;   // becomes its message, the usage and exit code 2
        } catch (Exception | Error thrown) {
            return fail(alias, thrown);
        }
    }

    /**
     * Ends this process when the process with the ID in MMAP_OWNER_PID ends. A notebook sets this
     * variable to the process ID of its Jupyter kernel. So a program that a cell started ends even
     * if the Jupyter kernel is killed and cannot stop it.
     */
    private static void endWithOwner() {
        String owner = System.getenv("MMAP_OWNER_PID");
        if (owner != null) {
            ProcessHandle.of(Long.parseLong(owner)).ifPresentOrElse(
                kernel -> kernel.onExit().thenRun(() -> Runtime.getRuntime().halt(1)),
                () -> Runtime.getRuntime().halt(1));
        }
    }

    private static int fail(String alias, Throwable thrown) {
        if (isEnding()) {
            return 1;
        }
        System.out.flush();
        System.err.println(alias + ": " + line(thrown));
        if (COMMON.stacktrace) {
            thrown.printStackTrace();
        }
        return 1;
    }

    /**
     * Whether the JVM is ending, for example after Ctrl-C. Its hooks delete the files of a script
     * while the script still runs, so its errors then mean nothing.
     */
    private static boolean isEnding() {
        var probe = new Thread();
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException ending) {
            return true;
        }
    }

    /** Prints an explanation to stderr if the user passed {@code -v}. */
    static void explain(String format, Object... values) {
        if (COMMON.verbose) {
            System.err.printf(format + "%n", values);
        }
    }

    /** Ends the script with {@code message}, the usage and exit code 2, unless {@code right}. */
    static void require(boolean right, String message) {
        if (!right) {
            throw new ParameterException(commandLine.get(), message);
        }
    }

    /** Returns an exception that ends the script with this error line and exit code 1. */
    static IllegalStateException refusal(String line) {
        return new IllegalStateException(line);
    }

    /** Whether HotSpot threw this for a SIGBUS: an InternalError about unsafe memory access. */
    static boolean isSigbus(Throwable thrown) {
        return thrown instanceof InternalError
            && String.valueOf(thrown.getMessage()).contains("unsafe memory access");
    }

    /**
     * Starts this script a second time, in a child JVM with the same stdin, stdout and stderr, and
     * waits for it. The child inherits no memory and no other descriptor.
     *
     * @throws IllegalStateException if the child fails, or if it still runs at the deadline and is
     *     killed
     */
    static void spawn(Object script, Duration deadline, List<String> args) throws Exception {
        var builder = new ProcessBuilder(RunningProcess.javaCommand(List.of(),
            script.getClass().getName(), args.toArray(String[]::new))).inheritIO();
        System.out.flush();
        try (var child = new RunningProcess(builder.start())) {
            Process process = child.process;
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw refusal("the child JVM had not ended after " + deadline.toSeconds()
                    + " s and is killed");
            }
            if (process.exitValue() != 0) {
                throw refusal("the child JVM failed with exit code " + process.exitValue());
            }
        }
    }

    private static String line(Throwable thrown) {
        if (isSigbus(thrown)) {
            return "SIGBUS: a mapped page cannot be accessed:"
                + " the file was truncated, or its file system is full";
        }
        return switch (thrown) {
            case NoSuchFileException e -> e.getFile() + ": No such file or directory";
            case AccessDeniedException e -> e.getFile() + ": Permission denied";
            case FileSystemException e when e.getReason() == null -> e.getFile()
                + ": " + (Files.isDirectory(Path.of(e.getFile())) ? "Is a directory"
                    : e instanceof FileAlreadyExistsException ? "File exists"
                    : e instanceof NotDirectoryException ? "Not a directory"
                    : e.getClass().getSimpleName());
            case ExceptionInInitializerError e when e.getCause() != null -> line(e.getCause());
            default -> thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
        };
    }
}
