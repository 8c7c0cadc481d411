//SOURCES Exercise.java

import module java.base;

/**
 * The block comment at the top of a stub, which the learner's copy does not have:
 *
 * <pre>
 * exercise 1.1: Write a file through memory
 * points: 1
 * limit: 10 s                              optional; this is the default
 * forks: yes                               optional; the default is no
 * hint: A question. A longer hint goes on in lines
 *   that begin with two more spaces.
 * hint:
 *   | for (String line : code) {           a hint of several lines, as after the bar
 *   |     print(line);
 * why: Why the solution works, for the learner who has passed.
 * </pre>
 */
final class ExerciseHeader {
    private static final String LIMIT = "10 s";
    private static final String BEGIN = "/*\n";
    private static final String END = "\n */\n";
    private static final Pattern TITLE = Pattern.compile("exercise (\\d{1,2}\\.\\d{1,2}): (.+)");
    private static final Pattern VALUE = Pattern.compile("(points|limit|forks|hint):(?: (.*))?");
    private static final Pattern CODE = Pattern.compile("  \\|(?: (.*))?");

    private final String file;
    private String id;
    private String title;
    private final Map<String, String> values = new HashMap<>();
    private final List<StringBuilder> hints = new ArrayList<>();
    private final StringBuilder why = new StringBuilder();
    private StringBuilder last;   // a hint or the why, which the next line may continue

    private ExerciseHeader(String file) {
        this.file = file;
    }

    /**
     * The exercise that a stub's header describes.
     *
     * @param file below exercises/
     * @param text of the whole stub
     */
    static Exercise parse(String file, String text) {
        return read(file, text).exercise();
    }

    /** Why the solution works, as the header of a stub says it. */
    static String why(String file, String text) {
        return read(file, text).why.toString();
    }

    private static ExerciseHeader read(String file, String text) {
        var header = new ExerciseHeader(file);
        int end = text.indexOf(END);
        if (!text.startsWith(BEGIN) || end < 0) {
            throw header.wrong("it must begin with a block comment that describes the exercise");
        }
        text.substring(BEGIN.length(), end).lines().forEach(header::add);
        return header;
    }

    /** The part of a stub that the learner gets. */
    static String textAfter(String text) {
        return text.substring(text.indexOf(END) + END.length());
    }

    private void add(String line) {
        String content = line.startsWith(" * ") ? line.substring(3) : "";
        if (id == null) {
            Matcher first = TITLE.matcher(content);
            if (!first.matches()) {
                throw wrong("its first line must be \"exercise ID: TITLE\", not " + line);
            }
            id = first.group(1);
            title = first.group(2);
            return;
        }
        Matcher value = VALUE.matcher(content);
        if (content.startsWith("  ") && last != null) {
            continueHint(last, content);
        } else if (content.startsWith("why: ") && why.isEmpty()) {
            last = why.append(content.substring("why: ".length()));
        } else if (!value.matches()) {
            throw wrong("this line is not known: " + line);
        } else if (value.group(1).equals("hint")) {
            last = new StringBuilder(value.group(2) == null ? "" : value.group(2));
            hints.add(last);
        } else if (values.put(value.group(1), String.valueOf(value.group(2))) != null) {
            throw wrong(value.group(1) + " appears twice");
        }
    }

    private static void continueHint(StringBuilder hint, String content) {
        Matcher code = CODE.matcher(content);
        if (code.matches()) {
            hint.append(hint.isEmpty() ? "" : "\n")
                .append(code.group(1) == null ? "" : code.group(1));
        } else {
            hint.append(hint.isEmpty() ? "" : " ").append(content.strip());
        }
    }

    private Exercise exercise() {
        if (!file.startsWith("%02d_".formatted(Integer.parseInt(id.split("\\.")[0])))) {
            throw wrong("the exercise " + id + " belongs to the folder of another chapter");
        }
        if (why.isEmpty()) {
            throw wrong("the line with why: is missing");
        }
        if (hints.isEmpty() || hints.stream().anyMatch(StringBuilder::isEmpty)) {
            throw wrong(hints.isEmpty() ? "a hint is missing" : "a hint is empty");
        }
        return new Exercise(id, file, title, Integer.parseInt(value("points", "\\d{1,3}", null)),
            Integer.parseInt(value("limit", "\\d{1,4} s", LIMIT).replace(" s", "")),
            value("forks", "yes|no", "no").equals("yes"),
            hints.stream().map(StringBuilder::toString).toList());
    }

    private String value(String name, String pattern, String otherwise) {
        String text = values.getOrDefault(name, otherwise);
        if (text == null) {
            throw wrong(name + " is missing");
        }
        if (!text.matches(pattern)) {
            throw wrong(name + " cannot be \"" + text + "\"");
        }
        return text;
    }

    private IllegalStateException wrong(String problem) {
        return new IllegalStateException("exercises/" + file + ": " + problem);
    }
}
