//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//DEPS org.eclipse.jdt:ecj:3.44.0
//SOURCES ../../../course/exercises/Workspace.java ../../../course/grading/Exercise.java
//SOURCES ../../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.eclipse.jdt.internal.compiler.batch.Main;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compiles the source folders that the settings of Visual Studio Code name, with the compiler that
 * its Java extension uses, which is the one of Eclipse.
 */
@Tag("exercises")
@Tag("ide")
@DisplayName("An editor")
class IdeTest {
    private static final String SETTINGS = ".vscode/settings.json";

    /** A checkout in which a learner has opened every exercise. */
    @TempDir Path checkout;

    @BeforeEach
    void openAllExercises() throws Exception {
        Files.createDirectory(checkout.resolve(".vscode"));
        Files.copy(Course.ROOT.resolve(SETTINGS), checkout.resolve(SETTINGS));
        Workspace work = Workspace.at(checkout.resolve("work"));
        for (Exercise exercise : Exercise.all()) {
            work.text(exercise);
        }
    }

    private static List<Path> sourceFolders(Path opened) throws Exception {
        var folders = new ArrayList<Path>();
        for (JsonNode name : new ObjectMapper().readTree(opened.resolve(SETTINGS).toFile())
                .get("java.project.sourcePaths")) {
            folders.add(opened.resolve(name.asText()));
        }
        return folders;
    }

    /** The compiler's errors for all sources in the folders, without warnings. */
    private static String errors(List<Path> folders) {
        var command = new ArrayList<String>(List.of("--release", "25", "-proc:none", "-nowarn",
            "-d", "none"));
        folders.forEach(folder -> command.add(folder.toString()));
        var out = new StringWriter();
        boolean good = new Main(new PrintWriter(out), new PrintWriter(out), false, null, null)
            .compile(command.toArray(String[]::new));
        assertEquals(good, out.toString().isEmpty(), out.toString());
        return out.toString();
    }

    @DisplayName("shows no error in a fresh stub, whether the checkout or work/ is open")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {".", "work"})
    void freshStubs(String opened) throws Exception {
        List<Path> folders = sourceFolders(checkout.resolve(opened).normalize());
        for (Exercise exercise : Exercise.all()) {
            Path stub = checkout.resolve("work").resolve(exercise.file());
            assertTrue(Files.exists(stub) && folders.contains(stub.getParent()),
                exercise + " is in a source folder");
        }
        assertEquals("", errors(folders));
    }

    @Test
    @DisplayName("shows a misspelt call of Libc as an error")
    void misspeltCall() throws Exception {
        Path stub = checkout.resolve("work").resolve(Exercise.all().getFirst().file());
        Files.writeString(stub, Files.readString(stub).replace("throw new",
            "Libc.mapp(Libc.NULL, 10, Libc.PROT_READ, Libc.MAP_SHARED, -1, 0); throw new"));
        String errors = errors(sourceFolders(checkout));
        assertTrue(errors.contains("The method mapp(") && errors.contains("1 problem (1 error)"),
            errors);
    }

    @Test
    @DisplayName("gets new copies of changed classes of the course, and keeps its settings")
    void oldCopy() throws Exception {
        Path libc = checkout.resolve("work/course/Libc.java");
        Path settings = checkout.resolve("work").resolve(SETTINGS);
        Files.writeString(libc, "class Libc {}");
        Files.writeString(settings, "{}");
        Exercise last = Exercise.all().getLast();
        Files.delete(checkout.resolve("work").resolve(last.file()));
        Workspace.at(checkout.resolve("work")).text(last);
        assertEquals(Files.readString(Course.ROOT.resolve("snippets/Libc.java")),
            Files.readString(libc));
        assertEquals("{}", Files.readString(settings));
    }
}
