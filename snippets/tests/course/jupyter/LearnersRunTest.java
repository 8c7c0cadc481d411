//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../../../course/grading/Exercise.java ../../../course/jupyter/JupyterEnvironment.java
//SOURCES ../../../course/jupyter/NotebookOutput.java ../../../support/RunningProcess.java
//SOURCES ../../support/Course.java ../../support/CourseCopy.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The notebooks as a learner runs them: own copies, and each exercise solved in its cell. */
@Tag("notebooks")
@Tag("slow")
@DisplayName("A learner who solves every exercise in its cell")
@Timeout(1200)
class LearnersRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAGIC = "%%exercise ";

    private static CourseCopy course;

    /** One chapter, or all of them with the big sizes. */
    static List<String> chapters() throws IOException {
        try (Stream<Path> files = Files.list(Course.ROOT.resolve("notebooks"))) {
            return files.map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".ipynb")).sorted()
                .limit(Course.size(Integer.MAX_VALUE, 1)).toList();
        }
    }

    /** A repository with the files of the checkout, where the learner has made the copies. */
    @BeforeAll
    static void makeCopies() throws Exception {
        JupyterEnvironment.prepare();
        course = new CourseCopy().withBuilt("lab", "exercises");
        if (Course.size(1, 0) == 0) {
            course.keepCells("00", cell -> cell.startsWith("%load ") || cell.startsWith(MAGIC));
        }
        Files.copy(Course.ROOT.resolve(".gitignore"), course.root.resolve(".gitignore"));
        git("init", "--quiet");
        git("add", "--all");
        git("-c", "user.name=course", "-c", "user.email=course@localhost", "-c",
            "commit.gpgsign=false", "commit", "--quiet", "--message", "The course");
        ProcessResult copies = Course.run(course.launcher("lab", "--copies"));
        assertEquals(0, copies.exit(), copies.err());
    }

    @AfterAll
    static void removeCopies() {
        course.close();
    }

    private static String git(String... arguments) {
        var command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessResult result = Course.run(
            new ProcessBuilder(command).directory(course.root.toFile()));
        assertEquals(0, result.exit(), result.err());
        return result.out();
    }

    @DisplayName("finds the solutions in work/, and git finds no change")
    @ParameterizedTest(name = "{0}")
    @MethodSource("chapters")
    void run(String notebook) throws Exception {
        List<Exercise> exercises = Exercise.all().stream()
            .filter(e -> e.file().startsWith(notebook.replace(".ipynb", "/"))).toList();
        Path own = course.root.resolve("work").resolve(notebook);
        JsonNode all = JSON.readTree(own.toFile());
        List<String> solved = putSolutions(all, exercises);
        assertEquals(exercises.stream().map(Exercise::id).toList(), solved);
        JSON.writeValue(own.toFile(), all);

        execute(own);

        List<NotebookOutput> outputs = NotebookOutput.read(own);
        assertEquals(List.of(), outputs.stream().filter(NotebookOutput::isFailure).toList());
        for (Exercise exercise : exercises) {
            assertEquals(exercise.solution(),
                Files.readString(course.root.resolve("work").resolve(exercise.file())));
            assertTrue(Files.readString(course.root.resolve("work/progress"))
                .contains("passed " + exercise.id() + " "), outputs::toString);
        }
        assertEquals("", git("status", "--porcelain"));
    }

    /** Puts the solutions into the cells of their exercises, and returns the exercises' IDs. */
    private static List<String> putSolutions(JsonNode notebook, List<Exercise> exercises) {
        var ids = new ArrayList<String>();
        for (JsonNode cell : notebook.get("cells")) {
            String first = cell.get("source").path(0).asText();
            if (first.startsWith(MAGIC)) {
                String id = first.substring(MAGIC.length()).strip();
                ids.add(id);
                exercises.stream().filter(e -> e.id().equals(id)).forEach(exercise ->
                    ((ObjectNode) cell).put("source", first + exercise.solution()));
            }
        }
        return ids;
    }

    /** Runs a notebook and saves it with its outputs, as Run All in JupyterLab does. */
    private static void execute(Path notebook) throws Exception {
        ProcessBuilder builder = JupyterEnvironment.prepare().module("nbconvert", List.of("--to",
            "notebook", "--execute", "--inplace", "--allow-errors",
            "--ExecutePreprocessor.timeout=600", "--ExecutePreprocessor.kernel_name=java",
            notebook.toString()));
        builder.environment().remove("MMAP_COURSE_WORK");
        ProcessResult result = Course.run(builder, Course.patience(600));
        assertEquals(0, result.exit(), result.err());
    }
}
