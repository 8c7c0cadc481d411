//SOURCES ExerciseDesk.java JavaText.java Screen.java

import module java.base;

/** Solves an exercise in the learner's editor, and grades what was saved. */
final class ExercisePlay {
    private static final String NO_EXERCISE =
        "This cell is no exercise. /cells lists the cells.";

    private final Screen screen;
    private final ExerciseDesk desk;
    private final Map<String, String> seen = new HashMap<>();

    ExercisePlay(Screen screen, ExerciseDesk desk) {
        this.screen = screen;
        this.desk = desk;
    }

    /** What Enter does in front of the exercise, in a few words. */
    String enter(String id) throws Exception {
        try {
            return isNew(id) ? "grades your file"
                : seen.containsKey(id) || desk.isPassed(id) ? "goes on"
                : screen.isInteractive() ? "opens your file in an editor" : "grades your file";
        } catch (IOException e) {
            return "tries again to read your file (" + e.getMessage() + ")";
        }
    }

    /** Whether the file has a text that was not graded yet. */
    private boolean isNew(String id) throws Exception {
        return !desk.isPassed(id) && !desk.isUntouched(id) && !desk.text(id).equals(seen.get(id))
            || seen.containsKey(id) && !desk.text(id).equals(seen.get(id));
    }

    /** Does what {@link #enter} says. Returns whether the player should go on. */
    boolean play(String id) throws Exception {
        if (isNew(id)) {
            return grade(id);
        }
        if (seen.containsKey(id) || desk.isPassed(id)) {
            return true;
        }
        if (screen.isInteractive()) {
            return edit(id);
        }
        grade(id);
        return true;
    }

    /** Opens the file in the learner's editor. Grades it if it has changed: whether it passes. */
    boolean edit(String id) throws Exception {
        Path file = desk.file(id);
        String before = desk.text(id);
        Optional<List<String>> editor = editor();
        if (editor.isEmpty()) {
            screen.println("Set EDITOR to your editor, or edit " + file + " in another window.");
            seen.putIfAbsent(id, before);
            return false;
        }
        var command = new ArrayList<>(editor.get());
        command.add(file.toString());
        try {
            screen.run(new ProcessBuilder(command));
        } catch (IOException e) {
            screen.println("Your editor does not start: " + e.getMessage());
        }
        if (desk.text(id).equals(before)) {
            seen.putIfAbsent(id, before);
            screen.println("Nothing was saved yet. Your file is " + file);
            return false;
        }
        return grade(id);
    }

    /** The learner's editor as a command, if there is one. */
    private static Optional<List<String>> editor() {
        for (String variable : List.of("VISUAL", "EDITOR")) {
            String named = System.getenv(variable);
            if (named != null && !named.isBlank()) {
                return Optional.of(List.of(named.strip().split(" +")));
            }
        }
        boolean hasWindows = System.getenv("DISPLAY") != null
            || System.getenv("WAYLAND_DISPLAY") != null
            || "vscode".equals(System.getenv("TERM_PROGRAM"));
        if (hasWindows && isOnPath("code")) {
            return Optional.of(List.of("code", "--wait"));
        }
        return Stream.of("nano", "vi").filter(ExercisePlay::isOnPath).findFirst().map(List::of);
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private boolean grade(String id) throws Exception {
        seen.put(id, desk.text(id));
        ExerciseDesk.Graded graded = desk.grade(id);
        screen.println(graded.words());
        screen.println(graded.passed()
            ? screen.paint(Screen.Paint.GREEN, "Passed.")
                + " /solution shows the course's solution."
            : "Edit " + desk.file(id) + ". /edit opens it, /hint gives a hint.");
        return graded.passed();
    }

    // ------------------------------------------------------------------------------- commands

    void hint(Optional<String> id) throws Exception {
        screen.println(id.isEmpty() ? NO_EXERCISE : desk.hint(id.get()));
    }

    /** Shows the solution. Asks first if the learner has not passed. */
    void solution(Optional<String> id) throws Exception {
        if (id.isEmpty()) {
            screen.println(NO_EXERCISE);
        } else if (desk.isPassed(id.get()) || screen.agrees("You have not passed " + id.get()
                + " yet. Show the solution?")) {
            screen.println(JavaText.of(desk.solution(id.get()), screen));
        }
    }
}
