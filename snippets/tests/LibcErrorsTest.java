//SOURCES ../Libc.java ../support/RunningProcess.java LibcFixture.java support/Course.java
//SOURCES support/ForkManyTimes.java

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

@Tag("libc")
@DisplayName("Libc")
class LibcErrorsTest extends LibcFixture {
    @Test
    @DisplayName("reports the call, the message, the errno and the arguments when a call fails")
    void messageOfMmap() {
        assertEquals("mmap: Invalid argument (EINVAL; length=0, prot=READ|WRITE, flags=SHARED, fd="
                + fd + ", offset=0)",
            failure(() -> Libc.mmap(Libc.NULL, 0, RW, Libc.MAP_SHARED, fd, 0)));
    }

    @Test
    @DisplayName("stores call, errno, name and arguments in fields of the exception")
    void fieldsOfTheException() {
        var e = assertThrows(Libc.ErrnoException.class, () -> Libc.close(-1));
        assertAll(() -> assertEquals("close", e.call), () -> assertEquals(Libc.EBADF, e.errno),
            () -> assertEquals("EBADF", e.name), () -> assertEquals("fd=-1", e.arguments));
    }

    @Test
    @DisplayName("prints the names of known flags, and the rest in hexadecimal")
    void spelling() {
        String message = failure(() -> Libc.mmap(Libc.NULL, PAGE, Libc.PROT_NONE,
            Libc.MAP_PRIVATE | Libc.MAP_POPULATE | 0x40000000, 9999, 0));
        assertTrue(message.contains("prot=NONE, flags=PRIVATE|POPULATE|0x40000000"), message);
    }

    @Test
    @DisplayName("has the symbolic name of every errno that strerror(3) knows")
    void errnoNames() {
        for (int errno = 1; errno <= 133; errno++) {
            boolean unknown = Libc.strerror(errno).startsWith("Unknown error");
            assertEquals(unknown, Libc.errnoName(errno).equals("E" + errno), "errno " + errno);
        }
        assertEquals(List.of("EPERM", "EINVAL", "ENOSYS", "ENOTSOCK", "ETIMEDOUT", "EHWPOISON",
                "E134"),
            java.util.stream.IntStream.of(1, 22, 38, 88, 110, 133, 134)
                .mapToObj(Libc::errnoName).toList());
    }

    @Test
    @DisplayName("has a separate errno for each thread")
    void errnoPerThread() throws Exception {
        var wrong = new java.util.concurrent.atomic.AtomicInteger();
        Runnable badDescriptor = () -> count(wrong, Libc.EBADF, () -> Libc.close(-1));
        Runnable noFile = () -> count(wrong, Libc.ENOENT, () -> Libc.unlink(dir + "/none"));
        var threads = List.of(new Thread(badDescriptor), new Thread(noFile));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(0, wrong.get());
    }

    private static void count(java.util.concurrent.atomic.AtomicInteger wrong, int errno,
            Executable call) {
        for (int i = 0; i < 5_000; i++) {
            if (assertThrows(Libc.ErrnoException.class, call).errno != errno) {
                wrong.incrementAndGet();
            }
        }
    }

    @Test
    @DisplayName("reports at its first use on another system that it needs Linux")
    void otherSystems() {
        var command = List.of(RunningProcess.java(), "-Dos.name=Plan 9", "-cp",
            System.getProperty("java.class.path"), "ForkManyTimes", "count", "1");
        ProcessResult result =
            Course.run(new ProcessBuilder(command).directory(dir.toFile()));
        assertTrue(result.err().contains(
            "Libc needs Linux on x86-64 or aarch64; this is Plan 9 on "), result.err());
        assertEquals(1, result.exit());
    }
}
