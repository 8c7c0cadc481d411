//SOURCES ../../Libc.java ../../exercises/10_trust/RobustLock.java ../support/ForkedChild.java
//FILES exercises/10_trust/RobustLock.java=../../exercises/10_trust/RobustLock.java
//FILES solutions/10_trust/RobustLock.java=../../solutions/10_trust/RobustLock.java
//FILES graders/10_trust/RobustLockTest.java=RobustLockTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RobustLockTest {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();
    private static final long COUNTER = 8, READY = 64;
    private static final int ROUNDS = 1500;
    private static final int BUSY_CALLS = 100, CALLS = 100_000;
    private static final int PEER_LOCKS = 1000;
    private static final int FEW_SLEEPS = 12;   // the JVM may stop a thread now and then
    private static final int SIZE = 4096;

    @TempDir Path dir;

    private Path file;
    private MemorySegment p;
    private int one;
    private int other;

    @BeforeEach
    void openFile() throws Exception {
        file = Files.write(dir.resolve("data"), new byte[SIZE]);
        one = open();
        other = open();
        // A mapping keeps the open file description of its descriptor, and so the OFD lock.
        int mapped = open();
        p = Libc.mmap(Arena.ofAuto(), SIZE, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED,
            mapped, 0);
        Libc.close(mapped);
    }

    @AfterEach
    void closeFile() {
        Libc.close(other);
        if (one >= 0) {
            Libc.close(one);
        }
    }

    private int open() {
        return Libc.open(file.toString(), Libc.O_RDWR | Libc.O_CLOEXEC);
    }

    @Test
    @Order(1)
    @DisplayName("an owner locks, unlocks and locks again")
    void alone() {
        for (int round = 0; round < 3; round++) {
            assertEquals("LOCKED", tryLock(one), "tryLock number " + (round + 1));
            RobustLock.unlock(one, p);
        }
        assertEquals("LOCKED", tryLock(other), "tryLock of another owner after unlock");
        RobustLock.unlock(other, p);
    }

    @Test
    @Order(2)
    @DisplayName("tryLock returns BUSY while another owner has the lock, and changes nothing")
    void busy() {
        tryLock(one);
        int mark = (int) INT.getVolatile(p, 0L);
        assertEquals("BUSY, BUSY", tryLock(other) + ", " + tryLock(other),
            "two calls while the lock is taken");
        assertEquals(mark, (int) INT.getVolatile(p, 0L), "the mark of the owner after that");
        RobustLock.unlock(one, p);
        assertEquals("LOCKED", tryLock(other), "tryLock after the owner's unlock");
        RobustLock.unlock(other, p);
    }

    @Test
    @Order(3)
    @DisplayName("the owner after one that closed its descriptor gets OWNER_DIED")
    void closed() throws Exception {
        tryLock(one);
        tryLock(other);
        closeOne();
        assertEquals("OWNER_DIED", tryLock(other), "tryLock after the owner has closed the file");
        assertEquals("LOCKED", tryLockOfAnotherFile(), "tryLock of another file at this moment");
        RobustLock.unlock(other, p);
        assertEquals("LOCKED", tryLock(other), "tryLock after the recovery");
        RobustLock.unlock(other, p);
    }

    private String tryLockOfAnotherFile() throws Exception {
        Path another = Files.write(dir.resolve("another"), new byte[SIZE]);
        int fd = Libc.open(another.toString(), Libc.O_RDWR | Libc.O_CLOEXEC);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment q = arena.allocate(SIZE);   // the grader alone looks at it
            return String.valueOf(RobustLock.tryLock(fd, q));
        } finally {
            Libc.close(fd);
        }
    }

    @Test
    @Order(4)
    @DisplayName("an owner that dies during the recovery leaves OWNER_DIED to the next one")
    void diesTwice() {
        tryLock(one);
        closeOne();
        for (int round = 0; round < 3; round++) {
            int fd = open();
            assertEquals("OWNER_DIED", tryLock(fd), "tryLock of owner " + (round + 2)
                + ", after all owners before it have died");
            Libc.close(fd);
        }
        assertEquals("OWNER_DIED", tryLock(other), "tryLock of the last owner");
        RobustLock.unlock(other, p);
        closeAndReopen();
        assertEquals("LOCKED", tryLock(one), "tryLock after unlock and close");
        RobustLock.unlock(one, p);
    }

    @Test
    @Order(5)
    @DisplayName("the lock of a process that was killed is free, and the next owner learns of it")
    void killed() {
        owner();   // once in this process, so that a forked child can do the same
        INT.setVolatile(p, READY, 0);
        INT.setVolatile(p, 0L, 0);
        try (ForkedChild child = ForkedChild.start(() -> {
            owner();
            while (true) {
                LockSupport.parkNanos(1_000_000);
            }
        })) {
            awaitThat(() -> (int) INT.getVolatile(p, READY) != 0);
            assertEquals("BUSY", tryLock(other), "tryLock while the other process lives");
            child.kill();
            awaitThat(() -> child.state() == 'Z');
            assertEquals("OWNER_DIED", tryLock(other),
                "tryLock after kill -9, before the parent has reaped the process");
            RobustLock.unlock(other, p);
        }
    }

    /** Takes the lock with a descriptor that only the end of the process closes. */
    private int owner() {
        int fd = open();
        RobustLock.tryLock(fd, p);
        INT.setVolatile(p, READY, 1);
        if ((int) INT.getVolatile(p, READY + 4) == 0) {   // the warm-up in the parent
            INT.setVolatile(p, READY + 4, 1);
            Libc.close(fd);
        }
        return 0;
    }

    @Test
    @Order(6)
    @DisplayName("owners that unlock never leave OWNER_DIED, and no two have the lock at once")
    void manyOwners() throws Exception {
        var results = new ConcurrentHashMap<String, Integer>();
        var errors = new ConcurrentLinkedQueue<Throwable>();
        var threads = IntStream.range(0, 3).mapToObj(n -> Thread.ofPlatform().start(() -> {
            int fd = open();
            try {
                for (int taken = 0; taken < ROUNDS; ) {
                    String result = tryLock(fd);
                    results.merge(result, 1, Integer::sum);
                    if (!result.equals("BUSY")) {
                        INT.setVolatile(p, COUNTER, (int) INT.getVolatile(p, COUNTER) + 1);
                        RobustLock.unlock(fd, p);
                        taken++;
                    } else {
                        Thread.yield();
                    }
                }
            } catch (RuntimeException | Error e) {
                errors.add(e);
            } finally {
                Libc.close(fd);
            }
        })).toList();
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), List.copyOf(errors), "exceptions");
        assertEquals(0, results.getOrDefault("OWNER_DIED", 0), "times OWNER_DIED, but none died");
        assertEquals(3 * ROUNDS, (int) INT.getVolatile(p, COUNTER),
            "a counter that each owner adds 1 to, " + 3 * ROUNDS + " times in all");
    }

    @Test
    @Order(7)
    @DisplayName("tryLock never waits, also if another owner takes the lock at the same time")
    void neverWaits() throws Exception {
        tryLock(one);
        long before = sleeps();
        for (int n = 0; n < BUSY_CALLS; n++) {
            assertEquals("BUSY", tryLock(other), "tryLock while another owner has the lock");
        }
        assertNoSleeps(sleeps() - before, BUSY_CALLS + " calls while another owner has the lock");
        RobustLock.unlock(one, p);
        boolean died = false;
        var left = new AtomicInteger(PEER_LOCKS);
        Thread peer = Thread.ofPlatform().daemon().start(() -> {
            while (left.get() > 0) {
                if (!tryLock(one).equals("BUSY")) {
                    LockSupport.parkNanos(200_000);   // so that a call that waits has to sleep
                    RobustLock.unlock(one, p);
                    left.decrementAndGet();
                }
            }
        });
        before = sleeps();
        for (int n = 0; n < CALLS && left.get() > 0; n++) {
            String result = tryLock(other);
            died |= result.equals("OWNER_DIED");
            if (!result.equals("BUSY")) {
                RobustLock.unlock(other, p);
            }
        }
        long slept = sleeps() - before;
        left.set(0);
        peer.join();
        assertEquals(false, died, "whether a result was OWNER_DIED, but none died");
        assertNoSleeps(slept, "calls while another owner locks and unlocks");
    }

    private static void assertNoSleeps(long sleeps, String what) {
        assertEquals("no", sleeps <= FEW_SLEEPS ? "no" : "yes, " + sleeps + " times",
            "whether the thread slept in " + what);
    }

    /** How often this thread has gone to sleep. A thread that waits for a processor does not. */
    private static long sleeps() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
            .filter(line -> line.startsWith("voluntary_ctxt_switches"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", ""))).sum();
    }

    @Test
    @Order(8)
    @DisplayName("the bytes after the mark stay as they are")
    void dataStays() {
        p.asSlice(4).fill((byte) 7);
        tryLock(one);
        tryLock(other);
        RobustLock.unlock(one, p);
        tryLock(other);
        RobustLock.unlock(other, p);
        byte[] data = p.asSlice(4).toArray(ValueLayout.JAVA_BYTE);
        assertEquals(-1L, IntStream.range(0, data.length).filter(i -> data[i] != 7).findFirst()
            .orElse(-1), "the first byte of the data that changed (-1: none)");
        assertEquals(SIZE, Libc.fstat(one).sizeBytes(), "the size of the file");
    }

    @Test
    @Order(9)
    @DisplayName("an error that is not about another owner goes to the caller")
    void errors() {
        int readOnly = Libc.open(file.toString(), Libc.O_RDONLY);
        String seen;
        try {
            seen = "returned " + RobustLock.tryLock(readOnly, p);
        } catch (Libc.ErrnoException e) {
            seen = e.name;
        }
        assertEquals("EBADF", seen, "tryLock with a descriptor for reading only");
        Libc.close(readOnly);
        assertEquals("LOCKED", tryLock(one), "tryLock of another owner after that");
        RobustLock.unlock(one, p);
    }

    private String tryLock(int fd) {
        return String.valueOf(RobustLock.tryLock(fd, p));
    }

    private void closeOne() {
        Libc.close(one);
        one = -1;
    }

    private void closeAndReopen() {
        Libc.close(other);
        other = open();
        one = open();
    }

    private static void awaitThat(BooleanSupplier condition) {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(500_000);
        }
    }
}
