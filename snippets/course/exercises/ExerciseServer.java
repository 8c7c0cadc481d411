//SOURCES ../grading/Exercise.java ../grading/Verdict.java ExerciseSession.java VerdictPage.java
//SOURCES VerdictText.java

import module java.base;
import picocli.CommandLine.Help.Ansi;

/**
 * Grades for a notebook. A request is a line: an exercise's ID and, if the text comes from a cell,
 * the text in Base64. An answer is a line: the verdict in HTML and in words, each in Base64.
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
                : answer(exercise, words.length < 2 ? null : decode(words[1]));
            out.println(encode(answer[0]) + " " + encode(answer[1]));
            out.flush();
            if (exercise != null) {
                session.grader.prepare(exercise);
                warmUpOnce(exercise);
            }
        }
        session.grader.close();
    }

    /** Beside the first reader's thinking. */
    private void warmUpOnce(Exercise exercise) {
        if (!warm) {
            warm = true;
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    session.grader.warmUp(exercise);
                    session.grader.train();
                } catch (IOException | InterruptedException e) {
                    // It only goes slower.
                }
            });
        }
    }

    private String[] answer(Exercise exercise, String cell) {
        try {
            // A cell does not end in a line's end, a file does.
            Optional<Path> kept = cell == null ? Optional.empty()
                : session.work.replace(exercise, cell.endsWith("\n") ? cell : cell + "\n");
            String note = kept.map(copy -> "What stood in the file before is kept in "
                + session.work.folder.relativize(copy) + ".").orElse("");
            Verdict verdict = session.grade(exercise);
            return new String[] {VerdictPage.inNotebook(verdict, note),
                VerdictText.of(verdict, Ansi.OFF) + (note.isEmpty() ? "" : "\n" + note)};
        } catch (Exception e) {
            return both("The exercise could not be graded: " + e);
        }
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
