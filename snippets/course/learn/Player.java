//SOURCES Bookmarks.java CellFailure.java CellRunner.java CellSession.java CellView.java
//SOURCES Chapter.java ChapterPage.java ExerciseDesk.java ExercisePlay.java JavaLine.java
//SOURCES LibcDocs.java MarkdownText.java PlayerCommand.java PreparedSession.java Screen.java

import module java.base;

/** Plays a chapter: shows its text, runs its cells, and runs the Java that the learner types. */
final class Player implements AutoCloseable {
    private final Screen screen;
    private final Path notebooks;
    private final Bookmarks bookmarks;
    private final ExerciseDesk desk;
    private final CellView view;
    private final ExercisePlay exercises;
    private final Set<Chapter.Cell> ran = new LinkedHashSet<>();

    private ChapterPage page;
    private PreparedSession session;
    private boolean hasFailed;
    private String typed = "";   // what the line editor holds at first
    private volatile Thread running;
    private volatile boolean isStopping;

    Player(Screen screen, Path notebooks, Bookmarks bookmarks, ExerciseDesk desk) {
        this.screen = screen;
        this.notebooks = notebooks;
        this.bookmarks = bookmarks;
        this.desk = desk;
        view = new CellView(screen);
        exercises = new ExercisePlay(screen, desk);
        screen.edit(new JavaLine(() -> session.now(), PlayerCommand.words(),
            new LibcDocs(notebooks.resolveSibling("snippets").resolve("Libc.java")), screen));
        screen.onInterrupt(this::interrupt);
    }

    /** Plays until the learner quits. Returns false if the last cell that was run has failed. */
    boolean play(String name) throws Exception {
        open(name);
        while (true) {
            page.present();
            String line = screen.read(page.prompt(), typed);
            typed = "";
            if (line == null || !accept(line)) {
                break;
            }
            bookmarks.store(page.chapter, page.position());
        }
        screen.println("./jbang learn continues here, in chapter "
            + page.chapter.name().substring(0, 2) + ".");
        return !hasFailed;
    }

    /** Does what the learner typed. Returns false if that ends the player. */
    private boolean accept(String line) throws Exception {
        try {
            if (line.equals(Screen.INTERRUPTED)) {
                screen.println("/quit or Ctrl-D ends the course.");
            } else if (line.isBlank()) {
                enter();
            } else if (!JavaLine.isCommand(line)) {
                attempt(() -> runJava(line));
            } else {
                return obey(line.strip().split("\\s+", 2));
            }
        } catch (IOException e) {   // for example, an answer is a symbolic link
            screen.println(screen.paint(Screen.Paint.RED, "This failed: " + e.getMessage()));
            hasFailed = true;
        }
        return true;
    }

    private void open(String name) throws Exception {
        Chapter chapter = Chapter.read(notebooks, name);
        int position = bookmarks.position(chapter);
        page = new ChapterPage(chapter, position, screen, exercises);
        ran.clear();
        ran.addAll(chapter.cells().subList(0, position));
        prepare();
        if (position > 0) {
            screen.println("You continue \"" + chapter.title() + "\" at cell " + page.cellNumber()
                + " of " + chapter.codeCells() + ". The cells before it run again now, without"
                + " output.\n/goto 1 goes to the beginning.\n");
        }
        bookmarks.store(chapter, position);
    }

    /** Starts a new session, in which the setup cells and the cells that ran before run again. */
    private void prepare() {
        if (session != null) {
            session.close();
        }
        session = new PreparedSession(view, notebooks, page.chapter.cells().stream()
            .filter(cell -> cell.isCode() && (ran.contains(cell) || cell.loads() != null))
            .toList());
    }

    // --------------------------------------------------------------------------------- running

    /** Something that runs code of a cell or of the learner. */
    private interface Action {
        void run() throws Exception;
    }

    private void enter() throws Exception {
        if (page.hasMore()) {
            page.showMore();
        } else {
            attempt(this::runCell);
        }
    }

    /** Runs the current cell. The player goes on if nothing fails. */
    private void runCell() throws Exception {
        Chapter.Cell cell = page.cell();
        if (cell.exercise() != null) {
            if (!exercises.play(cell.exercise())) {
                page.hint("Enter " + exercises.enter(cell.exercise()) + ".");
                return;
            }
        } else if (cell.loads() != null) {
            session.await(true);
            screen.println(screen.paint(Screen.Paint.GREEN, "✓") + " loaded");
        } else {
            run(cell);
        }
        hasFailed = false;
        page.moveOn();
    }

    private void run(Chapter.Cell cell) throws Exception {
        // The setup is still running at the beginning, but a cell before it does not need it.
        List<Chapter.Cell> cells = page.chapter.cells();
        boolean needsSetup = cells.subList(0, cells.indexOf(cell)).stream()
            .anyMatch(before -> before.loads() != null);
        print(CellRunner.run(session.await(needsSetup), notebooks, cell));
        ran.add(cell);
    }

    private void runJava(String code) throws Exception {
        print(session.await(true).run(code));
    }

