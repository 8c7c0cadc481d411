//SOURCES ../../Libc.java ../../exercises/02_caveats/SafeRead.java ../support/LargeFile.java
//SOURCES ../support/NativeMemory.java ../support/Observe.java ../support/ReadWriteCalls.java
//SOURCES ../support/Resources.java ../support/Trouble.java ../support/TruncatingThread.java
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
    private static final int HOT_READS = 10_000;
    private static final long HOT_MS = 100, LONGEST_MS = 1000;
    private static final int READS = 40;
    private static final String OUT = "IndexOutOfBoundsException";
    private static final String SIGBUS = "InternalError, which is Java's name for a SIGBUS";

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
    @DisplayName("another process truncates the file: pages past its end are empty, others are not")
    void truncatedByAnotherProcess() throws Exception {
        Path file = Files.write(dir.resolve("file"), bytes(2 * PAGE));
        try (var arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, file);
            assertEquals(OptionalInt.of('a'), answer(p, PAGE),
                "the second page, before the file is truncated");
            truncateByAnotherProcess(file, 10);
            assertEquals(OptionalInt.empty(), answer(p, PAGE),
                "the second page of a file truncated to 10 bytes");
            assertEquals(OptionalInt.of('a'), answer(p, 9),
                "byte 9 of a file truncated to 10 bytes");
            assertEquals(OptionalInt.of(0), answer(p, 10),
                "byte 10 of a file truncated to 10 bytes; the rest of that page is zeros");
            truncateByAnotherProcess(file, 0);
            assertEquals(OptionalInt.empty(), answer(p, 0),
                "byte 0 of a file truncated to 0 bytes");
        }
    }

    @Test
    @Order(3)
    @DisplayName("after the file is extended again, read returns its bytes again")
    void extendedAgain() throws Exception {
        Path file = Files.write(dir.resolve("file"), bytes(10));
        try (var arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, file);
            assertEquals(OptionalInt.empty(), answer(p, PAGE),
                "the second page of a file of 10 bytes");
            Files.write(file, bytes(2 * PAGE));
            assertEquals(OptionalInt.of('a'), answer(p, PAGE),
                "the second page, after the file is extended");
        }
    }

    @Test
    @Order(4)
    @DisplayName("an index out of bounds is still an exception, and nothing stays open")
    void outOfBounds() throws Exception {
        Path file = Files.write(dir.resolve("file"), bytes(2 * PAGE));
        try (var arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, file);
            MemorySegment part = p.asSlice(100, 50);
            answer(p, 0);   // because some code opens a pipe once
            long files = filesInTemporaryFolder();
            var before = Resources.now();
            assertEquals(OUT, answer(p, 2 * PAGE), "the byte after the mapping");
            assertEquals(OUT, answer(p, -1), "the byte before the mapping");
            for (long at : List.of(-1L, 50L, Long.MAX_VALUE, Long.MIN_VALUE)) {
                assertEquals(OUT, answer(part, at), "byte " + at + " of a slice of 50 bytes");
            }
            answer(p, 0);
            Files.write(file, bytes(10));
            answer(p, PAGE);
            assertEquals(List.of(), before.changed(), "what read has left open or mapped");
            assertEquals(files, filesInTemporaryFolder(), "the number of files in java.io.tmpdir");
        }
    }

    @Test
    @Order(5)
    @DisplayName("the mapping may be larger than 4 GiB")
    void largeMapping() throws Exception {
        Path file = LargeFile.create(dir.resolve("large"), LargeFile.GIB_5);
        try (var arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, file, LargeFile.GIB_5);
            for (long at : List.of(7L, LargeFile.GIB_3 + 5, LargeFile.GIB_4_AND_24)) {
                LargeFile.put(file, at, "" + at % 10);
                assertEquals(OptionalInt.of('0' + (int) (at % 10)), answer(p, at), "byte " + at);
            }
        }
    }

    @Test
    @Order(6)
    @DisplayName("if a call fails for another reason, the caller gets the exception")
    void otherErrno() throws Exception {
        Path file = Files.write(dir.resolve("file"), bytes(2 * PAGE));
        try (var arena = Arena.ofConfined()) {
            MemorySegment p = map(arena, file);
            answer(p, 0);
            var before = Resources.now();
            for (int free : List.of(0, 1)) {
                var seen = new ArrayList<Object>();
                Trouble.withFreeDescriptors(free, () -> seen.add(Trouble.reason("EMFILE",
                    () -> seen.add(SafeRead.read(p, 0)))));
                assertOneOf("EMFILE or OptionalInt[97]", seen.getFirst(), "the result for byte 0,"
                    + " while this process can open only " + free + " more descriptors");
            }
            assertEquals(List.of(), before.changed(), "what these calls have left open");
        }
    }

    @Test
    @Order(7)
    @DisplayName("threads may read at the same time, also if they are interrupted")
    void threads() throws Exception {
        byte[] bytes = bytes(2 * PAGE);
        bytes[1] = 'b';
        try (var arena = Arena.ofShared()) {
            MemorySegment p = map(arena, Files.write(dir.resolve("file"), bytes));
            var stop = new AtomicBoolean();
            var other = CompletableFuture.supplyAsync(() -> {
                var seen = new TreeSet<String>();
                while (!stop.get()) {
                    seen.addAll(readAgain(p, 1));
                }
                return seen;
            }, task -> Thread.ofPlatform().daemon().start(task));
            var own = new TreeSet<String>();
            for (int i = 0; i < 50; i++) {
                own.addAll(readAgain(p, 0));
            }
            stop.set(true);
            assertEquals(Set.of("OptionalInt[97]"), own,
                "results for byte 0, while another thread reads byte 1");
            assertEquals(Set.of("OptionalInt[98]"), other.get(),
                "results for byte 1, while another thread reads byte 0");
            var before = Observe.descriptors();
            var interrupted = Trouble.inInterruptedThread(() -> readAgain(p, 0));
            interrupted.value().removeIf(seen -> seen.matches("OptionalInt.97.|.*Exception"));
            assertEquals(Set.of(), interrupted.value(), "wrong results in an interrupted thread");
            // One pipe for each thread may stay open, but not one for each read.
            List<String> opened = Observe.openedSince(before);
            assertEquals(List.of(), opened.size() < READS ? List.of() : opened,
                "descriptors that " + READS + " reads in an interrupted thread have left open");
        }
    }

    @Test
    @Order(8)
    @DisplayName("no InternalError comes later, also when your code is compiled")
    void compiledCode() throws Exception {
        Path file = Files.write(dir.resolve("file"), bytes(PAGE));
        try (var arena = Arena.ofShared()) {
            MemorySegment p = map(arena, file);
            SafeRead.read(p, 0);
            assertEquals(READS, Math.min(READS, ReadWriteCalls.of(() -> readAgain(p, 0))),
                "system calls for " + READS + " reads. With fewer, your code accesses the memory"
                    + " itself,\nand Java does not promise to throw what you catch in time");
            assertEquals("no error", readForAWhile(p),
                "reading for " + HOT_MS + " ms, every eighth byte past the end of the file");
            assertEquals("nothing", NativeMemory.leftBy(() -> {
                SafeRead.read(p, 0);
                SafeRead.read(p, PAGE);
            }), "native memory that is not freed, with one read inside the file and one past"
                + " its end in each call");
        }
    }

    @Test
    @Order(9)
    @DisplayName("the file may be truncated at any moment of a read")
    void truncatedAtAnyMoment() throws Exception {
        Path file = Files.write(dir.resolve("file"), new byte[(int) PAGE]);
        try (var arena = Arena.ofConfined(); var other = new TruncatingThread(file, PAGE)) {
            MemorySegment p = map(arena, file);
            Object seen = OptionalInt.empty();
            while (other.isRunning() && Set.of(OptionalInt.empty(), OptionalInt.of(0))
                    .contains(seen)) {
                seen = answer(p, 0);
            }
            assertOneOf("OptionalInt[0] or OptionalInt.empty", seen, "byte 0 of a file of zeros,"
                + " while the file is truncated and extended again and again");
        }
    }

    /** Reads long enough for the JVM to compile the learner's code. */
    private static String readForAWhile(MemorySegment p) throws Exception {
        long start = System.nanoTime();
        try {
            for (int i = 1; isEarly(System.nanoTime() - start, i); i++) {
                if (i % 1000 == 0) {
                    Thread.sleep(1);   // gives the compiler time on a busy machine
                }
                boolean isPastEnd = i % 8 == 0;
                OptionalInt answer = SafeRead.read(p, isPastEnd ? PAGE : 0);
                if (answer.isPresent() == isPastEnd) {
                    return answer + (isPastEnd ? " past the end of the file" : " inside the file");
                }
            }
            return "no error";
        } catch (InternalError late) {
            return "an InternalError that read did not catch";
        }
    }

    /** Whether to read on. On a busy machine the compiler needs more time. */
    private static boolean isEarly(long ns, int reads) {
        return ns < HOT_MS * 1_000_000 || reads < HOT_READS && ns < LONGEST_MS * 1_000_000;
    }

    /** All different results of some reads of one byte. A thread that was interrupted stays so. */
    private static Set<String> readAgain(MemorySegment p, long at) {
        var seen = new TreeSet<String>();
        boolean interrupted = Thread.currentThread().isInterrupted();
        for (int i = 0; i < READS; i++) {
            try {
                seen.add(SafeRead.read(p, at).toString());
            } catch (Exception e) {
                seen.add(e.getClass().getSimpleName());
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return seen;
    }

    /** The result, or the name of the exception. An InternalError means SIGBUS. */
    private static Object answer(MemorySegment p, long at) throws Exception {
        try {
            return SafeRead.read(p, at);
        } catch (InternalError e) {
            return SIGBUS;
        } catch (IndexOutOfBoundsException e) {
            return OUT;
        }
    }

    private static void assertOneOf(String expected, Object seen, String what) {
        boolean isOne = List.of(expected.split(" or ")).contains(seen.toString());
        assertEquals(expected, isOne ? expected : seen, what);
    }

    private static long filesInTemporaryFolder() throws IOException {
        try (var files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.count();
        }
    }

    private static byte[] bytes(long length) {
        return "a".repeat((int) length).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Maps two pages, even if the file is shorter. */
    private static MemorySegment map(Arena arena, Path file) {
        return map(arena, file, 2 * PAGE);
    }

    private static MemorySegment map(Arena arena, Path file, long length) {
        int fd = Libc.open(file.toString(), Libc.O_RDONLY);
        try {
            return Libc.mmap(arena, length, Libc.PROT_READ, Libc.MAP_SHARED, fd, 0);
        } finally {
            Libc.close(fd);
        }
    }

    private static void truncateByAnotherProcess(Path file, long bytes)
            throws IOException, InterruptedException {
        int exit = new ProcessBuilder("truncate", "-s", "" + bytes, file.toString())
            .redirectErrorStream(true).start().waitFor();
        assertEquals(0, exit, "the exit code of truncate(1)");
    }
}
