//SOURCES ../../support/TemporaryFolder.java CellExecution.java TerminalKernel.java

import module java.base;
import jdk.jshell.execution.Util;

/**
 * The main class of the JVM that runs the cells. It has two connections to the player. The code of
 * the cells comes over the first one. Over the second one the player stops code and replies to
 * questions. If the player dies, that connection ends, and then this JVM ends too.
 */
final class CellMain {
    /** A byte of the second connection: stop the running code. */
    static final int STOP = 's';
    /** A byte of the second connection: a reply follows. */
    static final int REPLY = 'r';
    private static final int EXIT_DEADLINE_MS = 5000;

    private CellMain() {}

    /** @param args the path of the player's socket, and the mark that ends the output of a cell */
    public static void main(String[] args) throws Exception {
        var address = UnixDomainSocketAddress.of(args[0]);
        SocketChannel code = SocketChannel.open(address);
        SocketChannel control = SocketChannel.open(address);
        var kernel = TerminalKernel.open(Channels.newOutputStream(control),
            args[1].getBytes(StandardCharsets.US_ASCII));
        var execution = new CellExecution(kernel);
        Path folder = Path.of(args[0]).getParent();
        Thread.ofPlatform().daemon().start(() ->
            obey(new DataInputStream(Channels.newInputStream(control)), execution, kernel, folder));
        // Each side first sends the header of its object stream, because each waits for one.
        var out = new ObjectOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(code)));
        out.flush();
        Util.forwardExecutionControl(execution, new ObjectInputStream(
            new BufferedInputStream(Channels.newInputStream(code))), out);
        exit(folder);
    }

    private static void obey(DataInputStream control, CellExecution execution,
            TerminalKernel kernel, Path folder) {
        try {
            while (true) {
                switch (control.read()) {
                    case STOP -> execution.stop();
                    case REPLY -> kernel.reply(control.readUTF());
                    default -> throw new EOFException();
                }
            }
        } catch (Exception playerGone) {
            exit(folder);
        }
    }

    /** Ends this JVM, and deletes what the player can no longer delete. */
    private static void exit(Path folder) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                TemporaryFolder.deleteTree(folder);
            } catch (IOException e) {
                // The system deletes its temporary folder some day.
            }
        }));
        Thread.ofPlatform().daemon().start(() -> {
            try {
                Thread.sleep(EXIT_DEADLINE_MS);
            } catch (InterruptedException e) {
                // It halts at once.
            }
            Runtime.getRuntime().halt(1);
        });
        System.exit(0);
    }
}
