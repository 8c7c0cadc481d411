
import module java.base;

/**
 * A wrong answer, which is a change of the solution. A file beside the grader holds several:
 *
 * <pre>
 * # maps a private copy                    what a learner did
 * - Libc.MAP_SHARED                        a text that the solution has once; may be several lines
 * + Libc.MAP_PRIVATE                       the text in its place; without it, the text is removed
 * ! the file's bytes                       words that the verdict must have; one line or more
 * </pre>
 *
 * A line that begins with two slashes is a comment.
 */
record Mutant(String mistake, String text, List<String> verdictSays) {

    /** Reads the wrong answers in the file {@code wrong}, and applies them to {@code solution}. */
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
