//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1

import module java.base;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * The figures of a run of the bench, for each round. The tables show ratios: first the ratio within
 * each round, then the median over the rounds. A noisy machine slows all rivals of a round alike.
 * If a part has modes, such as near and far cores, each mode has a table of its own.
 */
record BenchResults(Map<String, String> machine, String command, List<Part> parts) {
    static final String OTHERS = "other programs";
    /** The mode of a figure that no table shows, because the mode changed meanwhile. */
    static final String CHANGED = "changed";
    private static final int BAR = 36;

    /**
     * Rivals at one task, the first of them the base of all ratios.
     *
     * @param unit of the figures; more is better for "M/s" and "messages", less for times
     * @param values by rival, in the order of the rounds; NaN if there is none in this mode
     * @param modes by rival, in the order of the rounds; empty if there are no modes
     * @param goals by rival, which ratio it should reach
     * @param notRun the rivals that do not work on this machine, with the reason
     */
    record Part(String title, String unit, Map<String, double[]> values,
            Map<String, String[]> modes, Map<String, Double> goals, Map<String, String> notRun) {
        /** A part without modes and goals. */
        Part(String title, String unit, Map<String, double[]> values, Map<String, String> notRun) {
            this(title, unit, values, Map.of(), Map.of(), notRun);
        }

        /** Adds a figure of a round. An empty mode means that there are none. */
        void add(String rival, int round, int rounds, double value, String mode) {
            values.computeIfAbsent(rival, name -> new double[rounds])[round] = value;
            if (!mode.isEmpty()) {
                modes.computeIfAbsent(rival, name -> new String[rounds])[round] = mode;
            }
        }

        /** A part for each mode with the figures of that mode only, or this part alone. */
        List<Part> byMode() {
            return modes.isEmpty() ? List.of(this) : modes.values().stream().flatMap(Stream::of)
                .distinct().filter(mode -> !mode.equals(CHANGED))
                .sorted(Comparator.reverseOrder()).map(this::in).toList();
        }

        private Part in(String mode) {
            var inMode = new LinkedHashMap<String, double[]>();
            values.forEach((rival, figures) -> {
                double[] own = figures.clone();
                Arrays.setAll(own, i -> modes.get(rival)[i].equals(mode) ? own[i] : Double.NaN);
                inMode.put(rival, own);
            });
            return new Part(title + ", " + mode + " cores", unit, inMode, Map.of(), goals, notRun);
        }

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

        /** The ratio to the base in each round, or to its median if it has no such round. */
        double[] ratios(String rival) {
            double[] base = values.values().iterator().next();
            double[] own = values.get(rival);
            var ratios = new double[own.length];
            Arrays.setAll(ratios, i -> own[i] / (own.length == base.length
                && !Double.isNaN(base[i]) ? base[i] : at(base, 0.5)));
            return ratios;
        }

        /** Whether a rival has reached its goal; empty if it has none. */
        String goal(String rival) {
            if (!goals.containsKey(rival)) {
                return "";
            }
            double goal = goals.get(rival);
            double ratio = at(ratios(rival), 0.5);
            boolean more = unit.equals("M/s");
            return (more ? "at least " : "at most ") + figure(goal) + (Double.isNaN(ratio) ? ""
                : (more ? ratio >= goal : ratio <= goal) ? ": reached" : ": missed");
        }
    }

    /** The smallest value that at least this share of the values does not exceed. */
    static double at(double[] values, double quantile) {
        double[] sorted = numbers(values);
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN
            : sorted[Math.max(0, (int) Math.ceil(quantile * sorted.length) - 1)];
    }

    private static double[] numbers(double[] values) {
        return Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
    }

    /** Adds the load of other programs, because two processes that spin need a core each. */
    void addOthers(int percent) {
        machine.put(OTHERS, "took " + percent + " % of the processors' time during the run"
            + (percent < 5 ? "" : ": that is too much, so the figures are not reliable"));
    }

    // ---------------------------------------------------------------------------------- to read

    /** The table of a part, or one for each mode. */
    static String table(Part part) {
        return part.byMode().stream().map(BenchResults::oneTable)
            .collect(Collectors.joining("\n"));
    }

    private static String oneTable(Part part) {
        var text = new StringBuilder();
        int rounds = part.values.values().stream().mapToInt(v -> numbers(v).length).max().orElse(0);
        text.append("### %s, %d round%s%n%n".formatted(part.title, rounds, rounds == 1 ? "" : "s"));
        String base = part.values.isEmpty() ? "the first" : part.values.keySet().iterator().next();
        boolean hasGoals = !part.goals.isEmpty();
        text.append("| | median %s | middle half | ratio to %s | middle half |%s%n"
            .formatted(part.unit, base, hasGoals ? " goal |" : ""))
            .append("|---|---:|---|---:|---|").append(hasGoals ? "---|\n" : "\n");
        part.values.forEach((rival, values) -> {
            double[] ratios = part.ratios(rival);
            text.append("| %s | %s | %s | %s | %s |%s%n".formatted(rival, figure(at(values, 0.5)),
                middleHalf(values), figure(at(ratios, 0.5)), middleHalf(ratios),
                hasGoals ? " " + part.goal(rival) + " |" : ""));
        });
        part.notRun.forEach((rival, why) -> text.append("| %s | not run: %s | | | |%s%n"
            .formatted(rival, why.replace("|", "/"), hasGoals ? " |" : "")));
        return text.toString();
    }

    private static String middleHalf(double[] values) {
        return numbers(values).length == 0 ? ""
            : figure(at(values, 0.25)) + " to " + figure(at(values, 0.75));
    }

    /** Formats a figure with three digits, because the bench is not more exact. */
    static String figure(double value) {
        if (Double.isNaN(value)) {
            return "none";
        }
        int digits = value >= 100 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    /** Draws the medians as bars, for a terminal of 80 columns; a chart for each mode. */
    static String chart(Part part) {
        return part.byMode().stream().map(BenchResults::oneChart)
            .collect(Collectors.joining("\n"));
    }

    private static String oneChart(Part part) {
        var text = new StringBuilder(part.title + ", " + part.unit + "\n");
        double most = part.values.values().stream().mapToDouble(v -> at(v, 0.5))
            .filter(median -> !Double.isNaN(median)).max().orElse(1);
        part.values.forEach((rival, values) -> {
            double median = at(values, 0.5);
            if (!Double.isNaN(median)) {
                text.append("%-34.34s %s %s%n".formatted(rival, bar(median / most),
                    figure(median)));
            }
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
