//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES BenchGoals.java

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a run of the bench has measured: figures for each round, from which all that is printed is
 * made. A ratio is taken within each round, then its median over the rounds: a noisy machine slows
 * the neighbours in a round alike.
 */
record BenchResults(Map<String, String> machine, String command, List<Part> parts) {
    static final String OTHERS = "other programs";
    private static final int BAR = 36;

    /**
     * Rivals at one task, the first of them the base of all ratios.
     *
     * @param unit of the figures; "M/s" and "messages" are better when they are more
     * @param values by rival, in the order of the rounds
     * @param notRun rivals that could not, and why
     */
    record Part(String title, String unit, Map<String, double[]> values,
            Map<String, String> notRun) {
        /** Times of one operation, as JMH and its like tell them. */
        static Part ofNanos(String title, Map<String, double[]> nanos) {
            double largest = nanos.values().stream().mapToDouble(v -> at(v, 0.5)).max().orElse(0);
            double scale = largest < 1e3 ? 1 : largest < 1e6 ? 1e3 : 1e6;
            var values = new LinkedHashMap<String, double[]>();
            nanos.forEach((rival, took) ->
                values.put(rival, Arrays.stream(took).map(t -> t / scale).toArray()));
            return new Part(title, scale == 1 ? "ns" : scale == 1e3 ? "µs" : "ms", values,
                new LinkedHashMap<>());
        }

        /** The ratio to the base in each round; to its median, if it had other rounds. */
        double[] ratios(String rival) {
            double[] base = values.values().iterator().next();
            return ratio(values.get(rival), base).orElseGet(() ->
                Arrays.stream(values.get(rival)).map(value -> value / at(base, 0.5)).toArray());
        }
    }

    /** Element by element; nothing if one is missing or their rounds are not the same. */
    static Optional<double[]> ratio(double[] above, double[] below) {
        if (above == null || below == null || above.length != below.length) {
            return Optional.empty();
        }
        var ratios = new double[above.length];
        Arrays.setAll(ratios, i -> above[i] / below[i]);
        return Optional.of(ratios);
    }

    /** The value that this share of the values does not exceed: 0.5 is the median. */
    static double at(double[] values, double quantile) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
    }

    /** Two processes that spin measure little while a third one has a core. */
    void tellOthers(int percent) {
        machine.put(OTHERS, "took " + percent + " % of the processors' time meanwhile"
            + (percent < 5 ? "" : ": too much for figures to be relied on"));
    }

    Optional<Part> part(String title) {
        return parts.stream().filter(part -> part.title.equals(title)).findFirst();
    }

    /** The figures of a rival, or null. */
    double[] values(String title, String rival) {
        return part(title).map(part -> part.values.get(rival)).orElse(null);
    }

    // ---------------------------------------------------------------------------------- to read

    static String table(Part part) {
        var text = new StringBuilder();
        int rounds = part.values.values().stream().mapToInt(v -> v.length).max().orElse(0);
        text.append("### %s, %d round%s%n%n".formatted(part.title, rounds, rounds == 1 ? "" : "s"));
        String base = part.values.isEmpty() ? "the first" : part.values.keySet().iterator().next();
        text.append("| | median %s | middle half | ratio to %s | middle half |%n"
            .formatted(part.unit, base)).append("|---|---:|---|---:|---|\n");
        part.values.forEach((rival, values) -> {
            double[] ratios = part.ratios(rival);
            text.append("| %s | %s | %s | %s | %s |%n".formatted(rival, figure(at(values, 0.5)),
                middleHalf(values), figure(at(ratios, 0.5)), middleHalf(ratios)));
        });
        part.notRun.forEach((rival, why) ->
            text.append("| %s | not run: %s | | | |%n".formatted(rival, why.replace("|", "/"))));
        return text.toString();
    }

    private static String middleHalf(double[] values) {
        return figure(at(values, 0.25)) + " to " + figure(at(values, 0.75));
    }

    /** Three digits, as that is what a bench knows. */
    static String figure(double value) {
        int digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** Medians as bars, for a terminal of 80 columns. */
    static String chart(Part part) {
        var text = new StringBuilder(part.title + ", " + part.unit + "\n");
        double most = part.values.values().stream().mapToDouble(v -> at(v, 0.5)).max().orElse(1);
        part.values.forEach((rival, values) -> {
            double median = at(values, 0.5);
            text.append("%-34.34s %s %s%n".formatted(rival, bar(median / most), figure(median)));
        });
        return text.toString();
    }

    /** In eighths of a character; what is there at all shows at least one. */
    private static String bar(double share) {
        int eighths = Math.max(1, (int) Math.round(share * BAR * 8));
        String last = eighths % 8 == 0 ? "" : "" + "▏▎▍▌▋▊▉".charAt(eighths % 8 - 1);
        return "█".repeat(eighths / 8) + last;
    }

    String markdown() {
        var text = new StringBuilder();
        machine.forEach((what, value) -> text.append("- %s: %s%n".formatted(what, value)));
        for (Part part : parts) {
            text.append("\n").append(table(part));
        }
        text.append("\n### Goals\n\n").append(BenchGoals.table(this));
        if (part(BenchGoals.ONE_WAY).isPresent()) {
            text.append("\n").append(BenchGoals.WHAT_RIVALS_DO);
        }
        return text.append("\nTo repeat: `").append(command).append("`\n").toString();
    }

    // --------------------------------------------------------------------------------- to store

    /** Writes bench.json and bench.md; the last run replaces the one before. */
    void save(Path folder) throws IOException {
        var json = new LinkedHashMap<String, Object>();
        json.put("machine", machine);
        json.put("command", command);
        json.put("parts", parts);
        json.put("goals", BenchGoals.verdicts(this));
        new ObjectMapper().writerWithDefaultPrettyPrinter()
            .writeValue(folder.resolve("bench.json").toFile(), json);
        Files.writeString(folder.resolve("bench.md"), markdown());
    }
}
