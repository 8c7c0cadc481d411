///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//SOURCES ../Libc.java ../Script.java ../support/AtExit.java
//DESCRIPTION 10. Send sealed memory to an unrelated process: memfd_create, seals, SCM_RIGHTS

/*
 * Puts a text into memory from memfd_create(2), seals it, and sends its descriptor through a Unix
 * socket. The receiver, Receive.java, needs no name of the memory and no trust: nobody can change
 * sealed memory, not even this process.
 *
 *     one terminal              another terminal
 *     $ jbang share             $ jbang receive
 *     share.sock waits          hello
 *     sent
 *
 * With --unsealed it plays a hostile sender, which could change the text at any time.
 */

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

static final int SEALS =
    Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_WRITE | Libc.F_SEAL_SEAL;

@Option(names = "--text", paramLabel = "TEXT", description = "What to share. Default: hello.")
String text = "hello";

@Option(names = "--socket", paramLabel = "FILE",
    description = "The name of the Unix socket. Default: share.sock.")
String socket = "share.sock";

@Option(names = "--count", paramLabel = "N",
    description = "To how many processes to send it. Default: 1.")
long count = 1;

@Option(names = "--unsealed", description = "Leave the seals out, so that receive refuses it.")
boolean unsealed;

void main(String... args) {
    Script.run(this, "share", "Send sealed memory to an unrelated process.", args, () -> {
        Script.require(count > 0, "--count must be >= 1.");
        int memfd = memory(text.getBytes(StandardCharsets.UTF_8));
        try {
            serve(memfd);
        } finally {
            Libc.close(memfd);
        }
    });
}

int memory(byte[] bytes) {
    int memfd = Libc.memfd_create("share", Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
    Libc.ftruncate(memfd, bytes.length);
    if (bytes.length > 0) {
        // The arena unmaps it before the seals come, because F_SEAL_WRITE fails with EBUSY while a
        // shared mapping could still write.
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment p = Libc.mmap(arena, bytes.length,
                Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, memfd, 0);
            MemorySegment.copy(bytes, 0, p, ValueLayout.JAVA_BYTE, 0, bytes.length);
        }
    }
    if (!unsealed) {
        Libc.fcntl(memfd, Libc.F_ADD_SEALS, SEALS);
    }
    Script.explain("%d bytes, seals %s", bytes.length,
        Libc.seals(Libc.fcntl(memfd, Libc.F_GET_SEALS, 0)));
    return memfd;
}

void serve(int memfd) {
    int server = Libc.socket(Libc.AF_UNIX, Libc.SOCK_SEQPACKET | Libc.SOCK_CLOEXEC, 0);
    try (Arena arena = Arena.ofConfined()) {
        listen(server);
        MemorySegment data = arena.allocate(1);   // a message without data carries no descriptor
        for (long n = 0; n < count; n++) {
            int receiver = Libc.accept4(server, Libc.SOCK_CLOEXEC);
            Libc.sendmsg(receiver, data, Libc.MSG_NOSIGNAL, memfd);
            Libc.close(receiver);
            IO.println("sent");
        }
    } finally {
        Libc.close(server);
    }
}

void listen(int server) {
    int before = Libc.umask(0077);   // only processes of this user may connect
    try {
        Libc.bind(server, socket);
    } catch (Libc.ErrnoException e) {
        throw e.errno != Libc.EADDRINUSE ? e
            : Script.refusal(e.getMessage() + ": delete it if no other share uses it");
    } finally {
        Libc.umask(before);
    }
    AtExit.close(() -> Files.deleteIfExists(Path.of(socket)));
    Libc.listen(server, 8);
    IO.println(socket + " waits");
}
