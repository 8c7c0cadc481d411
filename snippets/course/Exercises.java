///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//SOURCES ../Script.java exercises/ExerciseServer.java exercises/ExerciseSession.java
//SOURCES exercises/ExerciseWatch.java exercises/JUnitReport.java exercises/NewExercise.java
//SOURCES exercises/VerdictPage.java exercises/VerdictText.java
//DESCRIPTION Solve the exercises: JUnit grades each one in its own process

/*
 * Without an argument lists the exercises and says what is next. A text to edit is made from its
 * stub at first use, in work/ of the checkout or in a folder made by "init".
 *
 *     $ jbang exercises run 1.1
 *     ○ unsolved another process reads the text in the file
 *     ...
 *     $ jbang exercises watch
 */

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

static final String ID = "Such as 1.1, or the name of its class.";

void main(String... args) {
    Script.run(this, "exercises", "Solve the exercises; without a command: where you are.", args,
        () -> IO.println(ExerciseSession.open().list()), "run", "watch", "hint", "solution",
        "reset", "verify", "init", "report", "serve", "new");
}

@Command(description = "Grade your text of an exercise once. Exit code 1 if it does not pass.")
int run(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
    ExerciseSession session = ExerciseSession.open();
    Verdict verdict = session.grade(session.chosen(id));
    IO.println(VerdictText.of(verdict, ExerciseSession.ANSI));
    IO.println(session.whatNext(verdict));
    session.grader.train();   // once, and after the verdict, not before
    return verdict.passed() ? 0 : 1;
}

@Command(description = "Grade again on every save; keys for hint, list, next, reset and quit.")
void watch(@Parameters(arity = "0..1", paramLabel = "ID",
        description = "Where to begin. Default: what is next.") String id) throws Exception {
    ExerciseSession session = ExerciseSession.open();
    try (var watch = new ExerciseWatch(session, id == null ? session.next()
            : session.chosen(id))) {
        watch.run();
    }
}

@Command(description = "Print the next hint, from a question to nearly the code.")
void hint(@Parameters(paramLabel = "ID", description = ID) String id,
        @Option(names = "--all", description = "All hints; else one more each time.") boolean all)
        throws Exception {
    ExerciseSession session = ExerciseSession.open();
    IO.println(session.hint(session.chosen(id), all));
}

@Command(description = "Print the course's solution, after a pass or on a clear yes.")
void solution(@Parameters(paramLabel = "ID", description = ID) String id,
        @Option(names = {"-y", "--yes"},
            description = "Show it before you have passed, unasked.") boolean yes)
        throws Exception {
    ExerciseSession session = ExerciseSession.open();
    Exercise exercise = session.chosen(id);
    if (!yes && !session.isPassed(exercise) && !session.agrees("You have not passed "
            + exercise.id() + " yet. Show the solution?")) {
        throw Script.refusal("not shown; " + exercise.id() + " is not passed yet,"
            + " --yes shows it all the same");
    }
    IO.print(exercise.solution());
}

@Command(description = "Begin an exercise anew from its stub; what stood there is kept.")
void reset(@Parameters(paramLabel = "ID", description = ID) String id,
        @Option(names = {"-y", "--yes"}, description = "Do not ask.") boolean yes)
        throws Exception {
    ExerciseSession session = ExerciseSession.open();
    Exercise exercise = session.chosen(id);
    if (!yes && !session.agrees("Replace your text of " + exercise.id() + " by the stub?")) {
        throw Script.refusal("not reset; --yes does it without a question");
    }
    IO.println(session.reset(exercise));
}

@Command(description = "Grade all exercises. Exit code 1 if one does not pass.")
int verify() throws Exception {
    List<Verdict> verdicts = gradeAll(ExerciseSession.open());
    IO.println(ExerciseSession.sum(verdicts));
    return verdicts.stream().allMatch(Verdict::passed) ? 0 : 1;
}

List<Verdict> gradeAll(ExerciseSession session) throws Exception {
    return session.gradeAll(verdict -> IO.println(session.line(verdict)));
}

@Command(description = "Make a folder to work in, for who has no checkout of the course.")
void init(@Parameters(paramLabel = "DIR",
        description = "A new folder, or one made by this before.") Path folder) throws Exception {
    IO.println(ExerciseSession.init(folder));
}

@Command(description = "Grade all, and write report.xml for JUnit readers and report.html for"
    + " people.")
void report(@Option(names = "--to", paramLabel = "DIR",
        description = "Where to write. Default: your work.") Path folder) throws Exception {
    ExerciseSession session = ExerciseSession.open();
    List<Verdict> verdicts = gradeAll(session);
    Path to = Files.createDirectories(folder == null ? session.work.folder : folder);
    JUnitReport.write(verdicts, to.resolve("report.xml"));
    Files.writeString(to.resolve("report.html"), VerdictPage.page(verdicts));
    IO.println(ExerciseSession.sum(verdicts) + "; see " + session.work.shown(
        to.toAbsolutePath().resolve("report.html")));
}

@Command(description = "What notebooks use: grades what is asked on stdin.")
void serve() throws Exception {
    new ExerciseServer(ExerciseSession.open()).serve(System.in, System.out);
}

@Command(name = "new", description = "For authors: make the files of a new exercise.")
void newExercise(
        @Parameters(paramLabel = "ID", description = "The next one of its chapter, such as 1.5.")
        String id,
        @Parameters(paramLabel = "NAME", description = "The name of its class.") String name,
        @Option(names = "--update", description = "Only update its cells in the notebook.")
        boolean update) throws Exception {
    IO.println(update ? NewExercise.update(id, name) : NewExercise.create(id, name));
}
