import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
     * @param rounds the figures by rival; NaN if there is none in this mode
     * @param roundModes whether the processors were near or far, by rival; empty if not known
     * @param from where the figures come from, and what the bench says about them
     */
    record Part(String title, String unit, Map<String, List<Double>> rounds,
            Map<String, List<String>> roundModes, String from) {
        /** The modes that were measured: near, far or both; "all" if they are not known. */
        List<String> modes() {
            List<String> known = List.of("near", "far").stream().filter(mode ->
                roundModes.values().stream().anyMatch(modes -> modes.contains(mode))).toList();
            return known.isEmpty() ? List.of("all") : known;
        }

        /** The figures of one mode only. */
        Part in(String mode) {
            if (roundModes.isEmpty()) {
                return this;
            }
            var inMode = new LinkedHashMap<String, List<Double>>();
            rounds.forEach((rival, figures) -> inMode.put(rival,
                IntStream.range(0, figures.size()).mapToObj(i ->
                    roundModes.get(rival).get(i).equals(mode) ? figures.get(i) : Double.NaN)
                .toList()));
            return new Part(title, unit, inMode, Map.of(), from);
        }

        /** The rivals that have figures. */
        List<String> rivals() {
            return rounds.keySet().stream().filter(rival -> !figures(rival).isEmpty()).toList();
        }

        /** The figures of a rival in the order of the rounds. */
        List<Double> figures(String rival) {
            return rounds.getOrDefault(rival, List.of()).stream()
                .filter(figure -> !figure.isNaN()).toList();
        }

        List<Double> medians() {
            return rivals().stream().map(rival -> median(figures(rival))).toList();
        }

        /**
         * Returns the ratio of two rivals, as the median over the rounds; 0 if one was not
         * measured. If the other one has no figure in a round, this uses its median.
         */
        double ratio(String one, String other) {
            List<Double> above = rounds.getOrDefault(one, List.of());
            List<Double> below = rounds.getOrDefault(other, List.of());
            double usual = median(figures(other));
            return usual == 0 ? 0 : median(IntStream.range(0, Math.min(above.size(), below.size()))
                .filter(i -> !above.get(i).isNaN()).mapToObj(i ->
                    above.get(i) / (below.get(i).isNaN() ? usual : below.get(i))).toList());
        }
    }

    private static final String TEXT = "\"((?:[^\"\\\\]|\\\\.)*)\"";
    private static final Pattern PART = Pattern.compile("\"title\"\\s*:\\s*" + TEXT
        + "\\s*,\\s*\"unit\"\\s*:\\s*" + TEXT + "\\s*,\\s*\"values\"\\s*:\\s*\\{([^{}]*)\\}"
        + "(?:\\s*,\\s*\"modes\"\\s*:\\s*\\{([^{}]*)\\})?");
    private static final Pattern OTHERS = Pattern.compile("\"other programs\"\\s*:\\s*" + TEXT);
    private static final Pattern LIST = Pattern.compile(TEXT + "\\s*:\\s*\\[([^\\]]*)\\]");

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
            lists(part.group(3)).forEach((rival, figures) ->
                rounds.put(rival, figures.stream().map(Double::valueOf).toList()));
            parts.add(new Part(part.group(1), part.group(2), rounds,
                lists(Objects.requireNonNullElse(part.group(4), "")), from));
        }
    }

    /** The lists of a JSON object by name: numbers, or words without their quotes. */
    private static Map<String, List<String>> lists(String json) {
        var lists = new LinkedHashMap<String, List<String>>();
        for (MatchResult list : all(LIST, json)) {
            lists.put(list.group(1), Pattern.compile("[\\s,\"]+").splitAsStream(list.group(2))
                .filter(word -> !word.isEmpty()).toList());
        }
        return lists;
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
            .orElse(new Part(title, "", Map.of(), Map.of(), "not measured"));
    }
}
