//SOURCES ../../support/AtExit.java ../../support/RunningProcess.java
//SOURCES ../../support/TemporaryFolder.java
//SOURCES CellCrash.java CellHost.java CellMain.java CellOutput.java TerminalKernel.java

import module java.base;
import jdk.jshell.execution.StreamingExecutionControl;
import jdk.jshell.spi.ExecutionControl;

/**
 * The JVM that runs the cells, as the player sees it. It is a child process without a debugger, so
 * that its exit code, its stdout and its environment are those of any Java program.
 */
final class CellEngine implements AutoCloseable {
    private static final int EXIT_DEADLINE_S = 8;
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private final CellHost host;
    private final TemporaryFolder folder = TemporaryFolder.create("mmap-learn");
    private final ServerSocketChannel server;
    private final Process process;
    private final CellOutput output;
    private volatile DataOutputStream toControl;
    private volatile boolean closing;

    /**
     * Starts the JVM.
     *
     * @param notebooks its working folder, because cells name files relative to the notebook
     * @param environment variables that it gets in addition
     */
    CellEngine(CellHost host, Path notebooks, Map<String, String> environment) throws IOException {
        this.host = host;
        Path socket = folder.path.resolve("socket");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(socket));
        // A record separator, which is in no text, begins and ends the mark.
        String mark = "\u001e" + UUID.randomUUID() + "\u001e";
        var builder = new ProcessBuilder(command(socket, mark)).directory(notebooks.toFile())
            .redirectInput(new File("/dev/null")).redirectErrorStream(true);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().putAll(environment);
        process = builder.start();
        AtExit.close(this);
        process.onExit().thenRun(this::closeServer);
        output = new CellOutput(process.getInputStream(), host, mark);
    }

    private List<String> command(Path socket, String mark) {
        var command = new ArrayList<String>();
        if (Files.isExecutable(SETSID)) {
            // In a session of its own, Ctrl-C does not reach the processes that cells have started.
            command.add(SETSID.toString());
        }
        command.addAll(RunningProcess.javaCommand(List.of("-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1", "-XX:-CreateCoredumpOnCrash", "-Dstdout.encoding=UTF-8",
            "-Dstderr.encoding=UTF-8", "-Djava.system.class.loader=CellClassLoader",
            // The JVM would warn that it uses no archive of classes with another class loader.
            "-Xlog:disable",
            // The files of the cells are in this folder too, so that they go even after a crash.
            "-Djava.io.tmpdir=" + folder.path,
            "-XX:ErrorFile=" + folder.path.resolve("crash")), "CellMain", socket.toString(), mark));
        return command;
    }

    private void closeServer() {
        try {
            server.close();   // nobody will connect any more
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until the JVM is ready, and returns what JShell needs to run code in it. */
    ExecutionControl connect() throws IOException {
        SocketChannel code = server.accept();
        SocketChannel control = server.accept();
        closeServer();
        toControl = new DataOutputStream(Channels.newOutputStream(control));
        Thread.ofPlatform().daemon().start(() ->
            serve(new DataInputStream(Channels.newInputStream(control))));
        var out = new ObjectOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(code)));
        out.flush();
        return new StreamingExecutionControl(out, new ObjectInputStream(
            new BufferedInputStream(Channels.newInputStream(code)))) {
            @Override
            public String invoke(String className, String method) throws RunException,
                    EngineTerminationException, InternalException {
                int before = output.marks();
                try {
                    return super.invoke(className, method);
                } finally {
                    awaitOutput(before + 1);
                }
            }

            @Override
            public void stop() {
                CellEngine.this.stop();
            }
        };
    }

    private void awaitOutput(int mark) {
        try {
            output.awaitMark(mark);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Interrupts the code that runs, and ends its loops. The JVM stays. */
    void stop() {
        send(CellMain.STOP, null);
    }

    private synchronized void send(int kind, String text) {
        try {
            toControl.write(kind);
            if (text != null) {
                toControl.writeUTF(text);
            }
            toControl.flush();
        } catch (IOException gone) {
            // The JVM has ended, and JShell reports that.
        }
    }

    /** Serves the requests of {@link TerminalKernel} until the JVM ends. */
    private void serve(DataInputStream requests) {
        try {
            while (true) {
                int mark = requests.readInt();
                String kind = requests.readUTF();
                var words = new ArrayList<String>();
                for (int i = requests.readInt(); i > 0; i--) {
                    words.add(new String(requests.readNBytes(requests.readInt()),
                        StandardCharsets.UTF_8));
                }
                output.awaitMark(mark);
                send(CellMain.REPLY, reply(kind, words));
            }
        } catch (IOException | InterruptedException gone) {
            // The JVM has ended.
        }
    }

    private String reply(String kind, List<String> words) {
        switch (kind) {
            case TerminalKernel.SHOW -> host.show(words.getFirst());
            case TerminalKernel.VERDICT -> host.verdict(words.getFirst(), words.getLast());
            default -> {
                return host.ask(words.getFirst(), words.subList(1, words.size()));
            }
        }
        return "";
    }

    /** Returns in words why the JVM has ended. */
    String cause() throws IOException, InterruptedException {
        process.waitFor(EXIT_DEADLINE_S, TimeUnit.SECONDS);
        output.awaitEnd();
        return CellCrash.cause(folder.path.resolve("crash"),
            process.isAlive() ? -1 : process.exitValue());
    }

    void kill() {
        process.destroyForcibly();
    }

    /**
     * Ends the JVM. It gets the time to delete the files of the cells. Then it is killed, with all
     * processes that it started.
     */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        AtExit.forget(this);
        List<ProcessHandle> started = process.descendants().toList();
        process.destroy();   // SIGTERM: its shutdown hooks run
        try {
            process.waitFor(EXIT_DEADLINE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        started.forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        folder.close();
    }
}
