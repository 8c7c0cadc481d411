///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto
//SOURCES ../Script.java exercises/ExerciseSession.java exercises/VerdictText.java
//SOURCES learn/ChapterCheck.java learn/Player.java ../support/TemporaryFolder.java
//DESCRIPTION Take the course in the terminal: every notebook, played in JShell

/*
 * Plays a chapter in the terminal. It shows the text and the next cell, and Enter runs the cell.
 *
 *     $ jbang learn             continues where you stopped
 *     $ jbang learn 02          plays chapter 2
 *     $ jbang learn --check     runs every cell of every chapter, until one fails
 */

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Option(names = "--check", description = "Run all cells without a learner, until one fails.")
boolean check;

@Option(names = "--ascii", description = "Show only ASCII characters, and words for marks.")
boolean ascii;

@Parameters(paramLabel = "CHAPTER", description = "A chapter such as 02. With --check: several.")
List<String> names = List.of();

void main(String... args) {
    Script.run(this, "learn", "Take the course in the terminal.", args, () -> {
        Path notebooks = Checkout.find().orElseThrow(() -> Script.refusal(
            "the chapters are not here; call this in the folder of the course"))
            .resolve("notebooks");
        if (check) {
            checkAll(notebooks);
        } else {
            Script.require(names.size() < 2, "Name several chapters only together with --check.");
            play(notebooks);
        }
    });
}

void play(Path notebooks) throws Exception {
    ExerciseSession session = ExerciseSession.open();
    var bookmarks = new Bookmarks(session.work.folder.resolve(".learn"));
    String name = names.isEmpty() ? bookmarks.last().orElse(Chapter.names(notebooks).getFirst())
        : chosen(notebooks).getFirst();
    try (var screen = Screen.open(bookmarks.folder().resolve("history"), ascii);
            var player = new Player(screen, notebooks, bookmarks, desk(session))) {
        if (!player.play(name) && !screen.isInteractive()) {
            throw Script.refusal("the last cell failed");
        }
    }
}

/** The names of the chapters that were given; all chapters if none was given. */
List<String> chosen(Path notebooks) throws IOException {
    List<String> all = Chapter.names(notebooks);
    for (String name : names) {
        Script.require(all.stream().anyMatch(known -> known.startsWith(name)),
            "No such chapter; there are: " + String.join(" ", all));
    }
    return names.isEmpty() ? all : names.stream().map(name ->
        all.stream().filter(known -> known.startsWith(name)).findFirst().orElseThrow()).toList();
}

void checkAll(Path notebooks) throws Exception {
    var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(),
        Thread.ofPlatform().daemon().factory());
    ExerciseSession session = ExerciseSession.open();
    try (var work = TemporaryFolder.create("mmap-learn-check"); session.grader) {
        // What a cell grades is not the learner's file.
        Map<String, String> environment = Map.of("MMAP_COURSE_WORK", work.path.toString());
        pool.submit(() -> {
            session.grader.train();   // later graders start faster, in this run and in others
            return null;
        });
        var results = new ArrayList<Future<ChapterCheck.Result>>();
        for (String name : chosen(notebooks)) {
            results.add(pool.submit(() -> ChapterCheck.run(notebooks, name, environment,
                (id, text) -> VerdictText.of(session.grader.grade(session.chosen(id), text),
                    ExerciseSession.ANSI))));
        }
        for (var result : results) {
            IO.println(result.get());
            if (!result.get().isGood()) {
                throw Script.refusal(result.get().name() + " failed");
            }
        }
    }
}

/** The exercises, as the player needs them. */
ExerciseDesk desk(ExerciseSession session) {
    return new ExerciseDesk() {
        @Override
        public Path file(String id) throws IOException {
            text(id);   // makes the file from the stub
            return session.work.file(session.chosen(id));
        }

        @Override
        public String text(String id) throws IOException {
            return session.work.text(session.chosen(id));
        }

        @Override
        public boolean isUntouched(String id) throws IOException {
            return session.work.isUntouched(session.chosen(id));
        }

        @Override
        public boolean isPassed(String id) throws IOException {
            return session.isPassed(session.chosen(id));
        }

        @Override
        public Graded grade(String id) throws Exception {
            Verdict verdict = session.grade(session.chosen(id));
            return new Graded(verdict.passed(), VerdictText.of(verdict, ExerciseSession.ANSI)
                + (verdict.passed() ? "\n" + verdict.exercise().why() : ""));
        }

        @Override
        public String hint(String id) throws IOException {
            return session.hint(session.chosen(id), false);
        }

        @Override
        public String solution(String id) {
            return session.chosen(id).solution();
        }

        @Override
        public String reset(String id) throws IOException {
            return session.reset(session.chosen(id));
        }

        @Override
        public String progress() throws IOException {
            return session.list();
        }

        @Override
        public void close() {
            session.grader.close();
        }
    };
}
