//SOURCES ../../Libc.java ../../Proc.java ../../course/grading/SystemCallFilter.java
//SOURCES ../../support/RunningProcess.java ../support/Course.java ../support/RefusedCall.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("page-faults")
@Tag("slow")
@DisplayName("faults and slow-page, chapter eight")
class FaultsTest {
    private static final int PAGES = 1024;
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;
    private static final int CACHESTAT = 451;   // its number on x86-64 and on aarch64

    @TempDir Path dir;

    /** Runs faults on a file of 1024 pages, and returns the first number of each line. */
    private Map<String, Long> faults(String... options) throws Exception {
        Path file = Files.write(dir.resolve("data"), new byte[(int) (PAGES * Libc.pageSize())]);
        var arguments = new ArrayList<>(List.of(options));
        arguments.add(file.toString());
        return numbers(Course.run(Course.script(dir, "faults",
            arguments.toArray(String[]::new))));
    }

    private static Map<String, Long> numbers(ProcessResult ran) {
        assertEquals(0, ran.exit(), ran.err());
        var numbers = new TreeMap<String, Long>();
        ran.out().lines().map(line -> line.split("  +|(?<=faults)|(?<=\\d) ")).forEach(words ->
            numbers.put(words[0], (long) Double.parseDouble(words[1].strip())));
        return numbers;
    }

    @Test
    @DisplayName("a warm file needs no major fault, and fewer minor faults than it has pages")
    void warm() throws Exception {
        Map<String, Long> seen = faults();
        assertEquals(PAGES, seen.get("sequential"), seen.toString());
        assertTrue(seen.get("major faults") < 5, "the JVM may have one of its own: " + seen);
        assertTrue(seen.get("minor faults") > 0 && seen.get("minor faults") <= PAGES + 50,
            seen.toString());
        assertEquals(PAGES, seen.get("afterwards"), seen.toString());
    }

    @Test
    @DisplayName("after MADV_POPULATE_READ a touch needs no fault of its own")
    void populate() throws Exception {
        Map<String, Long> seen = faults("--advice", "populate", "--access", "backward");
        assertEquals(PAGES, seen.get("backward"), seen.toString());
        assertTrue(seen.get("minor faults") <= PAGES + 50, seen.toString());
    }

    @Test
    @DisplayName("a cold file with MADV_RANDOM: only the touched pages come into the page cache")
    void coldAndRandom() throws Exception {
        Map<String, Long> seen = faults("--cold", "--access", "random", "--advice", "random");
        assumeTrue(seen.get("file") == PAGES && seen.get("afterwards") < PAGES,
            "the page cache of this file system cannot be dropped");
        assertTrue(seen.get("major faults") > 0, seen.toString());
        assertTrue(seen.get("afterwards") <= PAGES / 2, seen.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {ENOSYS, EPERM})
    @DisplayName("without cachestat, mincore counts the pages in the page cache")
    void noCachestat(int errno) throws Exception {
        assumeTrue(SystemCallFilter.isSupported(), "this kernel filters no system calls");
        Path file = dir.resolve("sparse");
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(3), (PAGES - 1) * Libc.pageSize());
        }
        ProcessBuilder faults = Course.script(dir, "faults", "--access", "random", "--advice",
            "random", file.toString());
        Path empty = Files.createFile(dir.resolve("empty"));
        // The filter stays for ever. So a thread of its own gets it, and the process inherits it.
        var refused = new FutureTask<>(() -> {
            RefusedCall.inThisThread(CACHESTAT, 0, errno);
            assertEquals(0, cachedPages(empty), "an empty file");
            assertEquals(1, cachedPages(file), "only the last page, which ends within the page");
            return Course.start(faults);
        });
        Thread.ofPlatform().start(refused);
        try (RunningProcess running = refused.get()) {
            Map<String, Long> seen = numbers(running.result());
            assertEquals(PAGES, seen.get("file"), seen.toString());
            assertTrue(seen.get("afterwards") > 1 && seen.get("afterwards") < PAGES / 2,
                seen.toString());
            assertEquals(seen.get("afterwards"), cachedPages(file), "as cachestat counts them");
        }
    }

    private static long cachedPages(Path file) {
        int fd = Libc.open(file.toString(), Libc.O_RDONLY);
        try {
            return Proc.cachedPages(fd);
        } finally {
            Libc.close(fd);
        }
    }

    @Test
    @DisplayName("a wrong access or advice prints the usage and exits with 2")
    void wrong() {
        assertEquals(2, Course.run(Course.script(dir, "faults", "--access", "x")).exit());
        ProcessResult ran = Course.run(Course.script(dir, "faults", "--advice", "x"));
        assertEquals(2, ran.exit(), ran.out());
        assertTrue(ran.err().startsWith("Unknown advice: x\n"), ran.err());
    }

    @Test
    @DisplayName("a file that does not exist is one line on stderr")
    void noFile() {
        assertEquals(new ProcessResult(1, "", "faults: none: No such file or directory\n"),
            Course.run(Course.script(dir, "faults", "none")));
    }

    @Test
    @DisplayName("slow-page: a thread that waits for a page delays the others until it has come")
    void slowPage() {
        ProcessResult ran = Course.run(Course.script(dir, "slow-page", "--delay", "1000"));
        assumeTrue(!ran.out().contains("userfaultfd: "), "userfaultfd is not allowed here");
        assertTrue(milliseconds(ran).get(0) >= 1000, ran.out());
        assertAllWait(ran);
    }

    @Test
    @DisplayName("slow-page --hole: a page in a hole that is being punched comes late, too")
    void hole() {
        assertHole(Course.run(Course.script(dir, "slow-page", "--hole")));
    }

    @Test
    @DisplayName("slow-page punches a hole where Linux allows no userfaultfd")
    void noUserfaultfd() throws Exception {
        assumeTrue(SystemCallFilter.isSupported(), "this kernel filters no system calls");
        ProcessBuilder slowPage = Course.script(dir, "slow-page");
        // The filter stays for ever. So a thread of its own gets it, and the process inherits it.
        var start = new FutureTask<>(() -> {
            Libc.prctl(Libc.PR_SET_NO_NEW_PRIVS, 1);
            SystemCallFilter.restrictThisThread();
            return Course.start(slowPage);
        });
        Thread.ofPlatform().start(start);
        try (RunningProcess running = start.get()) {
            ProcessResult ran = running.result();
            assertTrue(ran.out().startsWith("userfaultfd: Permission denied (EACCES"), ran.out());
            assertHole(ran);
        }
    }

    private static void assertHole(ProcessResult ran) {
        assertTrue(ran.out().contains("why the page is late: another thread is punching a hole"),
            ran.out());
        assertAllWait(ran);
    }

    /** The collection begins a moment after the fault. From then on all threads wait. */
    private static void assertAllWait(ProcessResult ran) {
        List<Long> ms = milliseconds(ran);
        long safepointMs = Pattern.compile("Reaching safepoint: (\\d+)").matcher(ran.out())
            .results().mapToLong(found -> Long.parseLong(found.group(1)) / 1_000_000).max()
            .orElse(0);
        ms.forEach(each -> assertTrue(each > ms.get(0) / 4, ran.out()));
        assertTrue(ms.get(0) > 0 && safepointMs > ms.get(0) / 4, ran.out());
    }

    private static List<Long> milliseconds(ProcessResult ran) {
        assertEquals(0, ran.exit(), ran.err());
        List<Long> ms = Pattern.compile("(\\d+) ms").matcher(ran.out()).results()
            .map(match -> Long.parseLong(match.group(1))).toList();
        assertEquals(3, ms.size(), ran.out());
        return ms;
    }
}
