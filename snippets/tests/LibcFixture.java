//SOURCES ../Libc.java

import static org.junit.jupiter.api.Assertions.assertThrows;

import module java.base;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** An open file of five bytes, and what the tests of Libc share. */
abstract class LibcFixture {
    static final int RW = Libc.PROT_READ | Libc.PROT_WRITE;
    static final long PAGE = Libc.pageSize();

    @TempDir Path dir;
    Path file;
    int fd;

    @BeforeEach
    void openFile() throws Exception {
        file = Files.writeString(dir.resolve("file"), "hello");
        fd = Libc.open(file.toString(), Libc.O_RDWR);
    }

    @AfterEach
    void closeFile() {
        Libc.close(fd);
    }

    /** Returns the message of the exception that the call throws. */
    static String failure(Executable call) {
        return assertThrows(Libc.ErrnoException.class, call).getMessage();
    }

    static MemorySegment anonymous(long length) {
        return Libc.mmap(Libc.NULL, length, RW, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
    }
}
