//SOURCES ../grading/Exercise.java Submission.java

import module java.base;

/**
 * Compares answers token by token. Comments, blanks and names do not count, so renaming a variable
 * hides nothing. Five tokens in a row are a shingle. The shingles of the stub and of the course's
 * solution do not count either.
 */
final class Similarity {
    private static final Pattern TOKEN = Pattern.compile(
        "(?s)//[^\n]*|/\\*.*?\\*/|\"(?:\\\\.|[^\"\\\\])*\"|'(?:\\\\.|[^'\\\\])*'"
        + "|(?<name>[A-Za-z_$][\\w$]*)|\\d[\\w.]*|\\S");
    private static final Set<String> KEYWORDS = Set.of("if", "else", "for", "while", "do", "try",
        "catch", "finally", "return", "throw", "new", "static", "final", "int", "long", "byte",
        "boolean", "void", "class", "switch", "case", "break", "continue", "synchronized");
    private static final int LENGTH = 5;
    private static final int FEWEST = 12;
    private static final double SUSPICIOUS = 0.8;

    private Similarity() {}

    /** Two students whose answers to an exercise are suspiciously equal; 1 means the same. */
    record Pair(String one, String other, Exercise exercise, double similarity) {}

    static List<Pair> of(Collection<Submission> submissions, List<Exercise> exercises) {
        var pairs = new ArrayList<Pair>();
        for (Exercise exercise : exercises) {
            var known = new HashSet<>(shingles(exercise.stub()));
            known.addAll(shingles(exercise.solution()));
            var own = new TreeMap<String, Set<String>>();
            for (Submission submission : submissions) {
                String text = submission.texts().get(exercise);
                Set<String> shingles = text == null ? new HashSet<>() : shingles(text);
                shingles.removeAll(known);
                if (shingles.size() >= FEWEST) {
                    own.put(submission.student(), shingles);
                }
            }
            add(pairs, exercise, own);
        }
        pairs.sort(Comparator.comparingDouble(Pair::similarity).reversed());
        return pairs;
    }

    private static void add(List<Pair> pairs, Exercise exercise,
            NavigableMap<String, Set<String>> own) {
        own.forEach((one, shingles) -> own.tailMap(one, false).forEach((other, others) -> {
            var common = new HashSet<>(shingles);
            common.retainAll(others);
            double all = shingles.size() + others.size() - common.size();
            if (common.size() / all >= SUSPICIOUS) {
                pairs.add(new Pair(one, other, exercise, common.size() / all));
            }
        }));
    }

    private static Set<String> shingles(String text) {
        var tokens = TOKEN.matcher(text).results()
            .filter(token -> !token.group().startsWith("//") && !token.group().startsWith("/*"))
            .map(token -> token.group("name") == null || KEYWORDS.contains(token.group())
                || Character.isUpperCase(token.group().charAt(0)) ? token.group() : "name")
            .toList();
        var shingles = new HashSet<String>();
        for (int i = 0; i + LENGTH <= tokens.size(); i++) {
            shingles.add(String.join(" ", tokens.subList(i, i + LENGTH)));
        }
        return shingles;
    }
}
