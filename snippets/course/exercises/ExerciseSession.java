//SOURCES ../../03_smalloc_sfree/Allocator.java ../../Fork.java ../../Libc.java ../../Script.java
//SOURCES ../../support/Checkout.java ../grading/Confinement.java ../grading/Exercise.java
//SOURCES ../grading/Grader.java ../grading/Landlock.java ../grading/Verdict.java Workspace.java

import module java.base;
import picocli.CommandLine.Help.Ansi;

/** The exercises, the learner's work and the grader. The commands are made of these three. */
final class ExerciseSession {
    // Colours only on a terminal that supports them, and never if NO_COLOR is set.
    static final Ansi ANSI = "dumb".equals(System.getenv("TERM")) ? Ansi.OFF : Ansi.AUTO;
    private static final String COMMAND = command() + " ";
    private static final int BAR_WIDTH = 30;
    private static final int LINE = 66;

    final List<Exercise> exercises = Exercise.all();
    final Workspace work;
    final Grader grader;

    private ExerciseSession(Workspace work, Grader grader) {
        this.work = work;
        this.grader = grader;
    }

    static ExerciseSession open() throws Exception {
        return new ExerciseSession(Workspace.find(), new Grader(cache()));
    }

    /** For a notebook, which works also in a checkout that belongs to somebody else. */
    static ExerciseSession openOrMake() throws Exception {
        return new ExerciseSession(Workspace.findOrMake(), new Grader(cache()));
    }

    /** Whether this kernel can confine graded code. Prints what it cannot confine. */
    static boolean canConfine() {
        String gap = Confinement.gap(Landlock.abi());
        if (!gap.isEmpty()) {
            System.err.println("exercises: " + gap + "; see SECURITY.md");
        }
        return Confinement.confinesFiles(Landlock.abi());
    }

    /**
     * Returns the command as the learner calls it: by the launcher of the checkout, by jbang in a
     * checkout, or by jbang without a checkout.
     */
    private static String command() {
        Optional<Path> root = Checkout.find();
        if (root.isEmpty()) {
            return "jbang exercises@…";
        }
        Path launcher = root.get().resolve("jbang");
        return (!launcher.toString().equals(System.getenv("JBANG_LAUNCH_CMD")) ? "jbang"
            : root.get().equals(Path.of("").toAbsolutePath()) ? "./jbang" : launcher)
            + " exercises";
    }

    static Path cache() {
        try {
            Optional<Path> root = Checkout.find();
            return root.isPresent() ? Checkout.cache(root.get()) : Checkout.cacheAtHome();
        } catch (IOException e) {
            return null;   // no folder can be written, so the grader starts without a cache
        }
    }

    Exercise byId(String id) {
        return exercises.stream().filter(exercise -> exercise.id().equals(id)
            || exercise.className().equalsIgnoreCase(id) || id.endsWith(exercise.file()))
            .findFirst().orElse(null);
    }

    /** The exercise that the learner named on the command line. */
    Exercise chosen(String id) {
        Exercise exercise = byId(id);
        Script.require(exercise != null, "There is no exercise " + id + "; there are: " + ids());
        return exercise;
    }

    String ids() {
        return exercises.stream().map(Exercise::id).collect(Collectors.joining(" "));
    }

    boolean isPassed(Exercise exercise) throws IOException {
        return work.passed(exercises).contains(exercise.id());
    }

    /**
     * Returns the next exercise that is not passed: in the chapter of the latest pass, else in all.
     * If all are passed, it is the very first one.
     */
    Exercise next() throws IOException {
        SequencedSet<String> passed = work.passed(exercises);
        int chapter = passed.isEmpty() ? -1 : byId(passed.getLast()).chapter();
        var open = exercises.stream().filter(e -> !passed.contains(e.id())).toList();
        return open.stream().filter(e -> e.chapter() == chapter).findFirst()
            .orElse(open.isEmpty() ? exercises.getFirst() : open.getFirst());
    }

    // --------------------------------------------------------------------------------- grading

    Verdict grade(Exercise exercise) throws IOException, InterruptedException {
        return grade(exercise, work.text(exercise));
    }

    Verdict grade(Exercise exercise, String text) throws IOException, InterruptedException {
        Verdict verdict = grader.grade(exercise, text);
        if (verdict.passed()) {
            try {
                work.recordPass(exercise);
            } catch (IOException e) {
                // The learner gets the verdict even if the pass cannot be stored.
                System.err.println("exercises: your pass cannot be stored in "
                    + work.folder.resolve("progress"));
            }
        }
        return verdict;
    }

    List<Verdict> gradeAll(Consumer<Verdict> listener) throws IOException, InterruptedException {
        var verdicts = new ArrayList<Verdict>();
        for (Exercise exercise : exercises) {
            Verdict verdict;
            try {
                // An exercise that was never begun is graded from its stub, so that no file is
                // made.
                verdict = work.isUntouched(exercise) ? grade(exercise, exercise.stub())
                    : grade(exercise);
            } catch (IOException e) {
                verdict = Verdict.ungraded(exercise, "it could not be graded: " + e.getMessage());
            }
            listener.accept(verdict);
            verdicts.add(verdict);
        }
        return verdicts;
    }

    static String sum(List<Verdict> verdicts) {
        List<Exercise> all = verdicts.stream().map(Verdict::exercise).toList();
        List<Exercise> passed = verdicts.stream().filter(Verdict::passed).map(Verdict::exercise)
            .toList();
        return "%d of %d exercises pass now, %d of %d points".formatted(
            passed.size(), all.size(), points(passed), points(all));
    }

    private static int points(List<Exercise> exercises) {
        return exercises.stream().mapToInt(Exercise::points).sum();
    }

    // ----------------------------------------------------------------------------------- words