    private void print(String value) {
        if (!value.isEmpty()) {
            screen.println(value);
        }
    }

    /** Runs it, and says what went wrong. */
    private void attempt(Action action) throws Exception {
        running = Thread.currentThread();
        isStopping = false;
        if (!session.isReady()) {
            page.hint("Getting ready …");
        }
        try {
            action.run();
        } catch (InterruptedException e) {
            screen.println("stopped");
        } catch (CellFailure e) {
            hasFailed = e.kind != CellFailure.Kind.STOPPED;
            switch (e.kind) {
                case CHECK_FAILED -> screen.println((view.hasPrinted(e.getMessage()) ? ""
                    : e.getMessage() + "\n") + "This does not hold, so the cell stopped there."
                    + " Enter runs it again, /skip goes on.");
                case JVM_ENDED -> recover(e.getMessage());
                default -> screen.println(screen.paint(Screen.Paint.RED, e.getMessage()));
            }
        } finally {
            running = null;
        }
    }

    private void recover(String cause) {
        MarkdownText.wrapped(cause + ".", "", "", screen.width()).forEach(line ->
            screen.println(screen.paint(Screen.Paint.RED, line)));
        screen.println("Another JVM starts now, and the cells that you ran before run in it again,"
            + "\nwithout output. The variables that you made yourself are lost.");
        prepare();
    }

    /** Ctrl-C: stops the code that runs. If it does not stop, a second one asks. */
    private void interrupt() {
        Thread thread = running;
        Optional<CellSession> now = session.now();
        if (thread == null) {
            return;
        } else if (now.isEmpty() || !session.isReady()) {
            thread.interrupt();   // it waits for the preparation
        } else if (!isStopping) {
            isStopping = true;
            now.get().stop();
        } else {
            askToKill(now.get());
        }
    }

    private void askToKill(CellSession hanging) {
        screen.println("");
        if (screen.agrees("The code does not stop. End its JVM, and lose its variables?")) {
            hanging.kill();
        }
    }

    // -------------------------------------------------------------------------------- commands

    /** Obeys a command. Returns false if it ends the player. */
    private boolean obey(String[] words) throws Exception {
        Optional<PlayerCommand> command = PlayerCommand.of(words[0]);
        if (command.isEmpty()) {
            screen.println("There is no command " + words[0] + ". ? lists the commands.");
            return true;
        }
        String argument = words.length > 1 ? words[1].strip() : "";
        switch (command.get()) {
            case NEXT -> page.moveToHeading();
            case BACK -> page.moveBack();
            case SKIP -> page.moveOn();
            case GOTO -> withCell(argument, page::moveTo);
            case RUN -> withCell(argument, at -> attempt(() -> run(page.chapter.cells().get(at))));
            case EDIT -> withCell(argument, this::edit);
            case CELLS -> screen.println(page.list());
            case PICTURES -> screen.println(view.pictures().isEmpty() ? "There is no picture yet."
                : String.join("\n", view.pictures()));
            case HINT -> exercises.hint(page.exercise());
            case SOLUTION -> exercises.solution(page.exercise());
            case RESET -> reset();
            case PROGRESS -> screen.println(bookmarks.list(notebooks) + "\n\n"
                + desk.progress());
            case CHAPTERS -> openChapter(argument);
            case HELP -> screen.println(PlayerCommand.help());
            case QUIT -> {
                return false;
            }
        }
        return true;
    }

    /** Does something with the cell of a number or an exercise; without one, with the current. */
    private void withCell(String number, CellAction action) throws Exception {
        List<Chapter.Cell> cells = page.chapter.cells();
        int wanted = number.matches("\\d{1,4}") ? Integer.parseInt(number)
            : number.isEmpty() ? page.cellNumber() : -1;
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).isCode() && (cells.get(i).number() == wanted
                    || number.equals(cells.get(i).exercise()))) {
                action.run(i);
                return;
            }
        }
        screen.println("There is no cell " + number + ". The cells are 1 to "
            + page.chapter.codeCells() + ".");
    }

    private interface CellAction {
        void run(int at) throws Exception;
    }

    private void edit(int at) throws Exception {
        Chapter.Cell cell = page.chapter.cells().get(at);
        if (cell.exercise() != null) {
            if (exercises.edit(cell.exercise())) {
                page.moveOn();
            }
        } else {
            typed = cell.text();
        }
    }

    private void reset() throws Exception {
        if (page.exercise().isPresent()) {
            screen.println(desk.reset(page.exercise().get()));
        } else {
            ran.clear();
            screen.println("The JVM of the cells starts anew. Only the setup cells run again.");
            prepare();
        }
    }

    private void openChapter(String number) throws Exception {
        Optional<String> name = number.isEmpty() ? Optional.empty()
            : Chapter.names(notebooks).stream().filter(known -> known.startsWith(number))
                .findFirst();
        if (name.isPresent()) {
            open(name.get());
        } else {
            screen.println(bookmarks.list(notebooks) + "\n/chapters NN opens one.");
        }
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
        desk.close();
    }
}
