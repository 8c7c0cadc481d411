//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1

import module java.base;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The figures of a run of the bench, for each round. The tables show ratios: first the ratio within
 * each round, then the median over the rounds. A noisy machine slows all rivals of a round alike.
 */
record BenchResults(Map<String, String> machine, String command, List<Part> parts) {
    static final String OTHERS = "other programs";
    private static final int BAR = 36;

    /**
     * Rivals at one task, the first of them the base of all ratios.
     *
     * @param unit of the figures; more is better for "M/s" and "messages", less for times
     * @param values by rival, in the order of the rounds
     * @param notRun the rivals that do not work on this machine, with the reason
     */
    record Part(String title, String unit, Map<String, double[]> values,
            Map<String, String> notRun) {
        /** Makes a part of times of one operation, in the unit that fits them. */
        static Part ofNanos(String title, Map<String, double[]> nanos) {
            double largest = nanos.values().stream().mapToDouble(v -> at(v, 0.5)).max().orElse(0);
            double scale = largest < 1e3 ? 1 : largest < 1e6 ? 1e3 : 1e6;
            var values = new LinkedHashMap<String, double[]>();
            nanos.forEach((rival, took) ->
                values.put(rival, Arrays.stream(took).map(t -> t / scale).toArray()));
            return new Part(title, scale == 1 ? "ns" : scale == 1e3 ? "µs" : "ms", values,
                new LinkedHashMap<>());
        }

        /** The ratio to the base in each round, or to its median if it had other rounds. */
        double[] ratios(String rival) {
            double[] base = values.values().iterator().next();
            double[] own = values.get(rival);
            var ratios = new double[own.length];
            Arrays.setAll(ratios, i ->
                own[i] / (own.length == base.length ? base[i] : at(base, 0.5)));
            return ratios;
        }
    }

    /** The smallest value that at least this share of the values does not exceed. */
    static double at(double[] values, double quantile) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
    }

    /** Adds the load of other programs, because two processes that spin need a core each. */
    void addOthers(int percent) {
        machine.put(OTHERS, "took " + percent + " % of the processors' time during the run"
            + (percent < 5 ? "" : ": that is too much, so the figures are not reliable"));
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

    /** Formats a figure with three digits, because the bench is not more exact. */
    static String figure(double value) {
        int digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** Draws the medians as bars, for a terminal of 80 columns. */
    static String chart(Part part) {
        var text = new StringBuilder(part.title + ", " + part.unit + "\n");
        double most = part.values.values().stream().mapToDouble(v -> at(v, 0.5)).max().orElse(1);
        part.values.forEach((rival, values) -> {
            double median = at(values, 0.5);
            text.append("%-34.34s %s %s%n".formatted(rival, bar(median / most), figure(median)));
        });
        return text.toString();
    }

    /** A bar in eighths of a character. The shortest bar is one eighth. */
    private static String bar(double share) {
        int eighths = Math.max(1, (int) Math.round(share * BAR * 8));
        String last = eighths % 8 == 0 ? "" : "" + "▏▎▍▌▋▊▉".charAt(eighths % 8 - 1);
        return "█".repeat(eighths / 8) + last;
    }

    private String markdown(String notes) {
        var text = new StringBuilder();
        machine.forEach((what, value) -> text.append("- %s: %s%n".formatted(what, value)));
        for (Part part : parts) {
            text.append("\n").append(table(part));
        }
        if (!notes.isEmpty()) {
            text.append("\n").append(notes);
        }
        return text.append("\nTo repeat: `").append(command).append("`\n").toString();
    }

    // --------------------------------------------------------------------------------- to store

    /** Writes bench.json and bench.md, and replaces those of the run before. */
    void save(Path folder, String notes) throws IOException {
        new ObjectMapper().writerWithDefaultPrettyPrinter()
            .writeValue(folder.resolve("bench.json").toFile(), this);
        Files.writeString(folder.resolve("bench.md"), markdown(notes));
    }
}
