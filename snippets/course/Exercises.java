///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto
//SOURCES ../Script.java grading/RegularFile.java exercises/ExerciseServer.java
//SOURCES exercises/ExerciseCheck.java exercises/ExerciseSession.java exercises/ExerciseWatch.java
//SOURCES exercises/GradeCommand.java exercises/JUnitReport.java exercises/NewExercise.java
//SOURCES exercises/VerdictPage.java exercises/VerdictText.java
//DESCRIPTION Solve the exercises: JUnit grades each one in its own process

/*
 * Without an argument, this lists the exercises and names the next one. The file that you edit is a
 * copy of the stub. It is made when you first use an exercise, in work/ of the checkout or in a
 * folder that "init" made.
 *
 *     $ jbang exercises run 1.1
 *     ○ unsolved another process reads the text in the file
 *     ...
 *     $ jbang exercises watch
 */

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

static final String ID = "An exercise by its ID, such as 1.1, or by its class name.";

void main(String... args) {
    Script.run(this, "exercises", "Solve the exercises. Without a command: show your progress.",
        args, () -> IO.println(ExerciseSession.open().list()), "run", "watch", "hint", "solution",
        "reset", "verify", "init", "report", "grade", "serve", "new",
        "check");
}

@Command(description = "Grade your answer once. The exit code is 1 if it does not pass.")
int run(@Parameters(paramLabel = "ID", description = ID) String id) throws Exception {
    ExerciseSession session = ExerciseSession.open();
    ExerciseSession.canConfine();
    Verdict verdict = session.grade(session.chosen(id));
    IO.println(VerdictText.of(verdict, ExerciseSession.ANSI));
    IO.println(session.whatNext(verdict));
    session.grader.train();   // after the verdict, so that the learner does not wait for it
    return verdict.passed() ? 0 : 1;
}

@Command(description = "Grade your answer on every save. Keys: hint, list, next, reset, quit.")
void watch(@Parameters(arity = "0..1", paramLabel = "ID",
        description = "The first exercise. Default: the next one.") String id) throws Exception {
    ExerciseSession session = ExerciseSession.open();
    try (var watch = new ExerciseWatch(session, id == null ? session.next()
            : session.chosen(id))) {
        watch.run();
    }
}

@Command(description = "Print the next hint. The first is a question, the last nearly the code.")
void hint(@Parameters(paramLabel = "ID", description = ID) String id,
        @Option(names = "--all", description = "Print all hints, not only one more.") boolean all)
        throws Exception {
    ExerciseSession session = ExerciseSession.open();
    IO.println(session.hint(session.chosen(id), all));
}

@Command(description = "Print the course's solution. Asks first if you have not passed.")
void solution(@Parameters(paramLabel = "ID", description = ID) String id,
        @Option(names = {"-y", "--yes"},
            description = "Print it without a question.") boolean yes)
        throws Exception {
    ExerciseSession session = ExerciseSession.open();
    Exercise exercise = session.chosen(id);
    if (!yes && !session.isPassed(exercise) && !session.agrees("You have not passed "
            + exercise.id() + " yet. Show the solution?")) {
        throw Script.refusal("the solution is not shown, because you have not passed "
            + exercise.id() + " yet; --yes shows it");
    }
    IO.print(exercise.solution());
}

@Command(description = "Replace your answer with the stub. A copy of your answer is kept.")
void reset(@Parameters(paramLabel = "ID", description = ID) String id,
        @Option(names = {"-y", "--yes"}, description = "Do not ask.") boolean yes)
        throws Exception {
    ExerciseSession session = ExerciseSession.open();
    Exercise exercise = session.chosen(id);
    if (!yes && !session.agrees("Replace your answer to " + exercise.id() + " with the stub?")) {
        throw Script.refusal("not reset, because you did not say yes; --yes does not ask");
    }
    IO.println(session.reset(exercise));
}

@Command(description = "Grade all exercises. The exit code is 1 if one does not pass.")
int verify() throws Exception {
    List<Verdict> verdicts = gradeAll(ExerciseSession.open());
    IO.println(ExerciseSession.sum(verdicts));
    return verdicts.stream().allMatch(Verdict::passed) ? 0 : 1;
}

