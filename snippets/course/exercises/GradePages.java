//SOURCES ../grading/Exercise.java ../grading/RegularFile.java ../grading/Verdict.java
//SOURCES GradeCommand.java JUnitReport.java Similarity.java VerdictPage.java VerdictText.java

import module java.base;

/**
 * The results of a class as files: a page with a table, a page for each student, a CSV file for a
 * learning platform, and JUnit XML.
 */
final class GradePages {
    /** The names of columns that Canvas requires. Moodle lets you choose the columns yourself. */
    private static final List<String> COLUMNS = List.of("Student", "ID", "SIS User ID",
        "SIS Login ID", "Section", "mmap exercises");
    /** The name of a page has so many letters of a student's name: at most 160 bytes of 255. */
    private static final int LETTERS = 40;
    private static final String STYLE = """
        :root { color-scheme: light dark }
        body { font: 16px/1.5 sans-serif; margin: 2rem; overflow-wrap: anywhere }
        table { border-collapse: collapse }
        th, td { border: 1px solid #8885; padding: 2px 8px; text-align: left }
        """;

    private final List<Exercise> exercises;
    private final Map<String, GradeCommand.Student> students;
    private final List<Similarity.Pair> pairs;
    private final Path comments;

    /** @param comments a file with a line NAME: COMMENT for a student, or null */
    GradePages(List<Exercise> exercises, Map<String, GradeCommand.Student> students,
            List<Similarity.Pair> pairs, Path comments) {
        this.exercises = exercises;
        this.students = students;
        this.pairs = pairs;
        this.comments = comments;
    }

    void write(Path folder, Path csv) throws Exception {
        Map<String, String> words = comments();
        var all = new LinkedHashMap<String, List<Verdict>>();
        for (var student : students.entrySet()) {
            List<Verdict> verdicts = exercises.stream().map(student.getValue().verdicts::get)
                .toList();
            all.put(student.getKey(), verdicts);
            write(folder.resolve(file(student.getKey())), VerdictPage.page(student.getKey(),
                verdicts, words.getOrDefault(student.getKey(), ""),
                System.getProperty("user.name")));
        }
        JUnitReport.write(all, folder.resolve("report.xml"));
        write(folder.resolve("index.html"), table());
        write(csv, csv());
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        RegularFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, String> comments() throws IOException {
        var words = new HashMap<String, String>();
        for (String line : comments == null ? List.<String>of() : Files.readAllLines(comments)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                words.merge(line.substring(0, colon).strip(), line.substring(colon + 1).strip(),
                    (one, more) -> one + "\n" + more);
            }
        }
        return words;
    }

    /**
     * The name of a student's page. The student may have chosen the name of the folder, so the page
     * gets only its beginning. A hash tells names apart that begin in the same way.
     */
    private static String file(String student) {
        String hash = UUID.nameUUIDFromBytes(student.getBytes(StandardCharsets.UTF_8)).toString();
        String name = student.replaceAll("[^\\p{L}\\p{N} ()_-]", "_");
        return "student-" + name.codePoints().limit(LETTERS).mapToObj(Character::toString)
            .collect(Collectors.joining()) + "-" + hash.substring(0, 8) + ".html";
    }

    // ------------------------------------------------------------------------------------- table

    private String table() {
        var html = new StringBuilder("<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">"
            + "\n<title>Grades</title>\n<style>\n" + STYLE + "</style>\n<h1>Grades</h1>\n"
            + "<p>Graded " + LocalDateTime.now().withNano(0) + ". A pass is evidence and not a"
            + " proof: look at the flagged answers.</p>\n<table>\n<tr><th>student</th>"
            + "<th>points</th>");
        for (Exercise exercise : exercises) {
            html.append("<th title=\"").append(VerdictPage.escape(exercise.title())).append("\">")
                .append(exercise.id()).append("</th>");
        }
        html.append("<th>flags</th><th>seconds</th></tr>\n<tr><td>version of the exercise</td><td>")
            .append(exercises.stream().mapToInt(Exercise::points).sum()).append("</td>");
        exercises.forEach(exercise -> html.append("<td><small>")
            .append(exercise.fingerprint(), 0, 6).append("</small></td>"));
        html.append("<td></td><td></td></tr>\n");
        students.forEach((name, student) -> html.append(row(name, student)));
        html.append("</table>\n").append(similar());
        return html.append("</html>\n").toString();
    }

    private String row(String name, GradeCommand.Student student) {
        var html = new StringBuilder("<tr><td><a href=\"" + VerdictPage.escape(file(name)) + "\">"
            + VerdictPage.escape(name) + "</a></td><td>" + student.points() + "</td>");
        for (Exercise exercise : exercises) {
            Verdict verdict = student.verdicts.get(exercise);
            html.append("<td title=\"").append(VerdictPage.escape(verdict.headline())).append("\">")
                .append(verdict.passed() ? "✓" : verdict.isUnsolved() ? "○" : "✗").append("</td>");
        }
        return html.append("<td>").append(VerdictPage.escape(String.join("; ", student.flags())))
            .append("</td><td>").append("%.1f".formatted(student.ms.get() / 1000.0))
            .append("</td></tr>\n").toString();
    }

    private String similar() {
        if (pairs.isEmpty()) {
            return "<p>No two answers are suspiciously equal.</p>\n";
        }
        var html = new StringBuilder("<h2>Suspiciously equal answers</h2>\n<ul>\n");
        pairs.forEach(pair -> html.append("<li>").append(pair.exercise().id()).append(": ")
            .append(VerdictPage.escape(pair.one() + " and " + pair.other()))
            .append(", %.0f %% equal</li>\n".formatted(100 * pair.similarity())));
        return html.append("</ul>\n").toString();
    }

    // --------------------------------------------------------------------------------------- CSV

    private String csv() {
        var lines = new ArrayList<String>();
        var head = new ArrayList<>(COLUMNS);
        exercises.forEach(exercise -> head.add(exercise.id()));
        head.addAll(List.of("Flags", "Seconds"));
        lines.add(line(head));
        students.forEach((name, student) -> {
            var row = new ArrayList<>(List.of(name, "", "", name, "", "" + student.points()));
            exercises.forEach(exercise -> row.add("" + student.verdicts.get(exercise).points()));
            row.addAll(List.of(String.join("; ", student.flags()),
                "%.1f".formatted(student.ms.get() / 1000.0)));
            lines.add(line(row));
        });
        return String.join("", lines);
    }

    /** A spreadsheet would run a text that begins like a formula, so it gets an apostrophe. */
    private static String line(List<String> values) {
        return values.stream()
            .map(value -> value.matches("(?s)[=+@\\t\\r-].*") ? "'" + value : value)
            .map(value -> "\"" + VerdictText.visible(value).replace("\"", "\"\"") + "\"")
            .collect(Collectors.joining(",", "", "\r\n"));
    }
}
