//SOURCES ../../../course/grading/Exercise.java ../../support/Course.java
//SOURCES ../../support/CourseCopy.java
//SOURCES ../../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("exercises")
@Tag("slow")
@DisplayName("jbang exercises new")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NewExerciseTest {
    private static final long NUMBER = 1 + Exercise.all().stream()
        .filter(exercise -> exercise.id().startsWith("3.")).count();
    private static final String ID = "3." + NUMBER;
    private static final String NOTEBOOK = "notebooks/03_smalloc_sfree.ipynb";

    private static CourseCopy copy;

    @BeforeAll
    static void make() throws Exception {
        copy = new CourseCopy();
    }

    @AfterAll
    static void delete() throws Exception {
        copy.close();
    }

    private static ProcessResult exercises(String... arguments) {
        var command = new java.util.ArrayList<>(List.of("exercises"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = copy.launcher(command.toArray(String[]::new));
        builder.environment().put("MMAP_COURSE_WORK", copy.root.resolve("work").toString());
        return Course.run(builder);
    }

    private static String read(String folder, String ending) throws Exception {
        return Files.readString(file(folder, ending));
    }

    private static Path file(String folder, String ending) {
        return copy.root.resolve("snippets/" + folder + "/03_smalloc_sfree/FreshOne" + ending);
    }

    @Test
    @Order(1)
    @DisplayName("makes an exercise that can be graded, with its cells at the end of the notebook")
    void create() throws Exception {
        Path notebook = copy.root.resolve(NOTEBOOK);
        String before = Files.readString(notebook);
        ProcessResult made = exercises("new", ID, "FreshOne");
        assertEquals(0, made.exit(), made.err());
        assertEquals(5, read("graders", ".mutants").split("// # ", -1).length - 1);
        String after = Files.readString(notebook);
        int end = before.lastIndexOf("\n ],\n \"metadata\"");
        assertEquals(before.substring(0, end), after.substring(0, end), "the other cells");
        assertTrue(after.endsWith(before.substring(end)), "what follows the cells");
        assertTrue(after.contains("\"%%exercise " + ID + "\\n\",\n"), "the cell");

        ProcessResult stub = exercises("run", ID);
        assertEquals(1, stub.exit());
        assertTrue(stub.out().contains("\nexercise " + ID + ": not solved yet\n"),
            stub.out() + stub.err());
        Files.writeString(copy.root.resolve("work/03_smalloc_sfree/FreshOne.java"),
            read("solutions", ".java"));
        ProcessResult solution = exercises("run", "FreshOne");
        assertEquals(1, solution.exit());
        assertTrue(solution.out().contains("    TODO what is compared\n    expected: 42\n"),
            solution.out() + solution.err());
    }

    @Test
    @Order(2)
    @DisplayName("with --update puts a changed stub and title into the notebook")
    void update() throws Exception {
        Path notebook = copy.root.resolve(NOTEBOOK);
        String before = Files.readString(notebook);
        Files.writeString(file("exercises", ".java"), read("exercises", ".java")
            .replace("TODO the title", "A \"fresh\" title").replace("points: 1", "points: 2")
            .replace("Say here", "Here is"));
        ProcessResult result = exercises("new", "--update", ID, "FreshOne");
        assertEquals(0, result.exit(), result.err());
        assertEquals(before.replace("TODO the title** · 1 point\"",
                "A \\\"fresh\\\" title** · 2 points\"").replace("Say here", "Here is"),
            Files.readString(notebook));
    }

    @DisplayName("refuses an ID or a name that is taken or wrong, and makes nothing")
    @ParameterizedTest(name = "{0} {1}: {2}")
    @Order(3)
    @CsvSource({"3.1, Another, There is an exercise 3.1 already.",
        "3.99, Another, The next exercise of this chapter is 3.",
        "3.NEXT, Srealloc, The course has a class Srealloc already: choose another name.",
        "3.NEXT, Libc, The course has a class Libc already: choose another name.",
        "3.NEXT, another, The name of a class begins with a capital letter",
        "99.1, Another, There is no chapter 99: no notebooks/99_*.ipynb",
        "three, Another, 'An ID is a chapter and a number, such as 1.5, not three'"})
    void refuses(String id, String name, String problem) throws Exception {
        boolean made = Files.exists(file("exercises", ".java"));
        String next = "3." + (made ? NUMBER + 1 : NUMBER);
        ProcessResult result = exercises("new", id.replace("3.NEXT", next), name);
        assertEquals(2, result.exit(), result.err());
        assertTrue(result.err().contains(problem), result.err());
        try (var files = Files.walk(copy.root.resolve("snippets"))) {
            assertTrue(files.noneMatch(file -> file.getFileName().toString()
                .startsWith("Another")), "files");
        }
    }

    @Test
    @Order(4)
    @DisplayName("reports an exercise with a wrong header in one line")
    void wrongHeader() throws Exception {
        Path stub = copy.root.resolve("snippets/exercises/03_smalloc_sfree/Srealloc.java");
        Files.writeString(stub, Files.readString(stub).replace("points: 2", "points: two"));
        ProcessResult result = exercises();
        assertEquals(1, result.exit());
        assertEquals("exercises: exercises/03_smalloc_sfree/Srealloc.java:"
            + " points cannot be \"two\"", result.err().lines().toList().getLast());
    }
}
