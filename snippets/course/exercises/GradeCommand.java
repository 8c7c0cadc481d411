//SOURCES ../../Script.java ../grading/Exercise.java ../grading/Grader.java
//SOURCES ../grading/Verdict.java GradePages.java Similarity.java Submission.java
//SOURCES VerdictStore.java VerdictText.java

import module java.base;

/** Grades the submissions of a class, several at once. One bad submission never ends the rest. */
final class GradeCommand {
    private static final String VERDICTS = ".verdicts";
    private static final String NO_ANSWER = "no answer to any exercise was found";

    private final Path folder;
    private final Path csv;
    private final Path comments;
    private final int jobs;
    private final Path cache;
    private final Consumer<String> printer;
    private final List<Exercise> exercises = Exercise.all();
    private final Map<String, Student> students = new TreeMap<>();

    /** The results of a student. Several threads add verdicts. */
    static final class Student {
        final Submission submission;
        final Map<Exercise, Verdict> verdicts = new ConcurrentHashMap<>();
        final AtomicLong ms = new AtomicLong();
        final AtomicInteger left = new AtomicInteger();

        Student(Submission submission) {
            this.submission = submission;
        }

        int points() {
            return verdicts.values().stream().mapToInt(Verdict::points).sum();
        }

        long passed() {
            return verdicts.values().stream().filter(Verdict::passed).count();
        }

        /** Returns what a teacher should look at, sorted. */
        Set<String> flags() {
            var flags = new TreeSet<String>();
            verdicts.values().forEach(verdict -> verdict.flags().forEach(
                flag -> flags.add(verdict.exercise().id() + " " + flag)));
            submission.unreadable().forEach((exercise, reason) ->
                flags.add(exercise.id() + " " + reason));
            if (submission.isEmpty()) {
                flags.add(NO_ANSWER);
            }
            return flags;
        }
    }

    /** One text of one student. */
    private record Task(Student student, Exercise exercise, String text) {}

    /**
     * @param folder for the pages
     * @param csv the file with the table, or null for one in the folder
     * @param comments a file with the teacher's comments, or null
     * @param jobs how many submissions are graded at once, or 0 for one on each processor
     * @param cache a folder for files that make the JVMs start faster, or null
     * @param printer gets a line for each student
     */
    GradeCommand(Path folder, Path csv, Path comments, int jobs, Path cache,
            Consumer<String> printer) {
        this.folder = folder.toAbsolutePath().normalize();
        this.csv = csv == null ? this.folder.resolve("grades.csv") : csv.toAbsolutePath();
        this.comments = comments;
        this.jobs = jobs > 0 ? jobs : Runtime.getRuntime().availableProcessors();
        this.cache = cache;
        this.printer = printer;
    }

    /** Returns the exit code: 1 if a submission could not be read. */
    int run(List<Path> sources) throws Exception {
        for (Path source : sources) {
            if (folder.startsWith(source.toAbsolutePath().normalize())
                    && !isPages(source)) {
                throw Script.refusal("the pages would be written into " + source
                    + "; --html names another folder");
            }
        }
        int unreadable = readAll(sources);
        var store = new VerdictStore(folder.resolve(VERDICTS));
        gradeAll(store);
        var pairs = Similarity.of(students.values().stream().map(s -> s.submission).toList(),
            exercises);
        new GradePages(exercises, students, pairs, comments).write(folder, csv);
        printer.accept(students.size() + " submissions graded; see " + folder.resolve("index.html")
            + " and " + csv);
        return unreadable == 0 ? 0 : 1;
    }

    /** Whether this is the folder of the pages, which an earlier run made. */
    private boolean isPages(Path source) {
        return folder.equals(source.toAbsolutePath().normalize())
            && Files.exists(folder.resolve(VERDICTS));
    }

