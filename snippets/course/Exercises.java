///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 25+
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//SOURCES ../Script.java exercises/ExerciseServer.java exercises/ExerciseSession.java
//SOURCES exercises/ExerciseWatch.java exercises/VerdictPage.java exercises/VerdictText.java
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

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

void main(String... args) {
    Script.run(this, "exercises", "Solve the exercises; without a command: where you are.", args,
        () -> IO.println(ExerciseSession.open().list()),
        List.of(new Run(), new Watch(), new Hint(), new Solution(), new Reset(), new Verify(),
            new Init(), new Report(), new Serve()));
}

/** What the commands about one exercise share. */
abstract static class OfOne implements Script.Subcommand {
    @Parameters(paramLabel = "ID", description = "Such as 1.1, or the name of its class.")
    String id;

    Exercise chosen(ExerciseSession book) {
        Exercise exercise = book.byId(id);
        Script.require(exercise != null, "There is no exercise " + id + "; there are: "
            + book.ids());
        return exercise;
    }
}

static final class Run extends OfOne {
    public String name() {
        return "run";
    }

    public String description() {
        return "Grade your text of an exercise once. Exit code 1 if it does not pass.";
    }

    public void run() throws Exception {
        ExerciseSession book = ExerciseSession.open();
        Exercise exercise = chosen(book);
        Verdict verdict = book.grade(exercise);
        IO.println(VerdictText.of(verdict, ExerciseSession.ANSI));
        IO.println(book.whatNext(verdict));
        book.grader.train();   // once, and after the verdict, not before
        System.exit(verdict.passed() ? 0 : 1);
    }
}

static final class Watch implements Script.Subcommand {
    @Parameters(arity = "0..1", paramLabel = "ID",
        description = "Where to begin. Default: what is next.")
    String id;

    public String name() {
        return "watch";
    }

    public String description() {
        return "Grade again on every save; keys for hint, list, next, reset and quit.";
    }

    public void run() throws Exception {
        ExerciseSession book = ExerciseSession.open();
        Exercise first = id == null ? book.next() : book.byId(id);
        Script.require(first != null, "There is no exercise " + id + "; there are: " + book.ids());
        try (var watch = new ExerciseWatch(book, first)) {
            watch.run();
        }
    }
}

static final class Hint extends OfOne {
    @Option(names = "--all", description = "All hints; else one more each time.")
    boolean all;

    public String name() {
        return "hint";
    }

    public String description() {
        return "Print the next hint, from a question to nearly the code.";
    }

    public void run() throws Exception {
        ExerciseSession book = ExerciseSession.open();
        IO.println(book.hint(chosen(book), all));
    }
}

static final class Solution extends OfOne {
    @Option(names = {"-y", "--yes"}, description = "Show it before you have passed, unasked.")
    boolean yes;

    public String name() {
        return "solution";
    }

    public String description() {
        return "Print the course's solution, after a pass or on a clear yes.";
    }

    public void run() throws Exception {
        ExerciseSession book = ExerciseSession.open();
        Exercise exercise = chosen(book);
        if (yes || book.isPassed(exercise) || book.agrees("You have not passed " + exercise.id()
                + " yet. Show the solution?")) {
            IO.print(exercise.solution());
        } else {
            throw Script.refusal("not shown; " + exercise.id() + " is not passed yet,"
                + " --yes shows it all the same");
        }
    }
}

static final class Reset extends OfOne {
    @Option(names = {"-y", "--yes"}, description = "Do not ask.")
    boolean yes;

    public String name() {
        return "reset";
    }

    public String description() {
        return "Begin an exercise anew from its stub; what stood there is kept.";
    }

    public void run() throws Exception {
        ExerciseSession book = ExerciseSession.open();
        Exercise exercise = chosen(book);
        if (!yes && !book.agrees("Replace your text of " + exercise.id() + " by the stub?")) {
            throw Script.refusal("not reset; --yes does it without a question");
        }
        IO.println(book.reset(exercise));
    }
}

static final class Verify implements Script.Subcommand {
    public String name() {
        return "verify";
    }

    public String description() {
        return "Grade all exercises. Exit code 1 if one does not pass.";
    }

    public void run() throws Exception {
        ExerciseSession book = ExerciseSession.open();
        List<Verdict> verdicts = book.gradeAll(verdict -> IO.println(book.line(verdict)));
        IO.println(ExerciseSession.sum(verdicts));
        System.exit(verdicts.stream().allMatch(Verdict::passed) ? 0 : 1);
    }
}

static final class Init implements Script.Subcommand {
    @Parameters(paramLabel = "DIR", description = "A new folder, or one made by this before.")
    Path folder;

    public String name() {
        return "init";
    }

    public String description() {
        return "Make a folder to work in, for who has no checkout of the course.";
    }

    public void run() throws Exception {
        IO.println(ExerciseSession.init(folder));
    }
}

static final class Report implements Script.Subcommand {
    @Option(names = "--to", paramLabel = "DIR", description = "Where to write. Default: your work.")
    Path folder;

    public String name() {
        return "report";
    }

    public String description() {
        return "Grade all, and write report.xml for JUnit readers and report.html for people.";
    }

    public void run() throws Exception {
        ExerciseSession book = ExerciseSession.open();
        List<Verdict> verdicts = book.gradeAll(verdict -> IO.println(book.line(verdict)));
        Path to = Files.createDirectories(folder == null ? book.work.folder : folder);
        Files.writeString(to.resolve("report.xml"), VerdictPage.junitXml(verdicts));
        Files.writeString(to.resolve("report.html"), VerdictPage.page(verdicts));
        IO.println(ExerciseSession.sum(verdicts) + "; see " + book.work.shown(
            to.toAbsolutePath().resolve("report.html")));
    }
}

static final class Serve implements Script.Subcommand {
    public String name() {
        return "serve";
    }

    public String description() {
        return "What notebooks use: grades what is asked on stdin.";
    }

    public void run() throws Exception {
        new ExerciseServer(ExerciseSession.open()).serve(System.in, System.out);
    }
}
