//SOURCES ../../support/RunningProcess.java Mailbox.java ../support/Course.java

import module java.base;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a mailbox file, and writers and readers that run in it. */
abstract class WriterReaderFixture {
    static final ProcessResult SILENCE = new ProcessResult(0, "", "");

    @TempDir Path dir;

    Mailbox mailbox() {
        return new Mailbox(dir.resolve("testmmap"));
    }

    RunningProcess start(String alias, String... options) {
        return Course.start(Course.script(dir, alias, options));
    }

    RunningProcess startWith(String jvmOption, String alias, String... options) {
        ProcessBuilder script = Course.script(dir, alias, options);
        // After the script's own options, because the last option wins.
        script.command().add(script.command().indexOf("-cp"), jvmOption);
        return Course.start(script);
    }

    /** Starts a reader when {@code writer} has written its first value. */
    RunningProcess startReaderOf(RunningProcess writer, String... options) {
        Course.await(writer, "a value in the file", () -> mailbox().counter() != 0);
        return start("reader", options);
    }

    ProcessResult run(String alias, String... options) {
        return Course.run(Course.script(dir, alias, options));
    }

    List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(dir)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static List<Integer> values(RunningProcess reader) {
        return values(reader.out());
    }

    /** The numbers in the lines of {@code out}, without a last line that is not complete. */
    static List<Integer> values(String out) {
        return out.substring(0, out.lastIndexOf('\n') + 1).lines().map(Integer::valueOf).toList();
    }

    /** Whether this machine has the command and allows us to run it. */
    static boolean works(ProcessBuilder command) {
        try {
            return Course.run(command).exit() == 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
