import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The file that the questions are about: one, in a folder of its own, and gone in the end. */
final class MappedFile {
    private MappedFile() {}

    private static Path file;

    /** A script ends in System.exit, after an error or Ctrl-C too: a hook cleans up for all. */
    static void makeFolder() throws IOException {
        // The real path, as /proc/self/maps names no symbolic links.
        Path folder = Files.createTempDirectory("caveats").toRealPath();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        file = folder.resolve("file");
    }

    /** Makes the file anew, with the content abc...xyzabc... */
    static Path make(long bytes) throws IOException {
        byte[] content = new byte[Math.toIntExact(bytes)];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) ('a' + i % 26);
        }
        return Files.write(file, content);
    }

    /** What someone else who opens the file finds in it. */
    static String content() throws IOException {
        return Files.readString(file);
    }

    /** How much of the file is mapped into this process, by /proc/self/maps. */
    static long mappedBytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.endsWith(file.toString())).mapToLong(line -> {
                String[] range = line.split(" ")[0].split("-");
                return Long.parseLong(range[1], 16) - Long.parseLong(range[0], 16);
            }).sum();
        }
    }

    private static void delete(Path folder) {
        try {
            Files.deleteIfExists(folder.resolve("file"));
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            delete(folder);   // Ctrl-C, and the script was just making its next file.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
