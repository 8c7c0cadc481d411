//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../grading/Exercise.java
//FILES course/Libc.java=../../Libc.java
//FILES course/Fork.java=../../Fork.java
//FILES course/Allocator.java=../../03_smalloc_sfree/Allocator.java
//FILES course/Disk.java=../../09_durability/Disk.java

import module java.base;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The files that an editor needs in a learner's folder: the classes of the course in {@code
 * course/}, and the settings of Visual Studio Code. With them, the editor compiles the submissions
 * and completes names such as {@code Libc.mmap}. The grader does not use these files.
 *
 * <pre>
 * work/.vscode/settings.json    names the source folders
 * work/course/Libc.java         a copy, like Fork.java, Allocator.java and Disk.java
 * work/NN_topic/NAME.java       the learner's submission
 * </pre>
 *
 * The folder of a chapter is a source folder of its own, because its name is not a valid package
 * name.
 */
final class EditorFiles {
    private static final List<String> COPIES =
        List.of("course/Libc.java", "course/Fork.java", "course/Allocator.java",
            "course/Disk.java");
    private static final String SETTINGS = ".vscode/settings.json";

    private EditorFiles() {}

    /** Copies the classes if they are missing or old, and adds the settings if they are missing. */
    static void write(Path folder) throws IOException {
        for (String name : COPIES) {
            try (var source = EditorFiles.class.getResourceAsStream("/" + name)) {
                replace(folder.resolve(name), source.readAllBytes());
            }
        }
        for (String source : sourceFolders()) {
            // Visual Studio Code ignores a source folder that does not exist when it starts.
            Files.createDirectories(folder.resolve(source));
        }
        if (Files.notExists(folder.resolve(SETTINGS))) {
            replace(folder.resolve(SETTINGS), new ObjectMapper().writerWithDefaultPrettyPrinter()
                .writeValueAsBytes(Map.of("java.project.sourcePaths", sourceFolders())));
        }
    }

    /** The folders with sources, relative to the learner's folder. */
    static List<String> sourceFolders() {
        var folders = new ArrayList<String>(List.of("course"));
        Exercise.all().stream().map(exercise -> exercise.file().replaceFirst("/.*", "")).distinct()
            .forEach(folders::add);
        return folders;
    }

    private static void replace(Path file, byte[] content) throws IOException {
        if (Files.notExists(file) || !Arrays.equals(content, Files.readAllBytes(file))) {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        }
    }
}
