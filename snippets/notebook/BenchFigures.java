import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What {@code ./jbang bench} has measured last in this checkout; what it has not measured here, is
 * taken from the results that came with the course. A kernel has no JSON parser, so this reads of
 * the bench's file, {@code BenchResults.save}, only what a picture needs.
 */
final class BenchFigures {
    /**
     * Rivals at one task, in the bench's order, and each one's figures, round by round.
     *
     * @param from where the figures are from, and what the bench says of them
     */
    record Part(String title, String unit, Map<String, List<Double>> rounds, String from) {
        List<String> rivals() {
            return List.copyOf(rounds.keySet());
        }

        List<Double> medians() {
            return rounds.values().stream().map(BenchFigures::median).toList();
        }

        /** One's figure in other's, as the median of the rounds; 0 if one was not measured. */
        double ratio(String one, String other) {
            List<Double> above = rounds.getOrDefault(one, List.of());
            List<Double> below = rounds.getOrDefault(other, List.of());
            return median(IntStream.range(0, Math.min(above.size(), below.size()))
                .mapToObj(i -> above.get(i) / below.get(i)).toList());
        }
    }

    private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern PART = Pattern.compile("\"title\"\\s*:\\s*" + TEXT
        + "\\s*,\\s*\"unit\"\\s*:\\s*" + TEXT + "\\s*,\\s*\"values\"\\s*:\\s*\\{([^{}]*)\\}");
    private static final Pattern OTHERS = Pattern.compile("\"other programs\"\\s*:\\s*" + TEXT);
    private static final Pattern RIVAL = Pattern.compile(TEXT + "\\s*:\\s*\\[([^\\]]*)\\]");

    private final List<Part> parts = new ArrayList<>();

    /** @param checkout the project's folder */
    BenchFigures(Path checkout) throws IOException {
        add(checkout.resolve(".jbang/bench.json"), "measured in this checkout");
        add(checkout.resolve("snippets/course/bench/bench-results.json"), "came with the course");
    }

    private void add(Path file, String whose) throws IOException {
        if (!Files.isReadable(file)) {
            return;
        }
        String text = Files.readString(file);
        String from = whose + all(OTHERS, text).stream().findFirst().map(others ->
            "; other programs " + others.group(1).replace(": ", ", ")).orElse("");
        for (MatchResult part : all(PART, text)) {
            var rounds = new LinkedHashMap<String, List<Double>>();
            for (MatchResult rival : all(RIVAL, part.group(3))) {
                rounds.put(rival.group(1), Pattern.compile("[\\s,]+")
                    .splitAsStream(rival.group(2).strip()).filter(number -> !number.isEmpty())
                    .map(Double::valueOf).toList());
            }
            parts.add(new Part(part.group(1), part.group(2), rounds, from));
        }
    }

    private static List<MatchResult> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().toList();
    }

    private static double median(List<Double> values) {
        int middle = (values.size() - 1) / 2;
        return values.isEmpty() ? 0 : values.stream().sorted().toList().get(middle);
    }

    /** The part of this title; without a rival if no bench has measured it. */
    Part part(String title) {
        return parts.stream().filter(part -> part.title().equals(title)
            && !part.rounds().isEmpty()).findFirst()
            .orElse(new Part(title, "", Map.of(), "not measured"));
    }
}
