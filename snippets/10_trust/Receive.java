///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -Xint -XX:+UseSerialGC -Xshare:auto
//SOURCES ../Libc.java ../Script.java
//DESCRIPTION 10. Receive memory from an unrelated process, and check its seals before its content

/*
 * Takes a descriptor from Share.java through a Unix socket, and prints the text in its memory. It
 * does not trust the sender: it accepts one descriptor, of memory that nobody can change or cut
 * any more, and not too large.
 *
 *     $ jbang share --unsealed
 *     $ jbang receive
 *     receive: the sender can still change this memory: its seals are 0, not SHRINK|GROW|WRITE
 */

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Option;

static final int NEEDED = Libc.F_SEAL_SHRINK | Libc.F_SEAL_GROW | Libc.F_SEAL_WRITE;
static final long MOST_BYTES = 1 << 20;

@Option(names = "--socket", paramLabel = "FILE",
    description = "The name of the Unix socket. Default: share.sock.")
String socket = "share.sock";

void main(String... args) {
    Script.run(this, "receive", "Receive memory and print the text in it.", args, () -> {
        int memfd = receive();
        try {
            IO.println(text(memfd));
        } finally {
            Libc.close(memfd);
        }
    });
}

/** Returns the only descriptor of the only message. */
int receive() {
    int server = Libc.socket(Libc.AF_UNIX, Libc.SOCK_SEQPACKET | Libc.SOCK_CLOEXEC, 0);
    try (Arena arena = Arena.ofConfined()) {
        connect(server);
        var message = Libc.recvmsg(server, arena.allocate(1), 1, Libc.MSG_CMSG_CLOEXEC);
        if (message.fds().size() != 1 || (message.flags() & Libc.MSG_CTRUNC) != 0) {
            message.fds().forEach(Libc::close);
            throw Script.refusal("the message does not have exactly one descriptor");
        }
        return message.fds().getFirst();
    } finally {
        Libc.close(server);
    }
}

void connect(int server) {
    try {
        Libc.connect(server, socket);
    } catch (Libc.ErrnoException e) {
        throw e.errno != Libc.ENOENT && e.errno != Libc.ECONNREFUSED ? e
            : Script.refusal(e.getMessage() + ": start share first");
    }
}

String text(int memfd) {
    int seals = seals(memfd);
    if ((seals & NEEDED) != NEEDED) {
        throw Script.refusal("the sender can still change this memory: its seals are "
            + Libc.seals(seals) + ", not " + Libc.seals(NEEDED));
    }
    // The size cannot change any more, so now it may be checked.
    long length = Libc.fstat(memfd).sizeBytes();
    Script.explain("descriptor %d, %d bytes, seals %s", memfd, length, Libc.seals(seals));
    if (length > MOST_BYTES) {
        throw Script.refusal(length + " bytes are more than " + MOST_BYTES);
    }
    if (length == 0) {
        return "";
    }
    try (Arena arena = Arena.ofConfined()) {
        // Private, because Linux before 6.7 refuses shared mappings of memory with F_SEAL_WRITE.
        MemorySegment p = Libc.mmap(arena, length, Libc.PROT_READ, Libc.MAP_PRIVATE, memfd, 0);
        return new String(p.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}

int seals(int memfd) {
    try {
        return Libc.fcntl(memfd, Libc.F_GET_SEALS, 0);
    } catch (Libc.ErrnoException e) {
        throw Script.refusal(e.getMessage() + ": this is no memory that can be sealed");
    }
}
