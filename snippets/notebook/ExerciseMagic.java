/*
 * Exercises in a notebook: a cell that begins with %%exercise 3.1 becomes the learner's work and
 * shows the grader's verdict. The grader runs as "jbang exercises serve", beside the kernel. No
 * imports here: on IJava one that comes after declarations builds them anew, and sets variables of
 * cells to null in silence.
 */

/** The grader, started at the first question and ended with the kernel. */
final class GraderLink {
    // The first start of all may have to fetch and to build the grader.
    private static final int FIRST_ANSWER_S = 600;
    private static final int ANSWER_S = 120;

    private final Callable<Process> starter;
    private Process process;
    private boolean answered;

    GraderLink(Callable<Process> starter) {
        this.starter = starter;
    }

    /** The verdict in HTML and in words; an exception that says what is wrong if there is none. */
    synchronized String[] ask(String request) throws Exception {
        if (process == null || !process.isAlive()) {
            process = starter.call();
            answered = false;
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        }
        var writer = process.outputWriter();
        writer.write(request + "\n");
        writer.flush();
        var answer = CompletableFuture.supplyAsync(this::readLine);
        try {
            String line = answer.get(answered ? ANSWER_S : FIRST_ANSWER_S, TimeUnit.SECONDS);
            if (line == null) {
                throw new IllegalStateException("the grader ended; \"jbang exercises\" in a"
                    + " terminal says why");
            }
            answered = true;
            String[] words = line.split(" ");
            return new String[] {decode(words[0]), decode(words[1])};
        } catch (Exception e) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            throw e;
        }
    }

    private String readLine() {
        try {
            return process.inputReader().readLine();
        } catch (IOException e) {
            return null;
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
        System.out.println("No %%exercise on this kernel; grade(\"1.1\") grades the file in work/.");
        return false;
    }
}

/** A field, so that loading this file does it. */
boolean exercisesRegistered = registered();

void main() {
    System.out.println("This file is for notebooks: %load ../snippets/notebook/ExerciseMagic.java");
}
