//SOURCES ../grading/Exercise.java ../grading/Verdict.java ExerciseSession.java VerdictText.java

import module java.base;

/** Verdicts as HTML: the output of a notebook cell, or a page of its own. */
final class VerdictPage {
    private VerdictPage() {}

    // No colour has enough contrast for text on a white page and on a dark one. So each mark is
    // white on its colour. A word always says the same as the colour.
    private static final String GREEN = "#1a7f46";
    private static final String RED = "#c5302a";
    private static final String AMBER = "#8f5f00";

    static String escape(String text) {
        return VerdictText.visible(text).replace("&", "&amp;").replace("<", "&lt;")
            .replace(">", "&gt;").replace("\"", "&quot;");
    }

    /** @param note a note for the learner; may be empty */
    static String inNotebook(Verdict verdict, String note) {
        return "<div role=\"status\" style=\"border-left:4px solid " + colour(verdict)
            + ";padding:2px 12px;font-family:var(--jp-ui-font-family,sans-serif)\">"
            + heading(verdict, 4) + body(verdict)
            + (note.isEmpty() ? "" : "<p><em>" + escape(note) + "</em></p>")
            + (verdict.passed() ? "<p>" + escape(verdict.exercise().why()) + "</p>"
                : hints(verdict.exercise().hints(), 0)) + "</div>";
    }

    private static String colour(Verdict verdict) {
        return verdict.passed() ? GREEN
            : verdict.isUnsolved() ? AMBER : RED;
    }

    private static String mark(Verdict verdict) {
        return mark(colour(verdict),
            verdict.passed() ? "✓ passed" : verdict.isUnsolved() ? "○ unsolved" : "✗ failed");
    }

    private static String mark(String colour, String words) {
        return "<span style=\"background:" + colour + ";color:#ffffff;padding:0 6px;"
            + "border-radius:3px\">" + words + "</span>";
    }

    private static String heading(Verdict verdict, int level) {
        Exercise exercise = verdict.exercise();
        return "<h" + level + " style=\"margin:6px 0;font-size:1em\">" + mark(verdict) + " "
            + exercise.id() + " " + escape(exercise.title()) + "</h" + level + "><p>"
            + escape(verdict.headline()) + "</p>";
    }

    private static String body(Verdict verdict) {
        var html = new StringBuilder();
        for (var problem : verdict.problems()) {
            html.append("<pre style=\"margin:4px 0\">").append(problem.line() == 0 ? ""
                : "line " + problem.line() + ": ").append(escape(problem.message()));
            if (!problem.source().isEmpty()) {
                html.append("\n    ").append(escape(problem.source())).append("\n    ")
                    .append(" ".repeat((int) Math.max(problem.column() - 1, 0))).append("^");
            }
            html.append("</pre>");
        }
        if (!verdict.tests().isEmpty()) {
            html.append("<ul style=\"list-style:none;padding-left:0;margin:4px 0\">");
            verdict.tests().forEach(test -> html.append(item(test)));
            html.append("</ul>");
        }
        if (!verdict.passed() && !verdict.output().isBlank()) {
            html.append("<details><summary>what your code printed</summary><pre>")
                .append(escape(verdict.output())).append("</pre></details>");
        }
        if (!verdict.flags().isEmpty()) {
            html.append("<p>Flagged: the code uses ")
                .append(escape(String.join(", ", verdict.flags())))
                .append(", which the exercise does not need.</p>");
        }
        return html.toString();
    }

    private static String item(Verdict.TestResult test) {
        String mark = switch (test.mark()) {
            case PASSED -> mark(GREEN, "✓ passed");
            case FAILED -> mark(RED, "✗ failed");
            case UNSOLVED -> mark(AMBER, "○ unsolved");
            case NOT_RUN -> "– not run";
        };
        var html = new StringBuilder("<li style=\"margin:2px 0\">" + mark + " "
            + escape(test.title()));
        if (test.mark() == Verdict.Mark.FAILED) {
            html.append("<div style=\"margin-left:24px\">").append(escape(test.message()));
            if (test.expected() != null) {
                html.append("<table style=\"margin:2px 0\">").append(row("expected",
                    test.expected())).append(row("seen", test.seen())).append("</table>");
            }
            html.append(test.where().isEmpty() ? "" : "<div>at <code>" + escape(test.where())
                + "</code></div>").append("</div>");
        }
        return html.append("</li>").toString();
    }

    private static String row(String name, String value) {
        return "<tr><th style=\"text-align:left\">" + name
            + "</th><td style=\"text-align:left\"><code style=\"white-space:pre-wrap\">"
            + escape(String.valueOf(value)) + "</code></td></tr>";
    }

    /** Nests the hints: each one contains the next, so that the learner opens them one by one. */
    private static String hints(List<String> hints, int from) {
        return from == hints.size() ? ""
            : "<details><summary>" + (from == 0 ? "a hint" : "one more hint") + " (" + (from + 1)
                + " of " + hints.size() + ")</summary><pre style=\"white-space:pre-wrap\">"
                + escape(hints.get(from)) + "</pre>" + hints(hints, from + 1) + "</details>";
    }

    // ------------------------------------------------------------------------------------ report

    /** Returns the page of the learner who runs this. */
    static String page(List<Verdict> verdicts) {
        return page("Exercises", verdicts, "", System.getProperty("user.name"));
    }

    /**
     * Returns a page that needs no other file, so that it can be sent or printed.
     *
     * @param comment of a teacher; may be empty
     */
    static String page(String title, List<Verdict> verdicts, String comment, String by) {
        return """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%6$s: %1$s</title>
            <style>
            :root { color-scheme: light dark }
            body { font: 16px/1.5 sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
            table { border-collapse: collapse }
            .all { width: 100%% }
            .all > tbody > tr > td { border-bottom: 1px solid #8885; padding: 4px 8px }
            th { text-align: left; padding: 4px 8px }
            pre { overflow-x: auto }
            </style>
            </head>
            <body>
            <h1>%6$s</h1>
            <p>%1$s; graded %4$s, by %5$s</p>%7$s
            <table class="all">
            <thead><tr><th>exercise</th><th>verdict</th><th>points</th></tr></thead>
            <tbody>
            %2$s
            </tbody>
            </table>
            %3$s
            </body>
            </html>
            """.formatted(ExerciseSession.sum(verdicts),
            verdicts.stream().map(VerdictPage::tableRow).collect(Collectors.joining("\n")),
            verdicts.stream().map(verdict -> "<section id=\"e" + verdict.exercise().id() + "\">"
                + heading(verdict, 2) + body(verdict) + "</section>")
                .collect(Collectors.joining("\n")),
            LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm")),
            escape(by), escape(title), comment.isEmpty() ? ""
                : "\n<blockquote>" + escape(comment) + "</blockquote>");
    }

    private static String tableRow(Verdict verdict) {
        Exercise exercise = verdict.exercise();
        return "<tr><td><a href=\"#e" + exercise.id() + "\">" + exercise.id() + "</a> "
            + escape(exercise.title()) + "</td><td>" + mark(verdict) + "</td><td>"
            + verdict.points() + " of " + exercise.points()
            + "</td></tr>";
    }
}
