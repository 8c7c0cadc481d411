import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Two versions of a program, a broken one and a fixed one. */
final class ProgramPair {
    private ProgramPair() {}

    /**
     * The lines of code that only the broken version has, after a minus, and then the lines that
     * only the fixed version has, after a plus.
     */
    static List<String> differences(Path broken, Path fixed) throws IOException {
        List<String> old = code(broken);
        List<String> changed = code(fixed);
        return Stream.concat(
            old.stream().filter(line -> !changed.contains(line)).map(line -> "- " + line),
            changed.stream().filter(line -> !old.contains(line)).map(line -> "+ " + line)).toList();
    }

    /** The lines after the first comment, without the line that has the name of the program. */
    private static List<String> code(Path file) throws IOException {
        return Files.readString(file).split("\\*/", 2)[1].lines()
            .filter(line -> !line.contains("Script.run")).map(String::strip).toList();
    }
}
