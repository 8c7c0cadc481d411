///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED
//SOURCES ../Script.java exercises/ExerciseSession.java exercises/VerdictText.java
//SOURCES learn/ChapterCheck.java ../support/TemporaryFolder.java
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

@Parameters(paramLabel = "CHAPTER", description = "A chapter such as 02. With --check: several.")
List<String> names = List.of();

void main(String... args) {
    Script.run(this, "learn", "Take the course in the terminal.", args, () -> {
        Path notebooks = Checkout.find().orElseThrow(() -> Script.refusal(
            "the chapters are not here; call this in the folder of the course"))
            .resolve("notebooks");
        if (check) {
            checkAll(notebooks);
        }
    });
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
    var pool = Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    ExerciseSession session = ExerciseSession.open();
    try (var work = TemporaryFolder.create("mmap-learn-check"); session.grader) {
        // What a cell grades is not the learner's file.
        Map<String, String> environment = Map.of("MMAP_COURSE_WORK", work.path.toString());
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
    } finally {
        pool.shutdownNow();
    }
}
