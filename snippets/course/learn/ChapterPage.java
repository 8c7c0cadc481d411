//SOURCES Chapter.java ExercisePlay.java JavaText.java MarkdownText.java Screen.java

import module java.base;

/** What the learner sees of a chapter: the text up to the next code cell, and that cell. */
final class ChapterPage {
    private static final int PROMPT_LINES = 3;
    private static final String END =
        "This is the end of the chapter. /chapters lists the others.";

    final Chapter chapter;
    private final Screen screen;
    private final ExercisePlay exercises;
    private int position;
    private boolean isDue = true;   // whether there is something new to show
    private boolean wasShown;       // whether something was shown before
    private boolean isShown;        // whether the code of the current cell was shown

    ChapterPage(Chapter chapter, int position, Screen screen, ExercisePlay exercises) {
        this.chapter = chapter;
        this.screen = screen;
        this.exercises = exercises;
        moveTo(position);
    }

    // ------------------------------------------------------------------------------- position

    /** The index of the cell that comes next. */
    int position() {
        return position;
    }

    boolean isAtEnd() {
        return position >= chapter.cells().size();
    }

    Chapter.Cell cell() {
        return chapter.cells().get(position);
    }

    /** The exercise of the current cell, if it has one. */
    Optional<String> exercise() {
        return isAtEnd() ? Optional.empty() : Optional.ofNullable(cell().exercise());
    }

    /** Goes to a cell. The prose directly before a code cell is shown again. */
    void moveTo(int target) {
        position = Math.clamp(target, 0, chapter.cells().size());
        if (!isAtEnd() && cell().isCode() && position > 0
                && !chapter.cells().get(position - 1).isCode()) {
            position--;
        }
        isDue = true;
        isShown = false;
    }

    /** Goes on after a cell that has run, or that the learner skips. */
    void moveOn() {
        position = isAtEnd() ? position : cell().loads() != null ? endOfSetup() : position + 1;
        isDue = true;
        isShown = false;
    }

    /** Goes to the code cell before the current one. */
    void moveBack() {
        int at = position - 1;
        while (at > 0 && !chapter.cells().get(at).isCode()) {
            at--;
        }
        moveTo(at);
    }

    /** Goes to the next heading, or to the end. */
    void moveToHeading() {
        int at = position + 1;
        while (at < chapter.cells().size() && (chapter.cells().get(at).isCode()
                || !chapter.cells().get(at).text().startsWith("#"))) {
            at++;
        }
        position = Math.min(at, chapter.cells().size());
        isDue = true;
        isShown = false;
    }

    /** The number of the code cell that comes next. */
    int cellNumber() {
        return chapter.cells().stream().skip(position).filter(Chapter.Cell::isCode).findFirst()
            .map(Chapter.Cell::number).orElse(chapter.codeCells());
    }

    /** The position after the setup cells that begin here. */
    private int endOfSetup() {
        int end = position;
        while (end < chapter.cells().size() && chapter.cells().get(end).loads() != null) {
            end++;
        }
        return end;
    }

    // -------------------------------------------------------------------------------- showing

    String prompt() {
        return screen.paint(Screen.Paint.BOLD, chapter.name().substring(0, 2) + ":"
            + (isAtEnd() ? "end" : cellNumber()) + ">") + " ";
    }

    /** Whether Enter shows more of the page. Otherwise it runs the current cell. */
    boolean hasMore() {
        return isAtEnd() || !isShown;
    }

    void showMore() {
        isDue = true;
    }

    /** Shows the text up to the next code cell, and that cell, as far as it fits. */
    void present() throws Exception {
        if (!isDue) {
            return;
        }
        isDue = false;
        if (wasShown) {
            screen.println("");
        }
        wasShown = true;
        int room = screen.height() - PROMPT_LINES;
        int used = 0;
        while (!isAtEnd() && !cell().isCode()) {
            List<String> lines = MarkdownText.lines(cell().text(), screen);
            if (used > 0 && (cell().isFolded() || used + lines.size() > room)) {
                hint(cell().isFolded() ? "Enter shows the answers." : "Enter shows more.");
                return;
            }
            lines.forEach(screen::println);
            screen.println("");
            used += lines.size() + 1;
            position++;
        }
        if (isAtEnd()) {
            screen.println(END);
        } else if (used > 0 && used + cell().text().lines().count() + 2 > room) {
            hint("Enter shows the code.");
        } else {
            showCell();
        }
    }

    void hint(String text) {
        screen.println(screen.paint(Screen.Paint.DIM, text));
    }

    private void showCell() throws Exception {
        isShown = true;
        String enter = "runs it";
        if (cell().loads() != null) {
            MarkdownText.wrapped("Setup: cells " + cell().number() + " to "
                + chapter.cells().get(endOfSetup() - 1).number() + " load " + setupNames(), "",
                "    ", screen.width()).forEach(screen::println);
            enter = "loads them";
        } else if (cell().isHidden()) {
            enter = "asks you a question";
        } else {
            screen.println(screen.paint(Screen.Paint.DIM, "[" + cell().number() + "]"));
            screen.println(JavaText.of(cell().text(), screen));
            enter = cell().exercise() != null ? exercises.enter(cell().exercise()) : enter;
        }
        hint("Enter " + enter + ". ? lists the commands.");
    }

    private String setupNames() {
        return chapter.cells().subList(position, endOfSetup()).stream()
            .map(cell -> cell.loads().replaceAll(".*/|\\.java$", ""))
            .collect(Collectors.joining(", ")) + ".";
    }

    /** The headings and the first line of each code cell. */
    String list() {
        var lines = new ArrayList<String>();
        for (int i = 0; i < chapter.cells().size(); i++) {
            Chapter.Cell cell = chapter.cells().get(i);
            String first = cell.text().lines().findFirst().orElse("");
            if (cell.isCode()) {
                String line = (i == position ? "> " : "  ") + "%3d  ".formatted(cell.number())
                    + (cell.isHidden() ? "a question" : first);
                lines.add(line.substring(0, Math.min(line.length(), screen.width())));
            } else if (first.startsWith("#")) {
                lines.add(screen.paint(Screen.Paint.BOLD, first.replaceFirst("^#+ *", "")));
            }
        }
        return String.join("\n", lines);
    }
}
