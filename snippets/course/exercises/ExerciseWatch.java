//DEPS org.jline:jline-terminal:3.30.6
//DEPS org.jline:jline-terminal-ffm:3.30.6
//SOURCES ../grading/Exercise.java ../grading/Verdict.java ExerciseSession.java VerdictText.java
//SOURCES Workspace.java

import module java.base;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * Grades an exercise on every save, and reacts to single keys. At the end of its input, it only
 * grades.
 */
final class ExerciseWatch implements AutoCloseable {
    private static final String KEYS = "[h]int [l]ist [n]ext [r]eset [q]uit, Enter grades";
    // Some network folders report no changes, so this also looks for them at intervals.
    private static final int LOOK_MS = 1000;
    private static final int EMPTY_MS = 50;

    /** What the loop waits for: a key, or a save. */
    private sealed interface Event {
        record Key(int character) implements Event {}

        record Saved() implements Event {}
    }

    private final ExerciseSession session;
    private final Terminal terminal;
    private final WatchService watcher = FileSystems.getDefault().newWatchService();
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Map<Exercise, String> graded = new HashMap<>();
    private Exercise current;

    ExerciseWatch(ExerciseSession session, Exercise first) throws IOException {
        this.session = session;
        this.current = first;
        this.terminal = TerminalBuilder.builder().system(true).dumb(true).build();
    }

    void run() throws Exception {
        for (Exercise exercise : session.exercises) {
            Path folder = Files.createDirectories(session.work.file(exercise).getParent());
            folder.register(watcher, StandardWatchEventKinds.ENTRY_CREATE,
                StandardWatchEventKinds.ENTRY_MODIFY);
            if (Files.exists(session.work.file(exercise))) {
                graded.put(exercise, session.work.text(exercise));
            }
        }
        terminal.enterRawMode();
        daemon(this::readKeys);
        daemon(this::readSaves);
        Thread main = Thread.currentThread();
        terminal.handle(Terminal.Signal.INT, signal -> main.interrupt());
        // After Ctrl-Z, the shell has changed the mode of the terminal.
        terminal.handle(Terminal.Signal.CONT, signal -> terminal.enterRawMode());
        try {
            begin(current);
            session.grader.warmUp(current);
            session.grader.train();
            loop();
        } catch (InterruptedException ctrlC) {
            print("");
        }
    }

    private void loop() throws Exception {
        while (true) {
            Event event = events.poll(LOOK_MS, TimeUnit.MILLISECONDS);
            if (event instanceof Event.Key(int character)) {
                if (character == 'q' || character == 3 || character == 4) {   // Ctrl-C, Ctrl-D
                    return;
                }
                obey(character);
            } else {
                gradeSaved();
            }
        }
    }

    private void obey(int key) throws Exception {
        switch (key) {
            case 'h' -> print(session.hint(current, false) + "\n" + KEYS);
            case 'l' -> print(session.list(session.exercises.stream()
                .filter(exercise -> exercise.chapter() == current.chapter()).toList())
                + "\n" + KEYS);
            case 'n' -> begin(following());
            case 'r' -> reset();
            case '\r', '\n' -> grade(session.work.text(current));
            default -> print(KEYS);
        }
    }

    private void begin(Exercise exercise) throws Exception {
        current = exercise;
        grade(session.work.text(exercise));
        session.grader.prepare(current);
    }

    /**
     * Returns the next exercise after this one that is not passed. If all are passed, returns the
     * next one.
     */
    private Exercise following() throws IOException {
        Set<String> passed = session.work.passed(session.exercises);
        int at = session.exercises.indexOf(current);
        for (int i = 1; i < session.exercises.size(); i++) {
            var candidate = session.exercises.get((at + i) % session.exercises.size());
            if (!passed.contains(candidate.id())) {
                return candidate;
            }
        }
        return session.exercises.get((at + 1) % session.exercises.size());
    }

    private void reset() throws Exception {
        print("Replace your answer to " + current.id() + " with the stub? [y/N]");
        Event answer;
        do {
            answer = events.poll(60, TimeUnit.SECONDS);
        } while (answer instanceof Event.Saved);
        if (answer instanceof Event.Key(int character) && character == 'y') {
            print(session.reset(current));
            grade(session.work.text(current));
        } else {
            print("not reset\n" + KEYS);
        }
    }

    /**
     * Grades the exercise whose text has changed. It becomes the current one. Does nothing if no
     * text has changed.
     */
    private void gradeSaved() throws Exception {
        for (Exercise exercise : session.exercises) {
            String text = saved(exercise);
            if (text != null && !text.equals(graded.get(exercise))) {
                current = exercise;
                grade(text);
                session.grader.prepare(current);
                return;
            }
        }
    }

    /**
     * Returns the text of the file, or null if it cannot be read. An empty file is read again a
     * little later, because some editors empty a file before they write it.
     */
    private String saved(Exercise exercise) throws InterruptedException {
        try {
            String text = Workspace.read(session.work.file(exercise));
            if (text.isEmpty() && !"".equals(graded.get(exercise))) {
                Thread.sleep(EMPTY_MS);
                text = Workspace.read(session.work.file(exercise));
            }
            return text;
        } catch (IOException notThere) {
            return null;   // or it cannot be read at this moment; the next look comes soon
        }
    }

    private void grade(String text) throws Exception {
        graded.put(current, text);
        Verdict verdict = session.grade(current, text);
        String next = verdict.passed()
            ? ExerciseSession.ANSI.string("@|green Passed.|@") + " Press n for the next exercise"
            : "Edit " + session.work.shown(session.work.file(current));
        print("\n" + current + "\n" + VerdictText.of(verdict, ExerciseSession.ANSI) + "\n" + next
            + "\n" + KEYS);
    }

    // ---------------------------------------------------------------------------------- events

    private void readKeys() {
        try {
            for (int key = terminal.reader().read(); key >= 0; key = terminal.reader().read()) {
                events.add(new Event.Key(key));
            }
        } catch (IOException closed) {
            // The input has ended. Saves are still graded.
        }
    }

    private void readSaves() {
        try {
            while (true) {
                WatchKey key = watcher.take();
                key.pollEvents();
                key.reset();
                events.add(new Event.Saved());
            }
        } catch (InterruptedException | ClosedWatchServiceException end) {
            // The program ends.
        }
    }

    private static void daemon(Runnable task) {
        Thread.ofPlatform().daemon().start(task);
    }

    private void print(String text) {
        terminal.writer().println(text);
        terminal.flush();
    }

    @Override
    public void close() throws IOException {
        session.grader.close();
        watcher.close();
        terminal.close();   // this also restores the mode of the terminal
    }
}
