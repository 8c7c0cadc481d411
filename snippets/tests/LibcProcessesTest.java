//SOURCES ../Libc.java LibcFixture.java

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("libc")
@DisplayName("Libc")
class LibcProcessesTest extends LibcFixture {
    @Test
    @DisplayName("getpid, kill and waitpid work on this process")
    void processes() {
        assertEquals(ProcessHandle.current().pid(), Libc.getpid());
        Libc.kill(Libc.getpid(), 0);
        assertTrue(failure(() -> Libc.kill(Libc.getpid(), 999)).contains("EINVAL"));
        assertTrue(failure(() -> Libc.waitpid(Libc.getpid(), Libc.WNOHANG)).contains("ECHILD"));
    }

    @Test
    @DisplayName("decodes a status word as the macros of wait(2) do")
    void waited() {
        assertAll(
            () -> assertTrue(new Libc.Waited(1, 3 << 8).exited()),
            () -> assertEquals(3, new Libc.Waited(1, 3 << 8).exitStatus()),
            () -> assertTrue(!new Libc.Waited(1, 3 << 8).signaled()),
            () -> assertTrue(new Libc.Waited(1, Libc.SIGSEGV | 0x80).signaled()),
            () -> assertEquals(Libc.SIGSEGV, new Libc.Waited(1, Libc.SIGSEGV | 0x80).termSignal()),
            () -> assertTrue(!new Libc.Waited(1, 0x137f).signaled(), "stopped, not ended"),
            () -> assertTrue(!new Libc.Waited(1, 0x137f).exited(), "stopped, not ended"));
    }

    @Test
    @DisplayName("set_robust_list lets Linux mark the lock of a thread that has ended, and wake a"
        + " sleeper")
    void robustList() throws Exception {
        var mayEnd = new CountDownLatch(1);
        var locked = new CompletableFuture<Integer>();
        try (Arena arena = Arena.ofShared()) {
            MemorySegment p = Libc.mmap(arena, PAGE, RW, Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1,
                0);
            VarHandle word = ValueLayout.JAVA_INT.varHandle();
            MemorySegment entry = p.asSlice(8);
            MemorySegment head = arena.allocateFrom(ValueLayout.JAVA_LONG, entry.address(), -8, 0);
            entry.set(ValueLayout.JAVA_LONG, 0, head.address());
            Thread owner = Thread.ofPlatform().start(() -> {
                Libc.set_robust_list(head, head.byteSize());
                int own = Libc.gettid() | Libc.FUTEX_WAITERS;
                word.setVolatile(p, 0L, own);
                locked.complete(own);
                assertDoesNotThrow(() -> mayEnd.await());
            });
            int own = locked.get();
            assertTrue(Files.isDirectory(
                Path.of("/proc/self/task/" + (own & ~Libc.FUTEX_WAITERS))), "gettid");
            mayEnd.countDown();
            assertTrue(Libc.futexWait(p, own, TimeUnit.SECONDS.toNanos(30)), "nobody woke it");
            owner.join();
            assertEquals(Libc.FUTEX_OWNER_DIED | Libc.FUTEX_WAITERS, (int) word.getVolatile(p, 0L));
            assertTrue(failure(() -> Libc.set_robust_list(head, 23)).contains("EINVAL"));
        }
    }

    @Test
    @DisplayName("sysconf returns the page size, and mappings are page-aligned")
    void pageSize() {
        assertEquals(PAGE, Libc.sysconf(Libc._SC_PAGESIZE));
        assertEquals(1, Long.bitCount(PAGE));
        assertTrue(failure(() -> Libc.sysconf(-1)).contains("EINVAL"));
        MemorySegment p = anonymous(1);
        MemorySegment q = anonymous(1);
        assertEquals(0, p.address() % PAGE);
        assertNotEquals(p.address(), q.address());
        Libc.munmap(p, 1);
        Libc.munmap(q, 1);
    }
}
