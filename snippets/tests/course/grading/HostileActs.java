//SOURCES ../../../course/grading/Exercise.java ../../../course/grading/Grader.java
//SOURCES ../../../course/grading/Verdict.java

import module java.base;

/**
 * Grades an answer that tries many hostile acts, one after the other, and prints what came of each.
 * This is a program of its own, so that a test can run it as another user.
 */
final class HostileActs {
    /** Separates the lines about acts from everything else that is printed. */
    static final String SIGN = "act ";

    private HostileActs() {}

    /**
     * @param args the folder for the cache, the decoy home, the port of a TCP server, the path of a
     *     Unix socket, and the ID of a bystander
     */
    static void main(String[] args) throws Exception {
        Exercise exercise = Exercise.all().stream()
            .filter(e -> e.className().equals("WriteThroughMemory")).findFirst().orElseThrow();
        try (var grader = new Grader(Path.of(args[0]))) {
            Verdict verdict = grader.grade(exercise, text(exercise, args));
            IO.println("outcome " + verdict.outcome() + " " + verdict.headline());
            IO.println("flags " + String.join(", ", verdict.flags()));
            IO.println(verdict.problems());
            IO.println(verdict.output());
        }
        System.exit(0);
    }

    /** Returns the solution with the acts before its first statement. */
    private static String text(Exercise exercise, String[] args) {
        String acts = ACTS.replace("HOME", args[1]).replace("PORT", args[2])
            .replace("SOCKET", args[3]).replace("BYSTANDER", args[4])
            .replace("JAR", Exercise.jar().toString());
        return exercise.solution().replace("    static void write",
            HELPERS + "\n    static void write").replace("        int fd",
            "        if (!tried) {\n            tried = true;\n" + acts
                + "\n        }\n        int fd");
    }

    private static final String HELPERS = """
            static boolean tried;

            interface Act { Object run() throws Throwable; }

            static void act(String name, Act act) {
                String seen;
                try {
                    seen = "done " + act.run();
                } catch (Throwable e) {
                    String message = String.valueOf(e.getMessage()).strip();
                    seen = "refused " + e.getClass().getSimpleName() + " "
                        + message.substring(Math.max(0, message.length() - 60));
                }
                System.out.println("act " + name + ": " + seen.replaceAll("\\\\s+", " "));
            }

            /** Runs a command of the shell, and throws an exception if it fails. */
            static String sh(String command) throws Exception {
                var process = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true)
                    .start();
                String out = new String(process.getInputStream().readAllBytes());
                if (process.waitFor() != 0) {
                    throw new IOException(out);
                }
                return out;
            }
        """;

