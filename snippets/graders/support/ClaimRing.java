//SOURCES ../../Libc.java ForkedChild.java LargeFile.java Mapped.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;

/** A ring in a file, as exercise 7.3 describes it, and producers in processes of their own. */
final class ClaimRing implements AutoCloseable {
    static final long FREE = 0, COMMITTED = -1, HEAD = 0, SLOTS = 8;
    private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();
    private static final int LOOKS = 20_000;

    final Path file;
    MemorySegment memory;
    private long count;
    /** Shared with the producers. Each has a word here to signal to the grader, and back. */
    private final MemorySegment words = Libc.mmap(Libc.NULL, 4096,
        Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
    private final List<ForkedChild> producers = new ArrayList<>();

    ClaimRing(Path file, long count) throws IOException {
        this.file = file;
        map(SLOTS + count * 16);
    }

    /** Gives the file another length, and maps it again. */
    void map(long length) throws IOException {
        if (memory != null) {
            Libc.munmap(memory, memory.byteSize());
        }
        memory = Mapped.whole(Libc.NULL, 0, LargeFile.create(file, length));
        count = (length - SLOTS) / 16;
    }

    void claim(long n, long producer) {
        LONG.setVolatile(memory, slot(n), producer);
    }

    void commit(long n, long message) {
        LONG.setVolatile(memory, slot(n) + 8, message);
        LONG.setVolatile(memory, slot(n), COMMITTED);
    }

    private long slot(long n) {
        return SLOTS + n % count * 16;
    }

    void setHead(long head) {
        LONG.setVolatile(memory, HEAD, head);
    }

    long head() {
        return (long) LONG.getVolatile(memory, HEAD);
    }

    long state(long n) {
        return (long) LONG.getVolatile(memory, slot(n));
    }

    String since(long head) {
        var claimed = LongStream.range(0, count).filter(n -> state(n) != FREE).limit(5).boxed()
            .map(n -> "slot " + n + " has state " + state(n)).toList();
        return "head " + (head() - head) + " further, "
            + (claimed.isEmpty() ? "all slots free" : claimed);
    }

    // ----------------------------------------------------------------------------- the producers

    /**
     * Starts a producer that holds its lock, claims slot n, and commits. If it {@code waits}, it
     * commits only after {@link #resume}. Returns after the commit, or when the producer waits.
     */
    ForkedChild produce(int n, long producer, long message, boolean waits) throws Exception {
        LONG.setVolatile(words, 8L * n, 0L);
        int fd = Libc.open(file.toString(), Libc.O_RDWR | Libc.O_CLOEXEC);
        try {
            // The child has this descriptor too, so the lock stays until the child has ended.
            Libc.fcntl(fd, Libc.F_OFD_SETLK, new Libc.Flock(Libc.F_WRLCK, producer, 1));
            var child = ForkedChild.start(() -> run(n, producer, message, waits));
            producers.add(child);
            await("a producer", () -> (long) LONG.getVolatile(words, 8L * n) == 1);
            return child;
        } finally {
            Libc.close(fd);
        }
    }

    private int run(int n, long producer, long message, boolean waits) {
        LONG.compareAndSet(memory, slot(n), FREE, producer);
        if (waits) {
            LONG.compareAndSet(words, 8L * n, 0L, 1L);
            do {
                Libc.futexWait(words.asSlice(8L * n, 4), 1, 1_000_000);
            } while ((long) LONG.getVolatile(words, 8L * n) != 2);
        }
        commit(n, message);
        LONG.setVolatile(words, 8L * n, 1L);
        return 0;
    }

    void resume(int n) {
        LONG.setVolatile(words, 8L * n, 2L);
    }

    /** Kills a producer. When this returns, it has ended, but is not reaped. */
    static void kill(ForkedChild producer) throws Exception {
        producer.kill();
        await("a zombie", () -> producer.state() == 'Z');
    }

    /** Runs all that a producer does once in the parent, because a child cannot link code. */
    void warmUp() {
        resume(3);
        run(3, 1, 0, true);
        LONG.setVolatile(memory, slot(3), FREE);
    }

    /** Waits for many looks, and not for a time, because the machine may be busy. */
    private static void await(String what, BooleanSupplier ready) throws Exception {
        for (int looks = 0; !ready.getAsBoolean(); looks++) {
            assertEquals(true, looks < LOOKS,
                "whether the grader itself was in time (run it again if not): " + what);
            Thread.sleep(0, 200_000);
        }
    }

    @Override
    public void close() {
        producers.forEach(ForkedChild::close);
        Libc.munmap(memory, memory.byteSize());
        Libc.munmap(words, 4096);
    }
}
