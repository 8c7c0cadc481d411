//SOURCES ../support/RunningProcess.java Notebook.java

/*
 * Exercises in a notebook. A cell that begins with %%exercise 3.1 is stored as the learner's
 * answer, and its verdict is shown. The grader runs in a process of its own, "jbang exercises
 * serve". This file has no imports: on IJava, an import after declarations compiles these again,
 * and sets variables of cells to null without a message.
 */

/**
 * The grader process. It starts with the first request and is killed when the notebook kernel ends.
 */
final class GraderLink {
    // The first start may have to fetch and build the grader.
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(600);
    private static final Duration ANSWER = Duration.ofSeconds(120);
    // After so many answers another grader is started, because RunningProcess keeps all output.
    private static final int MOST_ANSWERS = 100;

    private final Callable<Process> starter;
    RunningProcess grader;   // null before the first request
    private int answers;

    GraderLink(Callable<Process> starter) {
        this.starter = starter;
    }

    /** Returns the verdict as HTML and as plain text. An exception says why there is none. */
    synchronized String[] ask(String request) throws Exception {
        if (grader != null && answers == MOST_ANSWERS) {
            grader.close();
        }
        if (grader == null || !grader.process.isAlive()) {
            grader = new RunningProcess(starter.call());
            answers = 0;
        }
        try {
            var writer = grader.process.outputWriter();
            writer.write(request + "\n");
            writer.flush();
            String[] words = grader.awaitLines(answers + 1, answers == 0 ? FIRST_ANSWER : ANSWER)
                .get(answers).text().split(" ");
            answers++;
            return new String[] {decode(words[0]), decode(words[1])};
        } catch (Exception e) {
            boolean ended = !grader.process.isAlive();
            grader.close();
            throw e instanceof InterruptedException ? e : new IllegalStateException("the grader "
                + (ended ? "ended" : "does not reply") + "; call ./jbang exercises in a terminal"
                + " to see why", e);
        }
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64));
    }
}

/** It starts in the notebook's folder, because from there it finds the checkout. */
GraderLink graderLink = new GraderLink(() -> command(jbangCommand("exercises", "serve"))
    .directory(Path.of("").toAbsolutePath().toFile())
    .redirectError(ProcessBuilder.Redirect.DISCARD).start());

/**
 * Shows a line that the verdict will replace, because the first verdict takes seconds. Returns the
 * ID of that line, or nothing if this kernel cannot replace it, and then no line is shown.
 */
String showWaiting() {
    String words = "Grading …" + (graderLink.grader != null ? "" : " The grader starts first."
        + " If it was never built here, that takes up to a minute.");
    String id = UUID.randomUUID().toString();
    try {
        display(Map.of("text/html", "<p role='status'>" + words + "</p>"), words, id, false);
        return id;
    } catch (ReflectiveOperationException cannotReplace) {
        return "";
    }
}

/** Shows the verdict. Never throws, because an unsolved exercise must not stop Run All. */
void showVerdict(String request) {
    String id = showWaiting();
    String[] verdict;
    try {
        verdict = graderLink.ask(request);
    } catch (Exception e) {
        String words = "No verdict: " + (e.getMessage() == null ? e : e.getMessage());
        verdict = new String[] {"<p>" + words.replace("<", "&lt;") + "</p>", words};
    }
    try {
        display(Map.of("text/html", verdict[0]), verdict[1], id, !id.isEmpty());
    } catch (ReflectiveOperationException e) {
        System.out.println(verdict[1]);
    }
}

/** Grades the learner's file of an exercise, such as "3.1". */
void grade(String id) {
    showVerdict(id);
}

/** Stores a cell's text in the learner's file, and grades it. */
void gradeCell(String id, String text) {
    showVerdict(id + " " + Base64.getEncoder().encodeToString(text.getBytes()));
}

/** Prints which exercises of a chapter are passed. */
void progress(int chapter) throws IOException {
    String named = System.getenv("MMAP_COURSE_WORK");
    Path passes = (named == null ? Path.of("..", "work") : Path.of(named)).resolve("progress");
    String passed = Files.exists(passes) ? Files.readString(passes) : "";
    var lines = new ArrayList<String>();
    try (var stubs = Files.walk(Path.of("..", "snippets", "exercises"), 2)) {
        for (Path stub : stubs.filter(file -> file.toString().endsWith(".java")).toList()) {
            String title = Files.readAllLines(stub).get(1).replace(" * exercise ", "");
            String id = title.split(":")[0];
            if (id.startsWith(chapter + ".")) {
                lines.add("  " + title + ": "
                    + (passed.contains("passed " + id + " ") ? "passed" : "not passed yet"));
            }
        }
    }
    long done = lines.stream().filter(line -> line.endsWith(": passed")).count();
    System.out.println("You have passed " + done + " of " + lines.size()
        + " exercises of this chapter:");
    lines.stream().sorted().forEach(System.out::println);
}

/** Registers the magic %%exercise. A notebook kernel that cannot do this still has grade(id). */
void registerExercises() throws ReflectiveOperationException {
    Object magics = null;   // IJava has getMagics, JJava since 1.0 has getMagicsRegistry
    for (var method : kernel().getClass().getMethods()) {
        if (method.getName().matches("getMagics(Registry)?")) {
            magics = method.invoke(kernel());
        }
    }
    for (var method : magics.getClass().getMethods()) {
        if (method.getName().equals("registerCellMagic") && method.getParameterCount() == 2) {
            Class<?> function = method.getParameterTypes()[1];
            method.invoke(magics, "exercise", java.lang.reflect.Proxy.newProxyInstance(
                function.getClassLoader(), new Class<?>[] {function}, (proxy, called, given) -> {
                    // The words and the text are last; JJava since 1.0 puts the kernel first.
                    if (called.getName().matches("execute|eval")) {
                        List<?> words = (List<?>) given[given.length - 2];
                        gradeCell(words.isEmpty() ? "?" : "" + words.get(0),
                            "" + given[given.length - 1]);
                    }
                    return null;
                }));
        }
    }
}

boolean registered() {
    try {
        registerExercises();
        return true;
    } catch (ReflectiveOperationException | RuntimeException noSuchRegistry) {
        System.out.println(
            "This kernel has no %%exercise; grade(\"1.1\") grades your file in work/.");
        return false;
    }
}

/** A field, because its initializer runs when this file is loaded. */
boolean exercisesRegistered = registered();

void main() {
    System.out.println("This file is for notebooks: %load ../snippets/notebook/ExerciseMagic.java");
}
