//SOURCES ../Libc.java LibcFixture.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("libc")
@Tag("page-faults")
@DisplayName("Libc")
class LibcPageCacheTest extends LibcFixture {
    private static final int PAGES = 1000;

    @Test
    @DisplayName("getrusage counts a minor fault for each page that is written for the first time")
    void getrusage() {
        MemorySegment p = Libc.mmap(Libc.NULL, PAGES * PAGE, RW,
            Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0);
        Libc.madvise(p, p.byteSize(), Libc.MADV_NOHUGEPAGE);
        long first = faults(p);
        assertTrue(first >= PAGES && first < 2 * PAGES, "first touch: " + first);
        long second = faults(p);
        assertTrue(second < PAGES / 10, "second touch: " + second);
        assertTrue(failure(() -> Libc.getrusage(7)).startsWith("getrusage: Invalid argument"));
        Libc.munmap(p, p.byteSize());
    }

    private static long faults(MemorySegment p) {
        Libc.Rusage before = Libc.getrusage(Libc.RUSAGE_THREAD);
        for (long at = 0; at < p.byteSize(); at += PAGE) {
            p.set(ValueLayout.JAVA_BYTE, at, (byte) 1);
        }
        return Libc.getrusage(Libc.RUSAGE_THREAD).since(before).minorFaults();
    }

    @Test
    @DisplayName("cachestat counts the cached and the dirty pages of a file, without a mapping")
    void cachestat() {
        Libc.ftruncate(fd, 0);
        Libc.write(fd, Arena.global().allocate(4 * PAGE), 4 * PAGE);
        try {
            Libc.CacheStat stat = Libc.cachestat(fd, 0, 0);
            assertEquals(4, stat.cached());
            assertTrue(stat.dirty() <= 4, stat.toString());
            assertEquals(2, Libc.cachestat(fd, PAGE, 2 * PAGE).cached());
        } catch (Libc.ErrnoException e) {
            assumeTrue(!e.name.equals("ENOSYS"), "cachestat needs Linux 6.5");
            throw e;
        }
        assertTrue(failure(() -> Libc.cachestat(-1, 0, 0)).startsWith("cachestat: Bad file"));
    }

    @Test
    @DisplayName("posix_fadvise accepts each advice, and reports EINVAL and EBADF")
    void fadvise() {
        for (int advice = Libc.POSIX_FADV_NORMAL; advice <= Libc.POSIX_FADV_DONTNEED; advice++) {
            Libc.posix_fadvise(fd, 0, 0, advice);
        }
        assertEquals("posix_fadvise: Invalid argument (EINVAL; fd=" + fd
            + ", offset=0, len=0, advice=99)", failure(() -> Libc.posix_fadvise(fd, 0, 0, 99)));
        assertTrue(failure(() -> Libc.posix_fadvise(-1, 0, 0, 0)).contains("EBADF"));
    }

    @Test
    @DisplayName("mlock keeps a page that MADV_DONTNEED would drop, and munlock releases it")
    void mlock() {
        MemorySegment p = anonymous(PAGE);
        Libc.mlock(p, PAGE);
        assertTrue(failure(() -> Libc.madvise(p, PAGE, Libc.MADV_DONTNEED)).contains("EINVAL"));
        Libc.munlock(p, PAGE);
        Libc.madvise(p, PAGE, Libc.MADV_DONTNEED);
        Libc.munmap(p, PAGE);
        assertTrue(failure(() -> Libc.mlock(p, PAGE)).startsWith("mlock: Cannot allocate memory"));
        assertTrue(failure(() -> Libc.munlock(p, PAGE)).startsWith("munlock: "));
    }

    @Test
    @DisplayName("userfaultfd returns a descriptor that knows the operation UFFDIO_API")
    void userfaultfd() {
        int uffd;
        try {
            uffd = Libc.userfaultfd(Libc.O_CLOEXEC | Libc.UFFD_USER_MODE_ONLY);
        } catch (Libc.ErrnoException e) {
            assumeTrue(!List.of("EPERM", "ENOSYS").contains(e.name), "no userfaultfd here");
            throw e;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment api = arena.allocateFrom(ValueLayout.JAVA_LONG, 0xAA, 0, 0);
            Libc.ioctl(uffd, Libc.UFFDIO_API, api);
            assertTrue(api.getAtIndex(ValueLayout.JAVA_LONG, 2) != 0, "the operations it knows");
            assertTrue(failure(() -> Libc.ioctl(fd, Libc.UFFDIO_API, api)).contains("ENOTTY"));
        }
        Libc.close(uffd);
    }
}
