//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../grading/CompilerFork.java ../grading/Exercise.java ../grading/RegularFile.java
//SOURCES ../grading/Verdict.java

import module java.base;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Keeps the verdicts of a class, so that a run that was interrupted can continue. A verdict belongs
 * to a text and to one version of an exercise. If time or memory did not suffice, it is not kept.
 */
final class VerdictStore {
    private static final int LIMIT_BYTES = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A verdict without its exercise, and how long the grading took. */
    record Kept(Verdict.Outcome outcome, String headline, List<Verdict.TestResult> tests,
            List<Verdict.Problem> problems, String output, List<String> flags, long ms) {
        Verdict verdict(Exercise exercise) {
            return new Verdict(exercise, outcome, headline, tests, problems, output, flags);
        }
    }

    private final Path folder;

    VerdictStore(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Returns the verdict on this text, or null if there is none. */
    Kept find(Exercise exercise, String text) {
        try {
            return JSON.readValue(RegularFile.read(file(exercise, text), LIMIT_BYTES), Kept.class);
        } catch (IOException none) {
            return null;
        }
    }

    void keep(String text, Verdict verdict, long ms) throws IOException {
        boolean lost = verdict.problems().stream()
            .anyMatch(problem -> problem.message().startsWith(CompilerFork.LOST));
        if (verdict.outcome() != Verdict.Outcome.TIMED_OUT
                && verdict.outcome() != Verdict.Outcome.ENDED && !lost) {
            RegularFile.write(file(verdict.exercise(), text), JSON.writeValueAsBytes(
                new Kept(verdict.outcome(), verdict.headline(), verdict.tests(),
                    verdict.problems(), verdict.output(), verdict.flags(), ms)));
        }
    }

    private Path file(Exercise exercise, String text) {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(exercise.fingerprint().getBytes(StandardCharsets.UTF_8));
            sha.update(text.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(exercise.id() + "-"
                + HexFormat.of().formatHex(sha.digest(), 0, 16) + ".json");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
