//SOURCES ../../Libc.java ../../exercises/02_caveats/SafeRead.java ../support/Observe.java
//FILES exercises/02_caveats/SafeRead.java=../../exercises/02_caveats/SafeRead.java
//FILES solutions/02_caveats/SafeRead.java=../../solutions/02_caveats/SafeRead.java
//FILES graders/02_caveats/SafeReadTest.java=SafeReadTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeReadTest {
    private static final long PAGE = Libc.pageSize();
    private static final long HOT_MS = 100;
    private static final int HOT_READS = 10_000;
    private static final int CUTS = 4000;
    private static final long LONGEST_MS = 1000;

    @TempDir Path dir;

    @Test
    @Order(1)
    @DisplayName("a byte of the file is a number from 0 to 255")
    void aByteOfTheFile() throws Exception {
        byte[] bytes = bytes(2 * PAGE);
        int any = 1 + new Random().nextInt(127);
        bytes[0] = (byte) any;
        bytes[5] = 0;
        bytes[(int) (2 * PAGE) - 1] = (byte) 200;
        try (var arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, Files.write(dir.resolve("file"), bytes));
            assertEquals(OptionalInt.of(any), answer(p, 0), "byte 0");
            assertEquals(OptionalInt.of(0), answer(p, 5), "byte 5");
            assertEquals(OptionalInt.of(200), answer(p, 2 * PAGE - 1), "the last byte");
        }
    }

    @Test
    @Order(2)
    @DisplayName("another process cuts the file: pages behind its end are empty, others are not")
    void cutByAnotherProcess() throws Exception {
        Path file = Files.write(dir.resolve("file"), bytes(2 * PAGE));
        try (var arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, file);
            assertEquals(OptionalInt.of('a'), answer(p, PAGE), "the second page, before the cut");
            truncateByAnotherProcess(file, 10);
            assertEquals(OptionalInt.empty(), answer(p, PAGE),
                "the second page of a file cut to 10 bytes");
            assertEquals(OptionalInt.of('a'), answer(p, 9), "byte 9 of a file cut to 10 bytes");
            assertEquals(OptionalInt.of(0), answer(p, 10),
                "byte 10 of a file cut to 10 bytes, a zero that fills its page");
            truncateByAnotherProcess(file, 0);
            assertEquals(OptionalInt.empty(), answer(p, 0), "byte 0 of a file cut to nothing");
        }
    }

    @Test
    @Order(3)
    @DisplayName("when the file has grown again there is a byte again")
    void grownAgain() throws Exception {
        Path file = Files.write(dir.resolve("file"), bytes(10));
        try (var arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, file);
            assertEquals(OptionalInt.empty(), answer(p, PAGE), "the second page of 10 bytes");
            Files.write(file, bytes(2 * PAGE));
            assertEquals(OptionalInt.of('a'), answer(p, PAGE), "the second page, in the file anew");
        }
    }

    @Test
    @Order(4)
    @DisplayName("other mistakes are not hidden, and nothing stays open")
    void otherMistakes() throws Exception {
        Path file = Files.write(dir.resolve("file"), bytes(10));
        try (var arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, file);
            var before = Observe.descriptors();
            assertEquals("IndexOutOfBoundsException", answer(p, 2 * PAGE),
                "the byte behind the mapping");
            assertEquals("IndexOutOfBoundsException", answer(p, -1),
                "the byte before the mapping");
            answer(p, 0);
            answer(p, PAGE);
            assertEquals(List.of(), Observe.openedSince(before), "descriptors left open");
        }
    }

    @Test
    @Order(5)
    @DisplayName("in compiled code, too, no error comes after the answer")
    void compiledCode() throws Exception {
        Path file = Files.write(dir.resolve("file"), bytes(PAGE));
        try (var arena = Arena.ofConfined()) {
            assertEquals("answers", readForAWhile(map(arena, file)),
                "what " + HOT_MS + " ms of reading brought, with every eighth byte behind the end");
        }
    }

    @Test
    @Order(6)
    @DisplayName("the file may be cut at any moment of a read")
    void cutAtAnyMoment() throws Exception {
        Path file = Files.write(dir.resolve("file"), new byte[(int) PAGE]);
        var left = new AtomicInteger(CUTS);
        try (var arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, file);
            Thread cutter = Thread.ofPlatform().daemon().start(() -> cutAndGrow(file, left));
            try {
                assertEquals("answers", readWhileItIsCut(p, left),
                    "what came of reading byte 0 while the file is cut and grows, again and again");
            } finally {
                left.set(0);
                cutter.join();
            }
        }
    }

    private static void cutAndGrow(Path file, AtomicInteger left) {
        int fd = Libc.open(file.toString(), Libc.O_RDWR);
        long end = System.nanoTime() + LONGEST_MS * 1_000_000;
        for (int cut = 0; left.getAndDecrement() > 0 && System.nanoTime() < end; cut++) {
            Libc.ftruncate(fd, 0);
            pause(cut);
            Libc.ftruncate(fd, PAGE);
            pause(cut);
        }
        Libc.close(fd);
        left.set(0);
    }

    /** Sleeps now and then: whoever wakes interrupts the reader, on one processor too. */
    private static void pause(int round) {
        if (round % 4 == 0) {
            LockSupport.parkNanos(1);
        } else {
            for (long end = System.nanoTime() + 4000; System.nanoTime() < end;) {
                Thread.onSpinWait();
            }
        }
    }

    private static String readWhileItIsCut(MemorySegment p, AtomicInteger left)
            throws Exception {
        try {
            while (left.get() > 0) {
                OptionalInt answer = SafeRead.read(p, 0);
                if (answer.orElse(0) != 0) {
                    return answer + " of a file of zeros";
                }
            }
            return "answers";
        } catch (InternalError e) {
            return "InternalError, which is how Java tells of a SIGBUS";
        }
    }

    /** Long enough for the JVM to compile what is called so often. */
    private static String readForAWhile(MemorySegment p) throws Exception {
        long start = System.nanoTime();
        try {
            for (int i = 1; isEarly(System.nanoTime() - start, i); i++) {
                if (i % 1000 == 0) {
                    Thread.sleep(1);   // gives way to the compiler, on a busy machine
                }
                boolean behind = i % 8 == 0;
                OptionalInt answer = SafeRead.read(p, behind ? PAGE : 0);
                if (answer.isPresent() == behind) {
                    return answer + (behind ? " behind the end" : " of a byte of the file");
                }
            }
            return "answers";
        } catch (InternalError late) {
            return "answers, and an InternalError that read had not caught";
        }
    }

    /** On a machine that is busy with something else the compiler, too, comes later. */
    private static boolean isEarly(long ns, int reads) {
        return ns < HOT_MS * 1_000_000 || reads < HOT_READS && ns < LONGEST_MS * 1_000_000;
    }

    /** The answer, or the name of what was thrown: an InternalError is a SIGBUS. */
    private static Object answer(MemorySegment p, long at) throws Exception {
        try {
            return SafeRead.read(p, at);
        } catch (InternalError e) {
            return "InternalError, which is how Java tells of a SIGBUS";
        } catch (IndexOutOfBoundsException e) {
            return "IndexOutOfBoundsException";
        }
    }

    private static byte[] bytes(long length) {
        byte[] bytes = new byte[(int) length];
        Arrays.fill(bytes, (byte) 'a');
        return bytes;
    }

    /** Two pages, whatever the file's length. */
    private static MemorySegment map(Arena arena, Path file) {
        int fd = Libc.open(file.toString(), Libc.O_RDONLY);
        try {
            return Libc.mmap(arena, 2 * PAGE, Libc.PROT_READ, Libc.MAP_SHARED, fd, 0);
        } finally {
            Libc.close(fd);
        }
    }

    private static void truncateByAnotherProcess(Path file, long bytes)
            throws IOException, InterruptedException {
        int exit = new ProcessBuilder("truncate", "-s", "" + bytes, file.toString())
            .redirectErrorStream(true).start().waitFor();
        assertEquals(0, exit, "exit code of truncate(1), which is to cut the file");
    }
}
