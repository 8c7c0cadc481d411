//SOURCES ../Proc.java ../support/TemporaryFolder.java

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that the questions are about, in a folder that is deleted when the JVM ends. */
final class MappedFile {
    private MappedFile() {}

    private static Path file;

    static void makeFolder() throws IOException {
        file = TemporaryFolder.create("caveats").path.resolve("file");
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

    /** How many bytes of this process's address space map the file. */
    static long mappedBytes() throws IOException {
        return Proc.mapsOf("self", file).stream().mapToLong(Proc.Region::sizeBytes).sum();
    }
}
