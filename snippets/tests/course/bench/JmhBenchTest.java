//SOURCES ../../support/Course.java
//SOURCES ../../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs one round that is as short as possible, and tests that there are figures, not their values.
 */
@Tag("bench")
@DisplayName("The part of the bench that JMH measures")
class JmhBenchTest {
    @TempDir Path dir;

    private static final List<String> LONGS = List.of("C, gcc -O2", "MemorySegment of Libc.mmap",
        "MemorySegment of FileChannel.map", "MappedByteBuffer as LongBuffer",
        "Agrona UnsafeBuffer", "JNA Pointer");

    private static final Map<String, List<String>> RIVALS = Map.of(
        "mmap and munmap of a 4 KiB file page", List.of("C, gcc -O2", "Libc.mmap, Libc.munmap",
            "Libc.mmap into a confined Arena", "FileChannel.map into a confined Arena",
            "JNA, direct mapping", "Agrona mapExistingFile, unmap"),
        "set longs, one after the other, in 64 MiB", LONGS,
        "get longs, one after the other, in 64 MiB", LONGS,
        "random pages of 64 MiB, warm, each long added up", List.of("mapped, C, gcc -O2",
            "mapped, MemorySegment of Libc.mmap", "pread, C, gcc -O2", "pread, FileChannel.read"));

    /**
     * Runs a quick round. Returns the rivals of each part in order, and fails if one has no time.
     */
    private Map<String, List<String>> measured(String path) {
        ProcessBuilder bench = Course.script(dir, "bench", "1", "true");
        bench.command().set(bench.command().indexOf("Bench"), "JmhBench");
        bench.command().add(1, "-Djava.io.tmpdir=" + dir);
        bench.environment().put("PATH", path);
        ProcessResult result = Course.run(bench);
        assertEquals("", result.err());
        assertEquals(0, result.exit(), result.out());
        assertEquals(List.of(), List.of(dir.toFile().list()), "files that are left");
        var rivals = new LinkedHashMap<String, List<String>>();
        for (String line : result.lines()) {
            String[] cells = line.split("\t");
            double nanos = Double.parseDouble(cells[2].replaceAll("[\\[\\]]", ""));
            assertTrue(nanos > 0 && Double.isFinite(nanos), line);
            rivals.computeIfAbsent(cells[0], part -> new ArrayList<>()).add(cells[1]);
        }
        return rivals;
    }

    @Test
    @Tag("full")
    @DisplayName("has a time for every rival, C first")
    void withGcc() {
        assumeTrue(Course.run(new ProcessBuilder("sh", "-c", "command -v gcc")).exit() == 0,
            "no gcc here");
        assertEquals(RIVALS, measured(System.getenv("PATH")));
    }

    @Test
    @Tag("full")
    @DisplayName("has all rivals but C if there is no gcc, and says so")
    void withoutGcc() {
        var expected = new LinkedHashMap<String, List<String>>();
        RIVALS.forEach((part, names) -> expected.put(part + "; no gcc works here, so without C",
            names.stream().filter(name -> !name.contains("C, gcc")).toList()));
        assertEquals(expected, measured(dir.toString()));
    }
}
