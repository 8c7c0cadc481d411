
import module java.base;

/**
 * The wrong answers kept beside a grader, each a change of the solution:
 *
 * <pre>
 * # maps a private copy                    what a learner did
 * - Libc.MAP_SHARED                        what stands in the solution, once; lines if several
 * + Libc.MAP_PRIVATE                       what stands there instead; none: it is left out
 * ! the file's bytes                       what the verdict has to say; one or more
 * </pre>
 *
 * A line that begins with two slashes is a comment.
 */
record Mutant(String mistake, String text, List<String> verdictSays) {

    /** Those in the file {@code wrong}, applied to {@code solution}. */
    static List<Mutant> read(Path wrong, String solution) throws Exception {
        var all = new ArrayList<Mutant>();
        for (String block : Files.readString(wrong).replaceAll("(?m)^//.*\n", "")
                .split("(?m)^# ")) {
            if (!block.isBlank()) {
                all.add(parse(block, solution));
            }
        }
        return all;
    }

    private static Mutant parse(String block, String solution) {
        List<String> lines = block.lines().toList();
        String text = solution;
        var says = new ArrayList<String>();
        int i = 1;
        while (i < lines.size()) {
            var from = new ArrayList<String>();
            var to = new ArrayList<String>();
            while (i < lines.size() && lines.get(i).startsWith("-")) {
                from.add(content(lines.get(i++)));
            }
            while (i < lines.size() && lines.get(i).startsWith("+")) {
                to.add(content(lines.get(i++)));
            }
            if (!from.isEmpty()) {
                text = replaceOnce(text, String.join("\n", from), String.join("\n", to));
            } else if (lines.get(i).startsWith("!")) {
                says.add(content(lines.get(i++)));
            } else if (lines.get(i++).isBlank() && to.isEmpty()) {
                continue;
            } else {
                throw new IllegalArgumentException("not understood in: " + lines.getFirst());
            }
        }
        return new Mutant(lines.getFirst().strip(), text, says);
    }

    private static String content(String line) {
        return line.length() < 2 ? "" : line.substring(2);
    }

    private static String replaceOnce(String text, String from, String to) {
        int at = text.indexOf(from);
        if (at < 0 || text.indexOf(from, at + 1) >= 0) {
            throw new IllegalArgumentException(
                (at < 0 ? "not in the solution: " : "more than once: ") + from);
        }
        return text.substring(0, at) + to + text.substring(at + from.length());
    }
}
