//SOURCES ../../../course/exercises/GradeCommand.java ../../../course/grading/Exercise.java
//SOURCES ../../../support/RunningProcess.java ../../support/Course.java GradeCommandTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("exercises")
@DisplayName("jbang exercises grade, with names and archives that students chose,")
class SubmissionNamesTest {
    private static final Exercise FIRST = Exercise.all().getFirst();

    @TempDir Path dir;

    @Test
    @DisplayName("writes a page for each student, also for similar names and for long ones")
    void names() throws Exception {
        List<String> names = List.of("j.smith", "j_smith", "j+smith", "j".repeat(255),
            "j".repeat(254));
        var folders = new ArrayList<Path>();
        for (String name : names) {
            Path file = dir.resolve(name).resolve(FIRST.file());
            Files.createDirectories(file.getParent());
            Files.writeString(file, FIRST.stub());
            folders.add(dir.resolve(name));
        }
        Path pages = dir.resolve("pages");
        assertEquals(0, new GradeCommand(pages, null, null, 1, null, line -> {}).run(folders));
        for (String name : names) {
            assertTrue(GradeCommandTest.page(pages, name).contains(">" + name + "<"), name);
        }
        assertEquals(names.size(),
            pages.toFile().list((folder, name) -> name.startsWith("student-")).length);
    }

    @Test
    @DisplayName("reports an archive that it cannot read, in one line without escapes, and goes on")
    void unreadableArchive() throws Exception {
        // The end of this sparse file says that its table of contents has 200 MB.
        int contentsBytes = 200_000_000;
        var end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN).putInt(0, 0x06054b50)
            .putInt(12, contentsBytes);
        Path huge = dir.resolve("a\033[2J.zip");
        try (var zip = FileChannel.open(huge, StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            zip.write(end, contentsBytes);
        }
        Path empty = Files.createDirectory(dir.resolve("empty"));
        Path pages = dir.resolve("pages");
        ProcessResult result = Course.run(new ProcessBuilder(RunningProcess.javaCommand(
            List.of("-Xmx100m"), GradeCommandTest.class.getName(), pages.toString(),
            huge.toString(), empty.toString())));
        assertEquals(1, result.exit(), result.err());
        assertEquals("exercises: " + huge.toString().replace('\033', '\ufffd')
            + ": its table of contents is too large for this JVM's memory\nexercises: " + empty
            + ": no answer to any exercise was found; an answer is in a file such as "
            + FIRST.file() + "\n", result.err());
        assertTrue(GradeCommandTest.page(pages, "empty").contains("empty"));
    }
}