    private static final String ACTS = """
        long runner = ProcessHandle.current().parent().orElseThrow().pid();
        act("environment of the runner", () -> Files.readString(Path.of("/proc/" + runner
            + "/environ")).length());
        act("memory of the runner", () -> sh("head -c 1 /proc/" + runner + "/mem"));
        act("files of the runner", () -> sh("cat /proc/" + runner + "/fd/0"));
        act("variables", () -> new TreeSet<>(System.getenv().keySet()));
        act("read a secret", () -> Files.readString(Path.of("HOME/.ssh/id_rsa")));
        act("list the home", () -> sh("ls HOME"));
        act("new file", () -> Files.writeString(Path.of("HOME/new"), "x"));
        act("append", () -> sh("echo x >> HOME/.bashrc"));
        act("truncate", () -> sh("truncate -s 0 HOME/.bashrc"));
        act("delete", () -> sh("rm HOME/.bashrc"));
        act("rename", () -> sh("mv HOME/.bashrc HOME/x"));
        act("mode", () -> sh("chmod 777 HOME/.bashrc"));
        act("times", () -> sh("touch HOME/.bashrc"));
        act("other submission", () -> Files.writeString(
            Path.of("HOME/other/WriteThroughMemory.java"), "x", StandardOpenOption.WRITE));
        act("jar", () -> sh("echo x >> JAR"));
        act("TCP connect", () -> new Socket("127.0.0.1", PORT).isConnected());
        act("TCP listen", () -> new ServerSocket(0).getLocalPort());
        act("UDP", () -> new DatagramSocket(0).getLocalPort());
        act("Unix socket", () -> java.nio.channels.SocketChannel.open(
            UnixDomainSocketAddress.of("SOCKET")).isConnected());
        act("datagrams to a path", () -> {
            Libc.connect(Libc.socketpair(Libc.AF_UNIX, 2, 0)[0], "SOCKET");   // SOCK_DGRAM
            return "";
        });
        act("new user namespace", () -> {
            var linker = java.lang.foreign.Linker.nativeLinker();
            var type = java.lang.foreign.ValueLayout.JAVA_LONG;
            var syscall = linker.downcallHandle(linker.defaultLookup().findOrThrow("syscall"),
                java.lang.foreign.FunctionDescriptor.of(type, type, type, type, type, type, type));
            long clone = System.getProperty("os.arch").equals("amd64") ? 56 : 220;
            if ((long) syscall.invoke(clone, 0x10000011L, 0L, 0L, 0L, 0L) == -1) {
                throw new IOException("not cloned");   // CLONE_NEWUSER and SIGCHLD
            }
            return "";
        });
        act("kill a bystander", () -> { Libc.kill(BYSTANDER, Libc.SIGKILL); return ""; });
        act("kill the runner", () -> { Libc.kill((int) runner, Libc.SIGKILL); return ""; });
        act("stop the runner", () -> sh("kill -STOP " + runner));
        act("renice the runner", () -> sh("renice -n 5 -p " + runner));
        act("limit the runner", () -> sh("prlimit --nofile=10 --pid " + runner));
        act("trace the runner", () -> {
            var linker = java.lang.foreign.Linker.nativeLinker();
            var type = java.lang.foreign.ValueLayout.JAVA_LONG;
            var ptrace = linker.downcallHandle(linker.defaultLookup().findOrThrow("ptrace"),
                java.lang.foreign.FunctionDescriptor.of(type, type, type, type, type));
            if ((long) ptrace.invoke(16L, runner, 0L, 0L) == -1) {   // PTRACE_ATTACH
                throw new IOException("not traced");
            }
            return "";
        });
        act("oom score", () -> sh("echo -1000 > /proc/self/oom_score_adj"));
        act("device", () -> sh("mknod disk b 7 0"));
        act("mount", () -> sh("unshare -rm true"));
        act("shared memory", () -> sh("ipcmk -M 100"));
        act("descriptors", () -> sh("ulimit -n"));
        act("solution", () -> WriteThroughMemory.class.getResourceAsStream("/solutions/"
            + "01_mmap_basics/WriteThroughMemory.java").available());
        act("report", () -> { Files.delete(Path.of("../report")); return Files.createSymbolicLink(
            Path.of("../report"), Path.of("HOME/.bashrc")); });
        act("crash", () -> sh("mkfifo ../crash"));
        act("deep folder", () -> sh("exec 2> /dev/null; bash -c 'for i in $(seq 150); do mkdir "
            + "d234567890123456789012345678901234567890 && cd d2*; done'"));
        act("closed folder", () -> sh("mkdir -m 0 closed"));
        act("immutable file", () -> sh("echo >fixed && chattr +i fixed"));
        act("linked folder", () -> sh("mv ../work ../w && ln -s HOME ../work"));
        act("child", () -> sh("sleep 4242 > /dev/null 2>&1 &"));
        act("setsid", () -> sh("setsid sleep 4242 > /dev/null 2>&1 &"));
        act("hidden child", () -> sh(
            "cd / && env -i setsid sh -c 'sleep 4242 &' > /dev/null 2>&1"));
        act("late child", () -> sh(
            "d=$PWD; cd /; env -i setsid sh -c \\"(while :; do mkdir -p $d; echo x > "
            + "$d/../report; done) &\\" > /dev/null 2>&1"));
        """.indent(8);
}
