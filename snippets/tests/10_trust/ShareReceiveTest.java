//SOURCES ../../Libc.java ../../support/RunningProcess.java ../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("share")
@Tag("receive")
@Tag("slow")
@DisplayName("share and receive, chapter ten")
class ShareReceiveTest {
    private static final String NEEDED = "SHRINK|GROW|WRITE";

    @TempDir Path dir;

    private RunningProcess share(String... options) throws InterruptedException {
        RunningProcess share = Course.start(Course.script(dir, "share", options));
        assertEquals("share.sock waits", share.awaitLines(1).getFirst().text());
        return share;
    }

    private ProcessResult receive(String... options) {
        return Course.run(Course.script(dir, "receive", options));
    }

    @Test
    @DisplayName("pass a text as sealed memory between two processes, and leave no file")
    void passes() throws Exception {
        try (RunningProcess share = share("--text", "nihao, caf\u00e9")) {
            ProcessResult got = receive("-v");
            assertEquals("nihao, caf\u00e9\n", got.out(), got.err());
            assertTrue(got.err().matches(
                "descriptor \\d+, 12 bytes, seals SEAL\\|SHRINK\\|GROW\\|WRITE\n"), got.err());
            assertEquals(new ProcessResult(0, "share.sock waits\nsent\n", ""), share.result());
        }
        assertEquals(List.of(), files());
    }

    @Test
    @DisplayName("share serves the number of receivers that --count asks for, also an empty text")
    void count() throws Exception {
        try (RunningProcess share = share("--text", "", "--count", "2")) {
            assertEquals(new ProcessResult(0, "\n", ""), receive());
            assertEquals(new ProcessResult(0, "\n", ""), receive());
            assertEquals(0, share.result().exit());
        }
    }

    @Test
    @DisplayName("receive refuses memory without seals")
    void unsealed() throws Exception {
        try (RunningProcess share = share("--unsealed")) {
            assertEquals(new ProcessResult(1, "", "receive: the sender can still change this"
                + " memory: its seals are 0, not " + NEEDED + "\n"), receive());
            share.result();
        }
    }

    @Test
    @DisplayName("receive says that share must be started first")
    void noShare() {
        ProcessResult result = receive();
        assertEquals(1, result.exit());
        assertTrue(result.err().matches("receive: connect: No such file or directory \\(ENOENT;"
            + " fd=\\d+, path=share.sock\\): start share first\n"), result.err());
    }

    @Test
    @DisplayName("only the owner may connect to the socket, and Ctrl-C deletes it")
    void socketFile() throws Exception {
        try (RunningProcess share = share()) {
            assertEquals("rwx------", PosixFilePermissions.toString(
                Files.getPosixFilePermissions(dir.resolve("share.sock"))));
            ProcessResult second = Course.run(Course.script(dir, "share"));
            assertEquals(1, second.exit());
            assertTrue(second.err().contains("EADDRINUSE"), second.err());
            Course.signal(share, Libc.SIGINT);
            share.result();
        }
        assertEquals(List.of(), files());
    }

    @Test
    @DisplayName("receive refuses a pipe, a file, two descriptors and sealed memory of 2 MiB")
    void hostileSenders() throws Exception {
        int[] pipe = Libc.pipe2(Libc.O_CLOEXEC);
        int huge = Libc.memfd_create("huge", Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
        Libc.ftruncate(huge, 2 << 20);
        Libc.fcntl(huge, Libc.F_ADD_SEALS,
            Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_WRITE);
        int file = Libc.open(Files.createFile(dir.resolve("file")).toString(), Libc.O_RDWR);
        String notSealable = "this is no memory that can be sealed\n";
        assertTrue(refusal(pipe[0]).endsWith(notSealable));
        assertTrue(refusal(file).endsWith(notSealable));
        assertTrue(refusal(huge).endsWith("2097152 bytes are more than 1048576\n"));
        assertTrue(refusal(huge, file).endsWith("does not have exactly one descriptor\n"));
        assertTrue(refusal().endsWith("does not have exactly one descriptor\n"));
        for (int fd : List.of(pipe[0], pipe[1], huge, file)) {
            Libc.close(fd);
        }
    }

    /** What receive prints when this test sends it these descriptors. */
    private String refusal(int... fds) throws Exception {
        Path name = dir.resolve("own.sock");
        int server = Libc.socket(Libc.AF_UNIX, Libc.SOCK_SEQPACKET | Libc.SOCK_CLOEXEC, 0);
        Libc.bind(server, name.toString());
        Libc.listen(server, 1);
        try (Arena arena = Arena.ofConfined();
                var receive = Course.start(Course.script(dir, "receive", "--socket", "own.sock"))) {
            int client = Libc.accept4(server, Libc.SOCK_CLOEXEC);
            Libc.sendmsg(client, arena.allocate(1), Libc.MSG_NOSIGNAL, fds);
            ProcessResult result = receive.result();
            Libc.close(client);
            assertEquals(1, result.exit(), result.out());
            return result.err();
        } finally {
            Libc.close(server);
            Files.delete(name);
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
