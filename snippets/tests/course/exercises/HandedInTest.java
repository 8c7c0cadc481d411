//SOURCES ../../../course/grading/Exercise.java ../../../support/RunningProcess.java
//SOURCES ../../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("exercises")
@DisplayName("In a folder that somebody handed in")
class HandedInTest {
    @TempDir Path dir;

    @DisplayName("exercises names grade instead of grading the caller's own work")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"run 0.1", "verify", "report"})
    void refuses(String words) throws Exception {
        Exercise exercise = Exercise.all().getFirst();
        Path file = dir.resolve(exercise.file());
        Files.createDirectories(file.getParent());
        Files.writeString(file, exercise.solution());
        ProcessBuilder builder = Course.script(dir, "exercises", words.split(" "));
        builder.environment().remove("MMAP_COURSE_WORK");
        builder.environment().put("JBANG_LAUNCH_CMD", Course.ROOT.resolve("jbang").toString());
        ProcessResult result = Course.run(builder);
        assertEquals(1, result.exit(), result.out());
        assertTrue(result.err().contains("; exercises grade " + dir), result.err());
    }
}
