//SOURCES ../Libc.java LibcFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("libc")
@DisplayName("Libc")
class LibcSocketsTest extends LibcFixture {
    private static final int RIGHTS = Libc.MSG_DONTWAIT | Libc.MSG_CMSG_CLOEXEC;

    private final int[] pair = Libc.socketpair(Libc.AF_UNIX,
        Libc.SOCK_SEQPACKET | Libc.SOCK_CLOEXEC, 0);
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment one = arena.allocateFrom("F").asSlice(0, 1);
    private final MemorySegment buffer = arena.allocate(16);

    @AfterEach
    void closeAll() {
        Libc.close(pair[0]);
        Libc.close(pair[1]);
        arena.close();
    }

    private Libc.Received receive(int maxFds) {
        return Libc.recvmsg(pair[1], buffer, maxFds, RIGHTS);
    }

    @Test
    @DisplayName("fcntl adds seals to a memfd, returns them, and names them in its errors")
    void seals() {
        int memfd = Libc.memfd_create("sealed", Libc.MFD_CLOEXEC | Libc.MFD_ALLOW_SEALING);
        Libc.ftruncate(memfd, 10);
        assertEquals(0, Libc.fcntl(memfd, Libc.F_GET_SEALS, 0));
        Libc.fcntl(memfd, Libc.F_ADD_SEALS, Libc.F_SEAL_SHRINK);
        Libc.fcntl(memfd, Libc.F_ADD_SEALS, Libc.F_SEAL_GROW);
        assertEquals("SHRINK|GROW", Libc.seals(Libc.fcntl(memfd, Libc.F_GET_SEALS, 0)));
        assertTrue(failure(() -> Libc.ftruncate(memfd, 9)).contains("EPERM"));
        MemorySegment p = Libc.mmap(Libc.NULL, 10, RW, Libc.MAP_SHARED, memfd, 0);
        assertEquals("fcntl: Device or resource busy (EBUSY; fd=" + memfd
            + ", command=F_ADD_SEALS, seals=WRITE)",
            failure(() -> Libc.fcntl(memfd, Libc.F_ADD_SEALS, Libc.F_SEAL_WRITE)));
        Libc.munmap(p, 10);
        assertTrue(failure(() -> Libc.fcntl(fd, Libc.F_GET_SEALS, 0)).contains("EINVAL"));
        Libc.close(memfd);
    }

    @Test
    @DisplayName("sendmsg and recvmsg pass data and a descriptor of the same open file description")
    void descriptor() {
        assertEquals(1, Libc.sendmsg(pair[0], one, 0, fd));
        Libc.Received got = receive(4);
        assertEquals(List.of(1L, 1), List.of(got.length(), got.fds().size()));
        assertEquals('F', buffer.get(ValueLayout.JAVA_BYTE, 0));
        int copy = got.fds().getFirst();
        assertNotEquals(fd, copy);
        assertEquals(Libc.fstat(fd).inode(), Libc.fstat(copy).inode());
        Libc.lseek(copy, 3, Libc.SEEK_SET);
        assertEquals(3, Libc.lseek(fd, 0, Libc.SEEK_CUR));
        Libc.close(copy);
    }

    @Test
    @DisplayName("recvmsg reports descriptors and data that had no room")
    void truncated() {
        Libc.sendmsg(pair[0], arena.allocate(20), 0, fd, fd, fd);
        Libc.Received got = receive(2);
        assertEquals(List.of(16L, 2), List.of(got.length(), got.fds().size()));
        assertEquals(Libc.MSG_CTRUNC | Libc.MSG_TRUNC,
            got.flags() & (Libc.MSG_CTRUNC | Libc.MSG_TRUNC));
        got.fds().forEach(Libc::close);
    }

    @Test
    @DisplayName("recvmsg returns a message without descriptors, EAGAIN, and 0 at the end")
    void withoutDescriptors() {
        Libc.sendmsg(pair[0], one, 0);
        assertEquals(new Libc.Received(1, List.of(), Libc.MSG_CMSG_CLOEXEC), receive(0));
        assertTrue(failure(() -> receive(1)).contains("EAGAIN"));
        assertTrue(failure(() -> Libc.sendmsg(pair[0], one, 0, -1))
            .contains("EBADF; fd=" + pair[0] + ", length=1, descriptors=1"));
        int[] other = Libc.socketpair(Libc.AF_UNIX, Libc.SOCK_STREAM, 0);
        Libc.close(other[0]);
        assertEquals(0, Libc.recvmsg(other[1], buffer, 1, 0).length());
        assertTrue(failure(() -> Libc.sendmsg(other[1], one, Libc.MSG_NOSIGNAL)).contains("EPIPE"));
        Libc.close(other[1]);
    }

    @Test
    @DisplayName("bind, listen, connect and accept4 connect two sockets by a name")
    void byName() throws Exception {
        String path = dir.resolve("socket").toString();
        int type = Libc.SOCK_SEQPACKET | Libc.SOCK_CLOEXEC;
        int server = Libc.socket(Libc.AF_UNIX, type, 0);
        int client = Libc.socket(Libc.AF_UNIX, type, 0);
        assertTrue(failure(() -> Libc.connect(client, path)).equals(
            "connect: No such file or directory (ENOENT; fd=" + client + ", path=" + path + ")"));
        int before = Libc.umask(0077);
        try {
            Libc.bind(server, path);
        } finally {
            assertEquals(0077, Libc.umask(before));
        }
        assertEquals("rwx------",
            PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(path))));
        assertTrue(failure(() -> Libc.bind(client, path)).contains("EADDRINUSE"));
        Libc.listen(server, 1);
        Libc.connect(client, path);
        int accepted = Libc.accept4(server, Libc.SOCK_CLOEXEC);
        Libc.sendmsg(accepted, one, 0, fd);
        Libc.Received got = Libc.recvmsg(client, buffer, 1, Libc.MSG_CMSG_CLOEXEC);
        assertEquals(Libc.fstat(fd).inode(), Libc.fstat(got.fds().getFirst()).inode());
        for (int open : List.of(server, client, accepted, got.fds().getFirst())) {
            Libc.close(open);
        }
        assertThrows(IllegalArgumentException.class, () -> Libc.connect(0, "x".repeat(108)));
    }

    @Test
    @DisplayName("pidfd_getfd copies a descriptor of a process")
    void pidfd() {
        int pidfd = Libc.pidfd_open(Libc.getpid(), 0);
        int copy = Libc.pidfd_getfd(pidfd, fd, 0);
        assertEquals(Libc.fstat(fd).inode(), Libc.fstat(copy).inode());
        assertTrue(failure(() -> Libc.pidfd_getfd(pidfd, 999, 0)).contains("EBADF"));
        assertTrue(failure(() -> Libc.pidfd_open(999_999_999, 0)).contains("ESRCH"));
        Libc.close(copy);
        Libc.close(pidfd);
    }
}
