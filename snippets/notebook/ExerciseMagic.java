//SOURCES ../support/RunningProcess.java Notebook.java

/*
 * Exercises in a notebook: a cell that begins with %%exercise 3.1 becomes the learner's work and
 * shows the grader's verdict. The grader runs as "jbang exercises serve", beside the kernel. No
 * imports here: on IJava one that comes after declarations builds them anew, and sets variables of
 * cells to null in silence.
 */

/** The grader, started at the first question and killed at the end of the kernel. */
final class GraderLink {
    // The first start of all may have to fetch and to build the grader.
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(600);
    private static final Duration ANSWER = Duration.ofSeconds(120);
    // Then another grader is started, because RunningProcess keeps all that the old one printed.
    private static final int MOST_ANSWERS = 100;

    private final Callable<Process> starter;
    private RunningProcess grader;
    private int answers;

    GraderLink(Callable<Process> starter) {
        this.starter = starter;
    }

    /** The verdict in HTML and in words, or an exception that says why there is none. */
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
                + (ended ? "ended" : "does not answer") + "; \"jbang exercises\" in a terminal says"
                + " why", e);
        }
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64));
    }
}

/** Started in the notebook's folder, from where it finds the checkout. */
GraderLink graderLink = new GraderLink(() -> command(jbangCommand("exercises", "serve"))
    .directory(Path.of("").toAbsolutePath().toFile())
    .redirectError(ProcessBuilder.Redirect.DISCARD).start());

/** Asks and shows the verdict. Never throws: an unsolved exercise does not stop Run All. */
void showVerdict(String request) {
    try {
        String[] verdict = graderLink.ask(request);
        showHtml(verdict[0], verdict[1]);
    } catch (Exception e) {
        System.out.println("No verdict: " + (e.getMessage() == null ? e : e.getMessage()));
    }
}

/** Grades the learner's file of an exercise, such as "3.1". */
void grade(String id) {
    showVerdict(id);
}

/** Grades a cell's text, after storing it in the learner's file. */
void gradeCell(String id, String text) {
    showVerdict(id + " " + Base64.getEncoder().encodeToString(text.getBytes()));
}

/** Teaches the kernel the magic %%exercise; a kernel without such a registry has grade(id). */
void registerExercises() throws ReflectiveOperationException {
    Object magics = kernel().getClass().getMethod("getMagics").invoke(kernel());
    for (var method : magics.getClass().getMethods()) {
        if (method.getName().equals("registerCellMagic") && method.getParameterCount() == 2) {
            Class<?> function = method.getParameterTypes()[1];
            method.invoke(magics, "exercise", java.lang.reflect.Proxy.newProxyInstance(
                function.getClassLoader(), new Class<?>[] {function}, (proxy, called, given) -> {
                    if (called.getName().equals("execute")) {
                        List<?> words = (List<?>) given[0];
                        gradeCell(words.isEmpty() ? "?" : "" + words.get(0), "" + given[1]);
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
            "No %%exercise on this kernel; grade(\"1.1\") grades the file in work/.");
        return false;
    }
}

/** A field, so that loading this file does it. */
boolean exercisesRegistered = registered();

void main() {
    System.out.println("This file is for notebooks: %load ../snippets/notebook/ExerciseMagic.java");
}
