//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//FILES exercises/exercises.json=../../exercises/exercises.json

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * An exercise of the catalogue, exercises.json. Stubs, solutions and graders come packed with the
 * program, because someone who calls it from afar has no checkout.
 *
 * @param id such as 3.1, the first of chapter 3
 * @param file below exercises/, solutions/ and work/, such as 01_mmap_basics/MapAndWrite.java
 * @param limitSeconds how long the grader may take before it is killed
 * @param forks whether the grader forks: its JVM then needs the flags of {@code Fork.java}
 * @param hints from a question to nearly the code
 */
record Exercise(String id, String file, String title, int points, int limitSeconds, boolean forks,
        List<String> hints) {
    private static final int LIMIT_SECONDS = 10;

    /** All exercises, in the order of the course. */
    static List<Exercise> all() {
        try {
            var all = new ArrayList<Exercise>();
            for (JsonNode node : new ObjectMapper().readTree(text("exercises/exercises.json"))) {
                var hints = new ArrayList<String>();
                node.path("hints").forEach(hint -> hints.add(hint.asText()));
                all.add(new Exercise(node.path("id").asText(), node.path("file").asText(),
                    node.path("title").asText(), node.path("points").asInt(),
                    node.path("limitSeconds").asInt(LIMIT_SECONDS),
                    node.path("forks").asBoolean(), List.copyOf(hints)));
            }
            return List.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class that a learner writes. */
    String className() {
        return file.substring(file.indexOf('/') + 1, file.length() - ".java".length());
    }

    String graderName() {
        return className() + "Test";
    }

    String stub() {
        return text("exercises/" + file);
    }

    String solution() {
        return text("solutions/" + file);
    }

    /** Changes with the exercise: who has passed an older one has not passed this one. */
    String fingerprint() {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(stub().getBytes(StandardCharsets.UTF_8));
            sha.update(text("graders/" + file.replace(".java", "Test.java"))
                .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return id + " " + title;
    }

    private static String text(String resource) {
        try (var in = Exercise.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not packed with the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
