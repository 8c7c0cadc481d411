import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What graders look at: not the words of a solution, but its effects, told by the kernel. */
final class Observe {
    private Observe() {}

    /** The permissions of this process's mappings of {@code file}, such as {@code [rw-s]}. */
    static List<String> mappingsOf(Path file) throws IOException {
        String path = file.toRealPath().toString();
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            // 7f1c5a000000-7f1c5a001000 rw-s 00000000 fe:00 1234   /some/file
            return lines.map(line -> line.split(" +", 6))
                .filter(fields -> fields.length == 6 && fields[5].equals(path))
                .map(fields -> fields[1]).toList();
        }
    }

    /** This process's open descriptors and what they stand for; the look itself needs none. */
    static Map<Integer, String> descriptors() throws IOException {
        var open = new TreeMap<Integer, String>();
        try (var links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : links) {
                try {
                    open.put(Integer.parseInt(link.getFileName().toString()),
                        Files.readSymbolicLink(link).getFileName().toString());
                } catch (IOException closedMeanwhile) {
                    // The descriptor of this very listing.
                }
            }
        }
        // The listing itself, twice, and what the JDK keeps open once it has made a random name.
        open.values().removeIf(List.of("fd", "random", "urandom")::contains);
        return open;
    }

    /** What descriptors that were not open {@code before} stand for, such as {@code [note]}. */
    static List<String> openedSince(Map<Integer, String> before) throws IOException {
        Map<Integer, String> now = descriptors();
        now.keySet().removeAll(before.keySet());
        return List.copyOf(now.values());
    }

    /** The file's bytes as another process reads them. */
    static String readByAnotherProcess(Path file) throws IOException, InterruptedException {
        Process cat = new ProcessBuilder("timeout", "3", "cat", file.toString()).start();
        try (var out = cat.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.ISO_8859_1);
        } finally {
            if (!cat.waitFor(5, TimeUnit.SECONDS)) {
                cat.destroyForcibly();
            }
        }
    }
}
