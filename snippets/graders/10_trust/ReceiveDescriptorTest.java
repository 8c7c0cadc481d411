//SOURCES ../../Libc.java ../../Proc.java
//SOURCES ../../exercises/10_trust/ReceiveDescriptor.java ../support/Observe.java
//FILES exercises/10_trust/ReceiveDescriptor.java=../../exercises/10_trust/ReceiveDescriptor.java
//FILES solutions/10_trust/ReceiveDescriptor.java=../../solutions/10_trust/ReceiveDescriptor.java
//FILES graders/10_trust/ReceiveDescriptorTest.java=ReceiveDescriptorTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

class ReceiveDescriptorTest {
    private static final int MOST_DESCRIPTORS = 253;

    private final int[] pair = Libc.socketpair(Libc.AF_UNIX,
        Libc.SOCK_SEQPACKET | Libc.SOCK_CLOEXEC, 0);
    private final int memory = Libc.memfd_create("sent", Libc.MFD_CLOEXEC);
    private final int other = Libc.memfd_create("other", Libc.MFD_CLOEXEC);
    private boolean senderIsOpen = true;

    @AfterEach
    void close() {
        for (int fd : List.of(pair[1], memory, other)) {
            Libc.close(fd);
        }
        if (senderIsOpen) {
            Libc.close(pair[0]);
        }
    }

    private void send(int bytes, int... fds) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(Math.max(1, bytes));
            data.fill((byte) (1 + Math.random() * 100));
            Libc.sendmsg(pair[0], data.asSlice(0, bytes), Libc.MSG_NOSIGNAL, fds);
        }
    }

    @Test
    @Order(1)
    @DisplayName("receive returns the descriptor of a good message")
    void good() throws Exception {
        send(1, memory);
        int fd = ReceiveDescriptor.receive(pair[1]);
        assertEquals(Libc.fstat(memory).inode(), inode(fd), "the inode of what it has returned");
        Libc.close(fd);
    }

    @Test
    @Order(2)
    @DisplayName("the descriptor is close-on-exec")
    void closeOnExec() throws Exception {
        send(1, memory);
        int fd = ReceiveDescriptor.receive(pair[1]);
        String flags = Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd)).stream()
            .filter(line -> line.startsWith("flags:")).findFirst().orElse("flags: 0");
        long bits = Long.parseLong(flags.replaceAll("\\D", ""), 8);
        assertEquals(true, (bits & Libc.O_CLOEXEC) != 0, "whether it has O_CLOEXEC");
        Libc.close(fd);
    }

    @Test
    @Order(3)
    @DisplayName("messages come in order, one for each call")
    void inOrder() throws Exception {
        send(1, memory);
        send(1, other);
        int first = ReceiveDescriptor.receive(pair[1]);
        int second = ReceiveDescriptor.receive(pair[1]);
        assertEquals(List.of(Libc.fstat(memory).inode(), Libc.fstat(other).inode()),
            List.of(inode(first), inode(second)), "the inodes of two messages");
        Libc.close(first);
        Libc.close(second);
    }

    @Test
    @Order(4)
    @DisplayName("a message without a descriptor is refused")
    void noDescriptor() throws Exception {
        assertRefused(1);
    }

    @Test
    @Order(5)
    @DisplayName("more than one descriptor are refused, and none of them stays open")
    void moreDescriptors() throws Exception {
        for (int count : List.of(2, 3, 16, MOST_DESCRIPTORS)) {
            assertRefused(1, IntStream.range(0, count).map(i -> memory).toArray());
        }
    }

    @Test
    @Order(6)
    @DisplayName("0, 2 or more bytes are refused, and the descriptor does not stay open")
    void otherLengths() throws Exception {
        for (int bytes : List.of(0, 2, 3, 4, 5000)) {
            assertRefused(bytes, memory);
        }
        assertRefused(2);
        assertRefused(0, memory, other);
    }

    @Test
    @Order(7)
    @DisplayName("receive waits for a message that comes later")
    void waits() throws Exception {
        CompletableFuture<Long> result = CompletableFuture.supplyAsync(() -> {
            try {
                int fd = ReceiveDescriptor.receive(pair[1]);
                long inode = inode(fd);
                Libc.close(fd);
                return inode;
            } catch (EOFException e) {
                throw new UncheckedIOException(e);
            }
        });
        // A right answer passes however long this takes. A wrong one has ended after it.
        try {
            result.get(100, TimeUnit.MILLISECONDS);
        } catch (TimeoutException stillWaiting) {
            // That is right.
        } finally {
            send(1, memory);
        }
        assertEquals(Libc.fstat(memory).inode(), result.get(9, TimeUnit.SECONDS),
            "the inode of what came later");
    }

    @Test
    @Order(8)
    @DisplayName("receive throws an EOFException if the sender has closed its end")
    void end() throws Exception {
        senderIsOpen = false;
        Libc.close(pair[0]);
        assertEquals("EOFException", outcome(), "receive after the end");
    }

    @Test
    @Order(9)
    @DisplayName("an error of recvmsg goes to the caller")
    void error() throws Exception {
        int[] pipe = Libc.pipe2(Libc.O_CLOEXEC);
        try {
            ReceiveDescriptor.receive(pipe[0]);
            assertEquals("ENOTSOCK", "no exception", "receive from a pipe");
        } catch (Libc.ErrnoException e) {
            assertEquals("ENOTSOCK", e.name, "receive from a pipe");
        } finally {
            Libc.close(pipe[0]);
            Libc.close(pipe[1]);
        }
    }

    /** Sends a bad message and then a good one, and counts the open descriptors. */
    private void assertRefused(int bytes, int... fds) throws Exception {
        String message = "a message with " + bytes + " bytes and " + fds.length + " descriptors";
        var before = Observe.descriptors();
        send(bytes, fds);
        assertEquals("IllegalArgumentException", outcome(), "receive of " + message);
        assertEquals(List.of(), Observe.openedSince(before),
            "descriptors that are open after it refused " + message);
        assertEquals(before.keySet(), Observe.descriptors().keySet(),
            "the descriptors of the grader, after it refused " + message);
        send(1, other);
        int next = ReceiveDescriptor.receive(pair[1]);
        assertEquals(Libc.fstat(other).inode(), inode(next), "the inode of the next message");
        Libc.close(next);
    }

    private String outcome() {
        try {
            return "returned " + ReceiveDescriptor.receive(pair[1]);
        } catch (EOFException | RuntimeException e) {
            return e instanceof Libc.ErrnoException errno ? errno.getMessage()
                : e.getClass().getSimpleName();
        }
    }

    private static long inode(int fd) {
        return Libc.fstat(fd).inode();
    }
}
