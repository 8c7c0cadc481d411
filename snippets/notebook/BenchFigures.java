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
 * The figures of the last {@code ./jbang bench} in this checkout. Parts that were not measured here
 * come from the results that are part of the course. A notebook kernel has no JSON parser. So this
 * class reads only what a picture needs from the file, which {@code BenchResults.save} writes.
 */
final class BenchFigures {
    /**
     * The rivals at one task, in the order of the bench, and the figures of each in all rounds.
     *
     * @param from where the figures come from, and what the bench says about them
     */
    record Part(String title, String unit, Map<String, List<Double>> rounds, String from) {
        List<String> rivals() {
            return List.copyOf(rounds.keySet());
        }

        List<Double> medians() {
            return rounds.values().stream().map(BenchFigures::median).toList();
        }

        /**
         * Returns the ratio of two rivals, as the median over the rounds; 0 if one was not
         * measured.
         */
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

    /** Returns the part with this title. It has no rivals if no bench has measured it. */
    Part part(String title) {
        return parts.stream().filter(part -> part.title().equals(title)
            && !part.rounds().isEmpty()).findFirst()
            .orElse(new Part(title, "", Map.of(), "not measured"));
    }
}