    private int readAll(List<Path> sources) throws InterruptedException {
        int unreadable = 0;
        for (Path source : sources) {
            if (isPages(source)) {
                continue;   // the shell also put this folder in the place of a *
            }
            try {
                Submission submission = Submission.read(source, exercises);
                if (submission.isEmpty()) {
                    warn(source, NO_ANSWER + "; an answer is in a file such as "
                        + exercises.getFirst().file());
                }
                // Two students with the same name get two rows.
                String name = submission.student();
                for (int i = 2; students.containsKey(name); i++) {
                    name = submission.student() + " (" + i + ")";
                }
                students.put(name, new Student(new Submission(name, submission.texts(),
                    submission.unreadable())));
            } catch (IOException | RuntimeException e) {
                warn(source, e.getMessage());
                unreadable++;
            }
        }
        return unreadable;
    }

    /** Prints a line about a submission, whose name and content a student may have chosen. */
    private static void warn(Path source, String problem) {
        System.err.println("exercises: " + VerdictText.visible(source + ": " + problem));
    }

    private void gradeAll(VerdictStore store) throws Exception {
        var tasks = new ConcurrentLinkedQueue<Task>();
        for (Student student : students.values()) {
            for (Exercise exercise : exercises) {
                String text = student.submission.texts().get(exercise);
                String problem = student.submission.unreadable().get(exercise);
                if (problem != null) {
                    student.verdicts.put(exercise, Verdict.ungraded(exercise, problem));
                } else if (text == null || text.equals(exercise.stub())) {
                    student.verdicts.put(exercise, Verdict.unsolved(exercise));
                } else {
                    student.left.incrementAndGet();
                    tasks.add(new Task(student, exercise, text));
                }
            }
            if (student.left.get() == 0) {
                print(student);
            }
        }
        if (!tasks.isEmpty()) {
            try (var grader = new Grader(cache)) {
                grader.train();   // before the first JVM starts
            }
        }
        try (var pool = Executors.newFixedThreadPool(jobs)) {
            var workers = new ArrayList<Future<?>>();
            for (int i = 0; i < Math.min(jobs, tasks.size()); i++) {
                workers.add(pool.submit(() -> work(tasks, store)));
            }
            for (var worker : workers) {
                worker.get();
            }
        }
    }

    private Void work(Queue<Task> tasks, VerdictStore store) throws Exception {
        try (var grader = new Grader(cache)) {
            for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
                Student student = task.student();
                student.verdicts.put(task.exercise(), verdict(grader, task, store));
                if (student.left.decrementAndGet() == 0) {
                    print(student);
                }
            }
        }
        return null;
    }

    private Verdict verdict(Grader grader, Task task, VerdictStore store) {
        VerdictStore.Kept kept = store.find(task.exercise(), task.text());
        if (kept != null) {
            task.student().ms.addAndGet(kept.ms());
            return kept.verdict(task.exercise());
        }
        long start = System.nanoTime();
        try {
            Verdict verdict = grader.grade(task.exercise(), task.text());
            long ms = (System.nanoTime() - start) / 1_000_000;
            task.student().ms.addAndGet(ms);
            keep(store, task, verdict, ms);
            return verdict;
        } catch (Exception | Error e) {
            return Verdict.ungraded(task.exercise(), "it could not be graded: " + e.getMessage());
        }
    }

    /** Keeps the verdict. If that fails, the verdict counts all the same. */
    private static void keep(VerdictStore store, Task task, Verdict verdict, long ms) {
        try {
            store.keep(task.text(), verdict, ms);
        } catch (IOException e) {
            System.err.println("exercises: the verdict on " + task.exercise().id() + " of "
                + VerdictText.visible(task.student().submission.student())
                + " is not kept, so the next run grades it again: " + e.getMessage());
        }
    }

    private void print(Student student) {
        printer.accept("%-24s %3d points, %2d of %d exercises, %5.1f s%s".formatted(
            VerdictText.visible(student.submission.student()), student.points(), student.passed(),
            exercises.size(), student.ms.get() / 1000.0, student.flags().isEmpty() ? ""
                : "  flagged: " + VerdictText.visible(String.join("; ", student.flags()))));
    }
}
