//SOURCES ../../Script.java ../../support/Checkout.java ../grading/Exercise.java
//SOURCES ../grading/RegularFile.java EditorFiles.java

import module java.base;

/**
 * A learner's folder. It holds the submissions by chapter, {@code progress}, and {@code .history}
 * with a copy of every text that was replaced. In a checkout, git ignores it. A submission is never
 * overwritten in place.
 */
final class Workspace {
    /** The name of an empty file that marks a folder made by {@code init}. */
    static final String MARKER = ".mmap-exercises";
    private static final int TEXT_LIMIT_BYTES = 1 << 20;
    private static final int PROGRESS_LIMIT_BYTES = 16 << 20;
    private static final DateTimeFormatter STAMP =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

    final Path folder;

    private Workspace(Path folder) {
        this.folder = folder;
    }

    static Workspace at(Path folder) {
        return new Workspace(folder.toAbsolutePath().normalize());
    }

    /**
     * Finds the learner's folder: the one that MMAP_COURSE_WORK names; else the one made by {@code
     * init} that contains the current folder; else work/ of the checkout. Tests set the variable,
     * because they must not change a learner's files.
     */
    static Workspace find() {
        String named = System.getenv("MMAP_COURSE_WORK");
        if (named != null) {
            return at(Path.of(named));
        }
        Path here = Path.of("").toAbsolutePath();
        for (Path p = here; p != null; p = p.getParent()) {
            if (Files.exists(p.resolve(MARKER))) {
                return at(p);
            }
        }
        Path root = Checkout.find().orElseThrow(() -> Script.refusal("there are no"
            + " exercises here; jbang exercises init DIR makes a folder, then call this in it"));
        if (isHandedIn(here, root)) {
            throw Script.refusal("somebody else's answers seem to be in " + here
                + "; exercises grade " + here + " grades them");
        }
        Workspace work = at(root.resolve("work"));
        Path home = Checkout.atHome().resolve("work");
        return work.isWritable() || !Files.isDirectory(home) ? work : at(home);
    }

    /** Like {@link #find}, but if the checkout is read-only, it makes a folder in the home. */
    static Workspace findOrMake() throws IOException {
        Workspace work = find();
        if (work.isWritable()) {
            return work;
        }
        return at(Files.createDirectories(Checkout.atHome().resolve("work")));
    }

    private boolean isWritable() {
        return Files.isWritable(Files.exists(folder) ? folder : folder.getParent());
    }

    /** Whether the current folder has answers that do not belong to this checkout. */
    private static boolean isHandedIn(Path here, Path root) {
        boolean isOurs = Stream.of(root.resolve("work"), root.resolve("snippets"),
            Checkout.atHome()).anyMatch(here::startsWith);
        return !isOurs && Exercise.all().stream().map(Exercise::file).anyMatch(file ->
            Files.exists(here.resolve(file)) || Files.exists(here.resolveSibling(file))
            || !here.equals(root) && Files.exists(here.resolve("work").resolve(file)));
    }

    /** Where the learner's text of an exercise is, or will be. */
    Path file(Exercise exercise) {
        return folder.resolve(exercise.file());
    }

    /** Returns a short path that the learner can type. */
    String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
    }

    /** Returns the learner's text. If there is none, it is first made from the stub. */
    String text(Exercise exercise) throws IOException {
        Path file = file(exercise);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            store(file, exercise.stub());
        }
        return read(file);
    }

    /**
     * Reads a text, which must be a regular file. Bytes that are not UTF-8 become U+FFFD, and a
     * byte order mark is removed.
     */
    static String read(Path file) throws IOException {
        String text = new String(RegularFile.read(file, TEXT_LIMIT_BYTES), StandardCharsets.UTF_8);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    boolean isUntouched(Exercise exercise) throws IOException {
        return !Files.exists(file(exercise), LinkOption.NOFOLLOW_LINKS)
            || read(file(exercise)).equals(exercise.stub());
    }

    /**
     * Replaces the learner's text with {@code text}, and keeps a copy of the old text.
     *
     * @return the copy; empty if there was no text, only the stub, or the same text
     */
    Optional<Path> replace(Exercise exercise, String text) throws IOException {
        Path file = file(exercise);
        if (Files.exists(file) && read(file).equals(text)) {
            return Optional.empty();
        }
        Optional<Path> kept = isUntouched(exercise) ? Optional.empty()
            : Optional.of(keep(exercise));
        store(file, text);
        return kept;
    }

    private Path keep(Exercise exercise) throws IOException {
        Path history = Files.createDirectories(folder.resolve(".history"));
        while (true) {
            Path copy = history.resolve(exercise.id() + "-" + STAMP.format(LocalDateTime.now())
                + "-" + exercise.className() + ".java");
            try {
                return Files.copy(file(exercise), copy);
            } catch (FileAlreadyExistsException sameMillisecond) {
                Thread.onSpinWait();
            }
        }
    }

    /** Stores a text completely or not at all, even if this process is killed. */
    private void store(Path file, String text) throws IOException {
        if (!isWritable()) {
            throw Script.refusal(folder + " cannot be written; exercises init DIR makes a folder"
                + " of your own, then call this in it");
        }
        EditorFiles.write(folder);
        Files.createDirectories(file.getParent());
        RegularFile.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    // -------------------------------------------------------------------------------- progress

    /*
     * Each pass is one line, appended by one write(2). So two runners at the same time both add
     * their line. A crash can at worst leave a line without its end, and such a line is ignored.
     * Each record begins with a line break, so that it does not continue such a line.
     */

    void recordPass(Exercise exercise) throws IOException {
        Files.createDirectories(folder);
        Path progress = folder.resolve("progress");
        if (Files.exists(progress, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(progress, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(progress.toString(), null, "it is not a regular file");
        }
        String line = "\npassed " + exercise.id() + " " + exercise.fingerprint() + " "
            + LocalDateTime.now().withNano(0) + "\n";
        try (var channel = FileChannel.open(progress, StandardOpenOption.CREATE,
                StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS)) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
    }

    /**
     * Returns the IDs of the exercises that were passed in their present form, and the latest pass
     * last. A changed exercise has another fingerprint.
     */
    SequencedSet<String> passed(List<Exercise> exercises) throws IOException {
        Map<String, String> ids = new HashMap<>();
        exercises.forEach(e -> ids.put(e.id() + " " + e.fingerprint(), e.id()));
        Path file = folder.resolve("progress");
        var passed = new LinkedHashSet<String>();
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            // Every byte is a character in ISO 8859-1. The file may be damaged by a crash or an
            // editor, and that must not end the program.
            String all = new String(RegularFile.read(file, PROGRESS_LIMIT_BYTES),
                StandardCharsets.ISO_8859_1);
            for (String line : all.split("\n")) {
                String[] words = line.split(" ");
                if (words.length == 4 && words[0].equals("passed")
                        && ids.containsKey(words[1] + " " + words[2])) {
                    passed.addLast(words[1]);   // moves it if it is there already
                }
            }
        }
        return passed;
    }
}
