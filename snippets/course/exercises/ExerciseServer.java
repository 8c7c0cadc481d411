//SOURCES ../grading/Exercise.java ../grading/Verdict.java ExerciseSession.java VerdictPage.java
//SOURCES VerdictText.java

import module java.base;
import picocli.CommandLine.Help.Ansi;

/**
 * Grades answers for a notebook. A request is one line: the ID of an exercise, and the text in
 * Base64 if it comes from a cell. A reply is one line: the verdict as HTML and as plain text, each
 * in Base64.
 */
final class ExerciseServer {
    private final ExerciseSession session;
    private boolean warm;

    ExerciseServer(ExerciseSession session) {
        this.session = session;
    }

    void serve(InputStream in, PrintStream out) throws IOException {
        var requests = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        String request;
        while ((request = requests.readLine()) != null) {
            String[] words = request.strip().split(" ", 2);
            Exercise exercise = session.byId(words[0]);
            String[] answer = exercise == null
                ? both("There is no exercise " + words[0] + "; there are: " + session.ids())
                : reply(exercise, words.length < 2 ? null : decode(words[1]));
            out.println(encode(answer[0]) + " " + encode(answer[1]));
            out.flush();
            if (exercise != null) {
                session.grader.prepare(exercise);
                warmUpOnce(exercise);
            }
        }
        session.grader.close();
    }

    /** Makes later verdicts faster. This runs while the learner reads the first verdict. */
    private void warmUpOnce(Exercise exercise) {
        if (!warm) {
            warm = true;
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    session.grader.warmUp(exercise);
                    session.grader.train();
                } catch (IOException | InterruptedException e) {
                    // Then later verdicts are slower, but still right.
                }
            });
        }
    }

    private String[] reply(Exercise exercise, String cell) {
        try {
            if (cell != null && cell.strip().equals(exercise.stub().strip())
                    && !session.work.isUntouched(exercise)) {
                return answerOfStoredText(exercise);
            }
            // A cell does not end with a line break, but a file does.
            Optional<Path> kept = cell == null ? Optional.empty()
                : session.work.replace(exercise, cell.endsWith("\n") ? cell : cell + "\n");
            Verdict verdict = session.grade(exercise);
            return answer(cell == null ? verdict : verdict.inCell(), kept.map(copy ->
                "A copy of your file's old text is in " + session.work.folder.relativize(copy)
                + ".").orElse(""));
        } catch (Exception e) {
            return both("The exercise could not be graded: " + e);
        }
    }

    private static String[] answer(Verdict verdict, String note) {
        return new String[] {VerdictPage.inNotebook(verdict, note),
            VerdictText.of(verdict, Ansi.OFF) + (note.isEmpty() ? "" : "\n" + note)};
    }

    /** A cell that nobody changed never replaces the learner's text, which may be solved. */
    private String[] answerOfStoredText(Exercise exercise)
            throws IOException, InterruptedException {
        String text = session.work.text(exercise);
        String[] answer = answer(session.grade(exercise), "The cell holds only the stub, so your"
            + " file " + session.work.folder.relativize(session.work.file(exercise))
            + " was graded. To"
            + " continue in the cell, put the file's text below its first line.");
        return new String[] {answer[0] + "<details><summary>The text of your file</summary><pre>"
            + VerdictPage.escape(text) + "</pre></details>", answer[1] + "\n\n" + text};
    }

    private static String[] both(String sentence) {
        return new String[] {"<p>" + VerdictPage.escape(sentence) + "</p>", sentence};
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}
