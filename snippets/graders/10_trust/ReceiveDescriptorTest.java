//SOURCES ../../Libc.java ../../Proc.java
//SOURCES ../../exercises/10_trust/ReceiveDescriptor.java ../support/NativeMemory.java
//SOURCES ../support/Observe.java ../support/Trouble.java
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
    private static final int MESSAGES = 400;
    private static final int F_GETFD = 1;
    private static final long DEADLINE_S = 5;
    private static final String RECVMSG =
        System.getProperty("os.arch").equals("amd64") ? "47 " : "212 ";

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
        var before = Observe.descriptors();
        int fd = ReceiveDescriptor.receive(pair[1]);
        assertEquals(Libc.fstat(memory).inode(), inode(fd), "the inode of what it has returned");
        Libc.close(fd);
        assertEquals(List.of(), Observe.openedSince(before),
            "what is open after the caller has closed the descriptor");
    }

    @Test
    @Order(2)
    @DisplayName("the descriptor is close-on-exec, from its first moment on")
    void closeOnExec() throws Exception {
        send(1, memory);
        int fd = ReceiveDescriptor.receive(pair[1]);
        String flags = Files.readAllLines(Path.of("/proc/self/fdinfo/" + fd)).stream()
            .filter(line -> line.startsWith("flags:")).findFirst().orElse("flags: 0");
        long bits = Long.parseLong(flags.replaceAll("\\D", ""), 8);
        assertEquals(true, (bits & Libc.O_CLOEXEC) != 0, "whether it has O_CLOEXEC");
        Libc.close(fd);
        assertEquals(false, wasInheritable(fd), "whether it had no O_CLOEXEC for a moment, in which"
            + " another thread could start a program");
    }

    /** Looks at a descriptor again and again while messages come, which will have this number. */
    private boolean wasInheritable(int fd) throws Exception {
        var stop = new AtomicBoolean();
        var watch = new FutureTask<>(() -> {
            boolean seen = false;
            while (!stop.get() && !seen) {
                try {
                    seen = Libc.fcntl(fd, F_GETFD, 0) == 0;
                } catch (Libc.ErrnoException notOpen) {
                    // The next message has not come yet.
                }
            }
            return seen;
        });
        Thread.ofPlatform().daemon().start(watch);
        for (int n = 0; n < MESSAGES && !watch.isDone(); n++) {
            send(1, memory);
            Libc.close(ReceiveDescriptor.receive(pair[1]));
        }
        stop.set(true);
        return watch.get(DEADLINE_S, TimeUnit.SECONDS);
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
    @DisplayName("receive waits for a message that comes later, and does not poll")
    void waits() throws Exception {
        var thread = new CompletableFuture<Path>();
        var result = new FutureTask<>(() -> {
            thread.complete(Path.of("/proc/thread-self/syscall").toRealPath());
            int fd = ReceiveDescriptor.receive(pair[1]);
            long inode = inode(fd);
            Libc.close(fd);
            return inode;
        });
        Thread.ofPlatform().daemon().start(result);
        boolean slept = sleepsInRecvmsg(thread.get(DEADLINE_S, TimeUnit.SECONDS), result);
        send(1, memory);
        assertEquals(Libc.fstat(memory).inode(), result.get(DEADLINE_S, TimeUnit.SECONDS),
            "the inode of what came later");
        assertEquals(true, slept, "whether the thread slept in recvmsg until the message came");
    }

    /** Waits until Linux reports that the thread sleeps in recvmsg(2). */
    private static boolean sleepsInRecvmsg(Path syscall, Future<?> result) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        boolean sleeps = !Files.isReadable(syscall);   // a Linux that does not report it
        while (!sleeps && !result.isDone() && System.nanoTime() < end) {
            sleeps = Files.readString(syscall).startsWith(RECVMSG);
            LockSupport.parkNanos(500_000);
        }
        return sleeps;
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

    @Test
    @Order(10)
    @DisplayName("two descriptors are refused, even if Linux can give this process only one")
    void fewFreeDescriptors() throws Exception {
        send(1, memory, other);
        outcome();   // the same once before, because the JVM loads classes
        send(1, memory, other);
        var seen = new AtomicReference<String>();
        var before = Observe.descriptors();
        Trouble.withFreeDescriptors(1, () -> seen.set(outcome()));
        assertEquals("IllegalArgumentException", seen.get(), "receive of two descriptors, while"
            + " only one more can be open");
        assertEquals(List.of(), Observe.openedSince(before), "descriptors that are open after it");
    }

    @Test
    @Order(11)
    @DisplayName("no native memory is left, neither by a good message nor by a bad one")
    void nativeMemory() throws Exception {
        assertEquals("nothing", NativeMemory.leftBy(() -> {
            send(1, memory);
            Libc.close(ReceiveDescriptor.receive(pair[1]));
        }), "native memory that a good message leaves");
        assertEquals("nothing", NativeMemory.leftBy(() -> {
            send(2, memory);
            outcome();
        }), "native memory that a bad message leaves");
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
