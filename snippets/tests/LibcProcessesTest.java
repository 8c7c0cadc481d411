//SOURCES ../Libc.java LibcFixture.java

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
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