List<Verdict> gradeAll(ExerciseSession session) throws Exception {
    ExerciseSession.canConfine();
    return session.gradeAll(verdict -> IO.println(session.line(verdict)));
}

@Command(description = "Make a folder to work in, if you have no checkout of the course.")
void init(@Parameters(paramLabel = "DIR",
        description = "A new folder, or one that init made before.") Path folder) throws Exception {
    IO.println(ExerciseSession.init(folder));
}

@Command(description = "Grade all exercises, and write report.xml for build servers and"
    + " report.html for people.")
void report(@Option(names = "--to", paramLabel = "DIR",
        description = "The folder to write to. Default: your work folder.") Path folder)
        throws Exception {
    ExerciseSession session = ExerciseSession.open();
    List<Verdict> verdicts = gradeAll(session);
    Path to = Files.createDirectories(folder == null ? session.work.folder : folder);
    JUnitReport.write(verdicts, to.resolve("report.xml"));
    RegularFile.write(to.resolve("report.html"), VerdictPage.page(verdicts).getBytes());
    IO.println(ExerciseSession.sum(verdicts) + "; see " + session.work.shown(
        to.toAbsolutePath().resolve("report.html")));
}

@Command(description = {"For teachers: grade what students handed in.",
    "Each FOLDER is a work folder, a checkout, a folder made by init, or a tar or zip file of one.",
    "Nothing in it is changed. Call it again after an interruption: it continues."})
int grade(@Parameters(paramLabel = "FOLDER", arity = "1..*",
            description = "The folder or archive of one student; its name is the student's.")
        List<Path> folders,
        @Option(names = "--jobs", paramLabel = "N",
            description = "Grade so many at once. Default: one for each processor.") Integer jobs,
        @Option(names = "--html", paramLabel = "DIR", defaultValue = "grades",
            description = "Where the pages go. Default: ${DEFAULT-VALUE}.") Path html,
        @Option(names = "--csv", paramLabel = "FILE",
            description = "The table for a learning platform. Default: grades.csv in DIR.")
        Path csv,
        @Option(names = "--comments", paramLabel = "FILE", description =
            "Your comments for the pages of students. Each line: NAME: COMMENT.") Path comments,
        @Option(names = "--unconfined", description =
            "Grade even if this kernel cannot confine the code.") boolean unconfined)
        throws Exception {
    if (!ExerciseSession.canConfine() && !unconfined) {
        throw Script.refusal("nothing is graded; --unconfined grades all the same, which is"
            + " safe only in a virtual machine or a container that you can throw away");
    }
    if (System.getProperty("user.name").equals("root")) {
        System.err.println("exercises: you are root, which makes the confinement weaker; see"
            + " SECURITY.md");
    }
    return new GradeCommand(html, csv, comments, jobs == null ? 0 : jobs, ExerciseSession.cache(),
        IO::println).run(folders);
}

@Command(description = "For notebooks: grade the answers that come on stdin.")
void serve() throws Exception {
    new ExerciseServer(ExerciseSession.openOrMake()).serve(System.in, System.out);
}

@Command(name = "new", description = "For authors: make the files of a new exercise.")
void newExercise(
        @Parameters(paramLabel = "ID", description = "The next ID of its chapter, such as 1.5.")
        String id,
        @Parameters(paramLabel = "NAME", description = "The name of its class.") String name,
        @Option(names = "--update", description = "Only update its cells in the notebook.")
        boolean update) throws Exception {
    IO.println(update ? NewExercise.update(id, name) : NewExercise.create(id, name));
}

@Command(description = "For authors: grade stub, solution and mutants.")
int check(@Parameters(paramLabel = "ID", description = ID) String id,
        @Option(names = "--times", paramLabel = "N", defaultValue = "20",
            description = "How often to grade the solution. Default: ${DEFAULT-VALUE}.") int times)
        throws Exception {
    ExerciseSession session = ExerciseSession.open();
    return new ExerciseCheck(session.chosen(id), session.grader).run(times) ? 0 : 1;
}
