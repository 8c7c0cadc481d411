//SOURCES ../../Libc.java ../../exercises/02_caveats/WhichErrno.java ../support/Trouble.java
//FILES exercises/02_caveats/WhichErrno.java=../../exercises/02_caveats/WhichErrno.java
//FILES solutions/02_caveats/WhichErrno.java=../../solutions/02_caveats/WhichErrno.java
//FILES graders/02_caveats/WhichErrnoTest.java=WhichErrnoTest.java

import static org.junit.jupiter.api.Assertions.fail;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhichErrnoTest {
    private static final long PAGE = Libc.pageSize();
    private static final int CALLS = 12;
    private static final int SHARED = Libc.MAP_SHARED;
    private static final int RW = Libc.PROT_READ | Libc.PROT_WRITE;

    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("the answers are predictions: your method makes no calls")
    void makesNoCalls() throws Exception {
        for (int call = 1; call <= CALLS; call++) {
            String withoutFiles = answerWithoutFiles(call);
            if (!Objects.equals(WhichErrno.answer(call), withoutFiles)) {
                fail("call " + call + ": the answer changes to " + withoutFiles + " if no file can"
                    + " be opened.\nSo your method makes calls. Make them elsewhere, and let it"
                    + " return only names.");
            }
        }
    }

    @Test
    @Order(2)
    @DisplayName("calls 1 to 3: the length, and an empty file")
    void length() throws Exception {
        Path file = tenBytes();
        Path empty = Files.createFile(dir.resolve("empty"));
        compare(1, "mmap with length 0", mmap(file, Libc.O_RDWR, 0, RW, SHARED, 0));
        compare(2, "mmap with length 2^62", mmap(file, Libc.O_RDWR, 1L << 62, RW, SHARED, 0));
        compare(3, "mmap of a page of an empty file",
            mmap(empty, Libc.O_RDWR, PAGE, RW, SHARED, 0));
    }

    @Test
    @Order(3)
    @DisplayName("calls 4 to 6: the offset and the flags")
    void offsetAndFlags() throws Exception {
        Path file = tenBytes();
        compare(4, "mmap with offset 512", mmap(file, Libc.O_RDWR, PAGE, RW, SHARED, 512));
        compare(5, "mmap with an offset of two pages, past the end of the file",
            mmap(file, Libc.O_RDWR, PAGE, RW, SHARED, 2 * PAGE));
        compare(6, "mmap with flags 0", mmap(file, Libc.O_RDWR, PAGE, RW, 0, 0));
    }

    @Test
    @Order(4)
    @DisplayName("calls 7 to 9: how the file was opened")
    void openMode() throws Exception {
        Path file = tenBytes();
        compare(7, "mmap with READ|WRITE and MAP_SHARED of a file open with O_RDONLY",
            mmap(file, Libc.O_RDONLY, PAGE, RW, SHARED, 0));
        compare(8, "mmap with READ|WRITE and MAP_PRIVATE of a file open with O_RDONLY",
            mmap(file, Libc.O_RDONLY, PAGE, RW, Libc.MAP_PRIVATE, 0));
        compare(9, "mmap with WRITE and MAP_SHARED of a file open with O_WRONLY",
            mmap(file, Libc.O_WRONLY, PAGE, Libc.PROT_WRITE, SHARED, 0));
    }

    @Test
    @Order(5)
    @DisplayName("calls 10 to 12: no file, a folder, an address that is not page-aligned")
    void fdAndAddress() throws Exception {
        compare(10, "mmap of fd -1", mmap(-1, PAGE, RW, SHARED, 0));
        compare(11, "mmap of a folder",
            mmap(dir, Libc.O_RDONLY, PAGE, Libc.PROT_READ, SHARED, 0));
        compare(12, "munmap of p + 1", munmapOfUnalignedAddress());
    }

    /** Says what is wrong, but not what is right, because that would be the solution. */
    private static void compare(int call, String words, String linux) throws Exception {
        String answer = answerWithoutFiles(call);
        if (linux.equals(answer)) {
            return;
        }
        boolean hasRightForm = answer != null && answer.matches("ok|E[A-Z0-9]+");
        fail("call " + call + ", " + words + "\nyour answer: " + answer + (hasRightForm
            ? "\nThe grader made the same call, and Linux reported something else. Make the call"
                + " yourself\nin a try block, catch Libc.ErrnoException, and print its name."
            : "\nAn answer is the name of an errno, such as \"EPERM\", or \"ok\"."));
    }

    /** The answer while this process cannot open any file, so that a call would fail. */
    private static String answerWithoutFiles(int call) throws Exception {
        var answer = new AtomicReference<String>();
        Trouble.withFreeDescriptors(0, () -> {
            try {
                answer.set(WhichErrno.answer(call));
            } catch (Libc.ErrnoException e) {
                answer.set(Trouble.name(e));
            }
        });
        return answer.get();
    }

    // ------------------------------------------------------------------- what Linux reports

    private Path tenBytes() throws Exception {
        return Files.writeString(dir.resolve("ten"), "0123456789");
    }

    private static String mmap(Path file, int access, long length, int prot, int flags,
            long offset) {
        int fd = Libc.open(file.toString(), access);
        try {
            return mmap(fd, length, prot, flags, offset);
        } finally {
            Libc.close(fd);
        }
    }

    private static String mmap(int fd, long length, int prot, int flags, long offset) {
        try {
            Libc.munmap(Libc.mmap(Libc.NULL, length, prot, flags, fd, offset), length);
            return "ok";
        } catch (Libc.ErrnoException e) {
            return e.name;
        }
    }

    private String munmapOfUnalignedAddress() throws Exception {
        int fd = Libc.open(tenBytes().toString(), Libc.O_RDWR);
        MemorySegment p = Libc.mmap(Libc.NULL, PAGE, RW, SHARED, fd, 0);
        Libc.close(fd);
        try {
            Libc.munmap(p.asSlice(1), PAGE);
            return "ok";
        } catch (Libc.ErrnoException e) {
            Libc.munmap(p, PAGE);
            return e.name;
        }
    }
}
