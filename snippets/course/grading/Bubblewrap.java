//SOURCES ../../support/RunningProcess.java

import module java.base;

/**
 * Confines a process with bubblewrap, where the kernel has no Landlock or an old one. The process
 * sees a file system that has only what it needs, no network, and no other processes. See bwrap(1).
 */
final class Bubblewrap {
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final List<String> NAMESPACES = List.of("--unshare-all", "--die-with-parent",
        "--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev");

    private Bubblewrap() {}

    /** Finds a bubblewrap that works, because some systems forbid user namespaces. */
    static Optional<Path> find() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(folder -> Path.of(folder, "bwrap")).filter(Files::isExecutable)
            .filter(Bubblewrap::works).findFirst();
    }

    private static boolean works(Path bwrap) {
        try {
            var command = new ArrayList<>(List.of(bwrap.toString()));
            command.addAll(NAMESPACES);
            command.addAll(List.of("--ro-bind", "/usr", "/usr", "--ro-bind-try", "/lib", "/lib",
                "--ro-bind-try", "/lib64", "/lib64", "/usr/bin/true"));
            return RunningProcess.run(new ProcessBuilder(command), DEADLINE).exit() == 0;
        } catch (IOException | IllegalStateException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Returns a command that runs {@code command} in {@code work}.
     *
     * @param readable the files and folders that the process sees, if they exist
     * @param writable the only folder where it may change something
     */
    static List<String> command(Path bwrap, List<Path> readable, Path writable, Path work,
            List<String> command) {
        var all = new ArrayList<>(List.of(bwrap.toString()));
        for (Path path : readable) {
            // The process gets a /proc and a /dev of its own.
            if (!path.startsWith("/proc") && !path.startsWith("/dev")) {
                all.addAll(List.of("--ro-bind-try", path.toString(), path.toString()));
            }
        }
        all.addAll(NAMESPACES);
        all.addAll(List.of("--bind", writable.toString(), writable.toString(), "--chdir",
            work.toString()));
        all.addAll(command);
        return all;
    }
}
