//SOURCES ../Proc.java ../support/TemporaryFolder.java

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that the caveats map, in a folder that is deleted when the JVM ends. */
final class MappedFile {
    private MappedFile() {}

    private static Path file;

    static void makeFolder() throws IOException {
        file = TemporaryFolder.create("caveats").path.resolve("file");
    }

    /** Creates or replaces the file, with the content abc...xyzabc... */
    static Path make(long bytes) throws IOException {
        byte[] content = new byte[Math.toIntExact(bytes)];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) ('a' + i % 26);
        }
        return Files.write(file, content);
    }

    /** The content of the file, as any other program would read it. */
    static String content() throws IOException {
        return Files.readString(file);
    }

    /** How many bytes of the file are mapped into this process, according to /proc/self/maps. */
    static long mappedBytes() throws IOException {
        return Proc.mapsOf("self", file).stream().mapToLong(Proc.Region::sizeBytes).sum();
    }
}
