//SOURCES ../../Script.java ../../support/Checkout.java ../grading/Exercise.java
//SOURCES ../grading/ExerciseHeader.java ExerciseCells.java ExerciseSession.java

import module java.base;

/** Makes the files of a new exercise in a checkout, for an author of the course. */
final class NewExercise {
    private final Path root;
    private final String id;
    private final String name;
    /** The chapter's name, such as 03_smalloc_sfree. */
    private final String chapter;

    private NewExercise(Path root, String id, String name) throws IOException {
        this.root = root;
        this.id = id;
        this.name = name;
        Script.require(id.matches("\\d{1,2}\\.\\d{1,2}"), "An ID is a chapter and a number, such as"
            + " 1.5, not " + id);
        Script.require(name.matches("[A-Z]\\w*"), "The name of a class begins with a capital"
            + " letter and has no spaces: " + name);
        chapter = chapter(root, id);
    }

    private static String chapter(Path root, String id) throws IOException {
        int number = Integer.parseInt(id.split("\\.")[0]);
        String pattern = "%02d_*.ipynb".formatted(number);
        try (var notebooks = Files.newDirectoryStream(root.resolve("notebooks"), pattern)) {
            var found = notebooks.iterator();
            Script.require(found.hasNext(), "There is no chapter " + number + ": no notebooks/"
                + pattern);
            return found.next().getFileName().toString().replace(".ipynb", "");
        }
    }

    /**
     * Makes the four files that an author edits, and adds the exercise to Graders.java and to the
     * notebook.
     *
     * @return what to do next
     */
    static String create(String id, String name) throws IOException {
        var made = new NewExercise(root(), id, name);
        made.requireNew();
        Map<Path, String> files = made.files();
        for (Path file : files.keySet()) {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString(), null, "it exists already");
            }
        }
        for (var file : files.entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Files.writeString(file.getKey(), file.getValue(), StandardOpenOption.CREATE_NEW);
        }
        made.addToGraders();
        new ExerciseCells(made.notebook()).add(made.exercise(), made.text());
        return "Edit these four files:\n  " + files.keySet().stream()
                .map(file -> made.root.relativize(file).toString())
                .collect(Collectors.joining("\n  "))
            + "\nThen update the notebook's cells: ./jbang exercises new --update " + id + " "
            + name + "\nand check all of it: ./jbang test exercises rules";
    }

    /** Updates the cells in the notebook from the stub. */
    static String update(String id, String name) throws IOException {
        var changed = new NewExercise(root(), id, name);
        new ExerciseCells(changed.notebook()).update(changed.exercise(), changed.text());
        return "The cells of " + id + " in notebooks/" + changed.chapter
            + ".ipynb now show the stub. Next: ./jbang notebooks --refresh "
            + changed.chapter.substring(0, 2);
    }

    private static Path root() {
        return Checkout.find().orElseThrow(() -> Script.refusal("a new exercise needs a checkout of"
            + " the course, and this folder is not in one"));
    }

    private void requireNew() {
        List<Exercise> all = Exercise.all();
        Script.require(all.stream().noneMatch(exercise -> exercise.id().equals(id)),
            "There is an exercise " + id + " already.");
        String before = id.substring(0, id.indexOf('.') + 1);
        int next = 1 + all.stream().filter(exercise -> exercise.id().startsWith(before))
            .mapToInt(Exercise::number).max().orElse(0);
        Script.require(id.equals(before + next),
            "The next exercise of this chapter is " + before + next + ", not " + id);
        for (String type : List.of(name, name + "Test")) {
            Script.require(NewExercise.class.getResource("/" + type + ".class") == null,
                "The course has a class " + type + " already: choose another name.");
        }
    }

    private Path notebook() {
        return root.resolve("notebooks").resolve(chapter + ".ipynb");
    }

    private String text() throws IOException {
        return Files.readString(file("exercises", ".java"));
    }

    private Exercise exercise() throws IOException {
        return ExerciseHeader.parse(chapter + "/" + name + ".java", text());
    }

    private Path file(String folder, String ending) {
        return root.resolve("snippets").resolve(folder).resolve(chapter).resolve(name + ending);
    }

    // ----------------------------------------------------------------------------------- files

    private Map<Path, String> files() {
        var files = new LinkedHashMap<Path, String>();
        files.put(file("exercises", ".java"), filled(STUB));
        files.put(file("solutions", ".java"), filled(SOLUTION));
        files.put(file("graders", "Test.java"), filled(GRADER));
        files.put(file("graders", ".mutants"), MUTANTS_HEAD + MUTANT.repeat(5));
        return files;
    }

    private String filled(String template) {
        return template.replace("ID", id).replace("CHAPTER", chapter).replace("NAME", name);
    }

    /** Adds the line that compiles the grader after the last line of its chapter. */
    private void addToGraders() throws IOException {
        Path graders = root.resolve("snippets/graders/Graders.java");
        var lines = new ArrayList<>(Files.readAllLines(graders));
        int at = 0;
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).split("[ /]+");
            if (lines.get(i).startsWith("//SOURCES ") && words[2].compareTo(chapter) <= 0) {
                at = i + 1;
            }
        }
        lines.add(at, "//SOURCES " + chapter + "/" + name + "Test.java");
        Files.writeString(graders, String.join("\n", lines) + "\n");
    }

    private static final String STUB = """
        /*
         * exercise ID: TODO the title
         * points: 1
         * hint: TODO a question that leads to the idea
         * hint: TODO where the notebook shows it
         * hint:
         *   | TODO nearly the code
         * why: TODO why the solution works, and what a professional would add
         */
        import module java.base;

        // Say here what the learner's code has to do, and what the grader looks at.
        class NAME {
            static long answer(Path file) throws Exception {
                // TODO
                throw new UnsupportedOperationException("not solved yet");
            }
        }
        """;

    private static final String SOLUTION = """
        import module java.base;

        class NAME {
            static long answer(Path file) throws Exception {
                return 0;   // TODO
            }
        }
        """;

    private static final String GRADER = """
        //SOURCES ../../Libc.java ../../exercises/CHAPTER/NAME.java
        //FILES exercises/CHAPTER/NAME.java=../../exercises/CHAPTER/NAME.java
        //FILES solutions/CHAPTER/NAME.java=../../solutions/CHAPTER/NAME.java
        //FILES graders/CHAPTER/NAMETest.java=NAMETest.java

        import static org.junit.jupiter.api.Assertions.assertEquals;

        import java.nio.file.Files;
        import java.nio.file.Path;
        import org.junit.jupiter.api.DisplayName;
        import org.junit.jupiter.api.Order;
        import org.junit.jupiter.api.Test;
        import org.junit.jupiter.api.io.TempDir;

        class NAMETest {
            @TempDir Path dir;

            @Test
            @Order(1)
            @DisplayName("TODO what the learner's code does")
            void theAnswer() throws Exception {
                Path file = Files.writeString(dir.resolve("file"), "hello");
                assertEquals(42, NAME.answer(file), "TODO what is compared");
            }
        }
        """;

    private static final String MUTANTS_HEAD = """
        // TODO at least eight wrong answers, each a change of the solution: remove the slashes.
        """;

    private static final String MUTANT = """

        // # TODO what a learner did wrong
        // - a text that the solution has once
        // + the text in its place
        // ! a text that the verdict has to contain
        """;
}