    /** Returns the number of passes, a line for each exercise, and the next exercise. */
    String list() throws IOException {
        return list(exercises);
    }

    /** The same for some exercises, such as those of a chapter, so that the list fits a screen. */
    String list(List<Exercise> shown) throws IOException {
        Set<String> passed = work.passed(exercises);
        List<Exercise> done = exercises.stream().filter(e -> passed.contains(e.id())).toList();
        int bar = BAR_WIDTH * passed.size() / exercises.size();
        var lines = new ArrayList<String>();
        lines.add("%d of %d exercises passed, %d of %d points [%s%s]".formatted(passed.size(),
            exercises.size(), points(done), points(exercises), "#".repeat(bar),
            "-".repeat(BAR_WIDTH - bar)));
        Exercise next = passed.size() == exercises.size() ? null : next();
        for (Exercise exercise : shown) {
            boolean isPassed = passed.contains(exercise.id());
            lines.add("  " + exercise.id() + (isPassed ? ANSI.string(" @|green passed|@ ")
                : exercise == next ? ANSI.string(" @|bold next  |@ ")
                : work.isUntouched(exercise) ? "        " : " begun  ") + exercise.title()
                + ", " + points(exercise));
        }
        if (next == null) {
            lines.add("You have passed all exercises.");
        } else {
            work.text(next);   // so that there is something to edit
            lines.add("Next: edit " + work.shown(work.file(next)));
            lines.add("then: " + COMMAND + "run " + next.id());
        }
        return String.join("\n", lines);
    }

    /** Returns the points of an exercise in words. */
    static String points(Exercise exercise) {
        return exercise.points() == 1 ? "1 point" : exercise.points() + " points";
    }

    /** Returns the lines below a verdict: what the learner can do next. */
    String whatNext(Verdict verdict) throws IOException {
        Exercise exercise = verdict.exercise();
        if (!verdict.passed()) {
            return "Edit " + work.shown(work.file(exercise)) + "\nFor a hint: " + COMMAND + "hint "
                + exercise.id();
        }
        String passed = ANSI.string("@|green Passed.|@ ") + wrapped(exercise.why()) + "\n";
        Exercise next = next();
        if (isPassed(next)) {
            return passed + "You have passed all exercises.";
        }
        work.text(next);   // so that there is something to edit
        return passed + "The course's solution: " + COMMAND + "solution "
            + exercise.id() + "\nNext: " + next + ", edit "
            + work.shown(work.file(next));
    }

    /** Returns a verdict as one line, for lists. */
    String line(Verdict verdict) {
        return verdict.exercise().id() + (verdict.passed() ? ANSI.string(" @|green passed|@ ")
            : verdict.isUnsolved() ? ANSI.string(" @|yellow unsolved|@ ")
            : ANSI.string(" @|red failed|@ ")) + verdict.exercise().title()
            + (verdict.passed() || verdict.isUnsolved() ? "" : ": " + verdict.headline());
    }

    /** Returns the next hint of an exercise. A file in .hints stores how many hints were shown. */
    String hint(Exercise exercise, boolean all) throws IOException {
        Path given = Files.createDirectories(work.folder.resolve(".hints"))
            .resolve(exercise.id());
        List<String> hints = exercise.hints();
        long before = Files.exists(given) ? Files.size(given) : 0;
        int count = all ? hints.size() : (int) Math.min(before + 1, hints.size());
        Files.writeString(given, ".".repeat(count));
        var lines = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            lines.add("Hint " + (i + 1) + " of " + hints.size() + ": " + wrapped(hints.get(i)));
        }
        if (count == before) {
            lines.add("That was the last hint. The course's solution: " + COMMAND
                + "solution " + exercise.id());
        }
        return String.join("\n", lines);
    }

    /** Wraps a hint, so that it fits into 80 columns together with the words before it. */
    private static String wrapped(String hint) {
        return hint.lines().map(line -> line.length() <= LINE ? line
            : line.replaceAll("(.{1," + LINE + "})( |$)", "$1\n    ").strip())
            .collect(Collectors.joining("\n"));
    }

    String reset(Exercise exercise) throws IOException {
        Optional<Path> kept = work.replace(exercise, exercise.stub());
        return work.shown(work.file(exercise)) + " is the stub again"
            + kept.map(copy -> "; a copy of your answer is in " + work.shown(copy)).orElse("");
    }

    /** Asks a question. Only "yes" or "y" agrees. Without a terminal, nobody can agree. */
    boolean agrees(String question) {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return false;
        }
        String answer = console.readLine("%s [y/N] ", question);
        return answer != null && answer.strip().toLowerCase().matches("y|yes");
    }

    // ------------------------------------------------------------------------------------ init

    /**
     * Makes a folder to work in. In a folder that it made before, it adds missing files and
     * replaces nothing.
     */
    static String init(Path folder) throws IOException {
        Workspace work = Workspace.at(folder);
        folder = work.folder;
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw Script.refusal(folder + " is a file; name a folder");
        }
        if (Files.exists(folder) && !Files.exists(folder.resolve(Workspace.MARKER))) {
            try (var files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw Script.refusal(folder + " is not empty, and init did not make it;"
                        + " name a new folder");
                }
            }
        }
        Files.createDirectories(folder);
        for (Exercise exercise : Exercise.all()) {
            work.text(exercise);
        }
        if (!Files.exists(folder.resolve(Workspace.MARKER))) {
            Files.createFile(folder.resolve(Workspace.MARKER));
        }
        Path launcher = Checkout.find().map(root -> root.resolve("jbang")).orElse(null);
        return "The exercises are in " + folder + "\nIn that folder, call: "
            + (launcher == null ? COMMAND.strip() : launcher + " exercises");
    }
}
