//SOURCES ../../Libc.java ../../exercises/08_page_faults/FaultsOfACall.java
//SOURCES ../support/Trouble.java
//FILES exercises/08_page_faults/FaultsOfACall.java=../../exercises/08_page_faults/FaultsOfACall.java
//FILES solutions/08_page_faults/FaultsOfACall.java=../../solutions/08_page_faults/FaultsOfACall.java
//FILES graders/08_page_faults/FaultsOfACallTest.java=FaultsOfACallTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsOfACallTest {
    private static final int NOISE = 100;   // the JVM's own faults, for example in the interpreter

    private static final long COLD = 250;   // pages
    private static final long DEADLINE_S = 5;

    @TempDir Path dir;

    private final int pages = 1000 + new Random().nextInt(1000);

    /** Touches the grader's own code once, so that its first touches are not counted later. */
    @BeforeAll
    static void warmUp() {
        touchNew(10);
        Libc.getrusage(Libc.RUSAGE_THREAD).since(Libc.getrusage(Libc.RUSAGE_SELF));
    }

    /** Stores into each page of new memory. This raises one minor fault for each page. */
    private static void touchNew(long pages) {
        long length = pages * Libc.pageSize();
        MemorySegment p = Libc.mmap(Libc.NULL, length, Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
        Libc.madvise(p, length, Libc.MADV_NOHUGEPAGE);
        for (long at = 0; at < length; at += Libc.pageSize()) {
            p.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
        }
        Libc.munmap(p, length);
    }

    private static void assertAbout(long expected, long seen, String what) {
        assertTrue(seen >= expected && seen <= expected + NOISE, what + "\nexpected: " + expected
            + " to " + (expected + NOISE) + "\nseen:     " + seen);
    }

    @Test
    @Order(1)
    @DisplayName("the first touch of each new page is one minor fault, and no major fault")
    void newPages() {
        Libc.Rusage seen = FaultsOfACall.count(() -> touchNew(pages));
        assertAbout(pages, seen.minorFaults(), "minor faults of touching " + pages + " new pages");
        assertAbout(0, seen.majorFaults(), "major faults, although no disk was read");
    }

    @Test
    @Order(2)
    @DisplayName("work that touches nothing costs nothing, also after other work")
    void nothing() {
        touchNew(pages);
        FaultsOfACall.count(() -> touchNew(pages));
        assertAbout(0, FaultsOfACall.count(() -> { }).minorFaults(),
            "minor faults of work that does nothing");
    }

    @Test
    @Order(3)
    @DisplayName("faults of another thread at the same time do not count")
    void otherThread() {
        Libc.Rusage seen = FaultsOfACall.count(() -> {
            var other = new FutureTask<Void>(() -> touchNew(10L * pages), null);
            Thread.ofPlatform().start(other);
            try {
                other.get();
            } catch (InterruptedException | ExecutionException e) {
                throw new IllegalStateException(e);
            }
        });
        assertAbout(0, seen.minorFaults(), "minor faults of this thread, while another thread"
            + " touched " + 10 * pages + " pages");
    }

    @Test
    @Order(4)
    @DisplayName("faults that wait for a disk are major faults, and not minor ones")
    void majorFaults() throws Exception {
        Path file = Files.write(dir.resolve("cold"), new byte[(int) (COLD * Libc.pageSize())]);
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        try (Arena arena = Arena.ofConfined()) {
            Libc.fsync(fd);
            Libc.posix_fadvise(fd, 0, 0, Libc.POSIX_FADV_DONTNEED);
            MemorySegment p = Libc.mmap(arena, COLD * Libc.pageSize(), Libc.PROT_READ,
                Libc.MAP_SHARED, fd, 0);
            Libc.madvise(p, p.byteSize(), Libc.MADV_RANDOM);
            var own = new AtomicReference<Libc.Rusage>();
            Libc.Rusage seen = FaultsOfACall.count(() -> {
                Libc.Rusage before = Libc.getrusage(Libc.RUSAGE_THREAD);
                for (long page = 0; page < COLD; page++) {
                    p.get(ValueLayout.JAVA_BYTE, page * Libc.pageSize());
                }
                own.set(Libc.getrusage(Libc.RUSAGE_THREAD).since(before));
            });
            // In a file system that is in memory, all of them are minor.
            assertAbout(own.get().majorFaults(), seen.majorFaults(), "major faults of a cold file");
            assertAbout(own.get().minorFaults(), seen.minorFaults(), "minor faults of a cold file");
        } finally {
            Libc.close(fd);
        }
    }

    @Test
    @Order(5)
    @DisplayName("the work runs once, in the calling thread")
    void onceHere() {
        var threads = new ArrayList<Thread>();
        FaultsOfACall.count(() -> threads.add(Thread.currentThread()));
        assertEquals(List.of(Thread.currentThread()), threads, "the threads that ran the work");
    }

    @Test
    @Order(6)
    @DisplayName("calls may be nested: the outer one counts everything, the inner one its own")
    void nested() {
        var inner = new AtomicReference<Libc.Rusage>();
        Libc.Rusage outer = FaultsOfACall.count(() -> {
            touchNew(pages);
            inner.set(FaultsOfACall.count(() -> touchNew(300)));
        });
        assertAbout(300, inner.get().minorFaults(), "minor faults of the inner call");
        assertAbout(pages + 300L, outer.minorFaults(), "minor faults of the outer call");
    }

    @Test
    @Order(7)
    @DisplayName("several threads may call count at the same time")
    void twoThreads() throws Exception {
        var isCounting = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        var other = new FutureTask<>(() -> FaultsOfACall.count(() -> {
            isCounting.countDown();
            await(end);
        }));
        Libc.Rusage seen;
        try {
            seen = FaultsOfACall.count(() -> {
                Thread.ofPlatform().daemon().start(other);
                assertTrue(await(isCounting), "another thread could not count while this one does");
                touchNew(pages);
            });
        } finally {
            end.countDown();
        }
        assertAbout(pages, seen.minorFaults(), "minor faults of a call that ended first");
        assertAbout(0, other.get(DEADLINE_S, TimeUnit.SECONDS).minorFaults(),
            "minor faults of another thread that touched nothing meanwhile");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(DEADLINE_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Order(8)
    @DisplayName("if the work throws, also an Error, the caller gets the same exception")
    void exception() {
        for (Throwable thrown : Trouble.oneOfEachKind()) {
            assertEquals("the same", Trouble.arrived(thrown, () -> FaultsOfACall.count(
                () -> Trouble.raise(thrown))), "what count throws if the work throws "
                + thrown.getClass().getSimpleName());
        }
    }
}
