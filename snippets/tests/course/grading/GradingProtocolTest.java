//SOURCES ../../../course/grading/GradingProtocol.java

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("exercises")
@DisplayName("The protocol between the runner and the JVM of a grader")
class GradingProtocolTest {
    private static final List<GradingProtocol.Event> ALL = List.of(
        new GradingProtocol.Started("first"), new GradingProtocol.Passed("first"),
        new GradingProtocol.Failed("second", "a message", "1", null, "File.java:3"),
        new GradingProtocol.Failed("", "\0", null, "", ""),
        new GradingProtocol.Late("File.java:4"), new GradingProtocol.End());

    private static final UUID NONCE = UUID.randomUUID();

    @TempDir Path dir;

    private Path report(List<GradingProtocol.Event> events) throws Exception {
        Path report = Files.createTempFile(dir, "report", "");
        for (GradingProtocol.Event event : events) {
            GradingProtocol.append(report, NONCE, event);
        }
        return report;
    }

    @Test
    @DisplayName("receives a job as it was sent")
    void job() throws Exception {
        var classes = new LinkedHashMap<String, byte[]>();
        classes.put("B", new byte[] {1, 2, 3});
        classes.put("A", new byte[100_000]);
        var out = new ByteArrayOutputStream();
        GradingProtocol.send(
            new GradingProtocol.Job("BTest", Path.of("/r"), NONCE, 5000, classes), out);
        var job = GradingProtocol.receive(new ByteArrayInputStream(out.toByteArray()));
        assertEquals("BTest", job.grader());
        assertEquals(Path.of("/r"), job.report());
        assertEquals(NONCE, job.nonce());
        assertEquals(5000, job.limitMs());
        assertEquals(List.of("B", "A"), List.copyOf(job.classes().keySet()));
        assertArrayEquals(new byte[] {1, 2, 3}, job.classes().get("B"));
    }

    @Test
    @DisplayName("reports the end of the runner, even in the middle of a job")
    void endOfRunner() throws Exception {
        var out = new ByteArrayOutputStream();
        GradingProtocol.send(new GradingProtocol.Job("Test", Path.of("/r"), NONCE, 1,
            new LinkedHashMap<>()), out);
        for (int length = 0; length < out.size(); length++) {
            var cut = new ByteArrayInputStream(out.toByteArray(), 0, length);
            assertThrows(EOFException.class, () -> GradingProtocol.receive(cut));
        }
    }

    @Test
    @DisplayName("reads all records as they were appended, also with absent values")
    void records() throws Exception {
        assertEquals(ALL, GradingProtocol.read(report(ALL), NONCE));
    }

    @Test
    @DisplayName("reads a report that is cut off at any byte up to its last complete record")
    void cutOff() throws Exception {
        byte[] bytes = Files.readAllBytes(report(ALL));
        for (int length = 0; length < bytes.length; length++) {
            Path cut = Files.write(dir.resolve("cut"), Arrays.copyOf(bytes, length));
            var events = GradingProtocol.read(cut, NONCE);
            assertEquals(ALL.subList(0, events.size()), events);
            assertEquals(false, events.contains(new GradingProtocol.End()));
        }
    }

    @Test
    @DisplayName("stops at the first bytes that are not a record")
    void noRecord() throws Exception {
        for (String bytes : List.of("passed", "P\0", "\0", "P\1\0\2\200\200")) {
            Path report = report(ALL.subList(0, 2));
            Files.writeString(report, bytes, java.nio.charset.StandardCharsets.ISO_8859_1,
                StandardOpenOption.APPEND);
            GradingProtocol.append(report, NONCE, new GradingProtocol.End());
            assertEquals(ALL.subList(0, 2), GradingProtocol.read(report, NONCE), bytes);
        }
    }

    @Test
    @DisplayName("shortens a text to 2000 characters")
    void longText() throws Exception {
        var long1 = new GradingProtocol.Failed("test", "x".repeat(1 << 20), null, null, "");
        var event = (GradingProtocol.Failed) GradingProtocol.read(report(List.of(long1)), NONCE)
            .getFirst();
        assertEquals("x".repeat(2000) + " …", event.message());
    }

    @Test
    @DisplayName("follows no link, and reads a folder or a missing file as an empty report")
    void noFile() throws Exception {
        Path link = Files.createSymbolicLink(dir.resolve("link"), report(ALL));
        for (Path path : List.of(link, dir, dir.resolve("nothing"))) {
            assertEquals(List.of(), GradingProtocol.read(path, NONCE));
        }
    }

    @Test
    @DisplayName("ignores records with another nonce, and all that follow them")
    void otherNonce() throws Exception {
        Path report = report(ALL.subList(0, 2));
        GradingProtocol.append(report, UUID.randomUUID(), ALL.getLast());
        GradingProtocol.append(report, NONCE, ALL.getLast());
        assertEquals(ALL.subList(0, 2), GradingProtocol.read(report, NONCE));
    }

    @Test
    @DisplayName("reads a report of more than 1 MiB as empty")
    void longReport() throws Exception {
        Path report = report(ALL);
        Files.write(report, new byte[1 << 20], StandardOpenOption.APPEND);
        assertEquals(List.of(), GradingProtocol.read(report, NONCE));
    }
}
