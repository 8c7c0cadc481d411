//SOURCES ../../Script.java ../../support/Checkout.java ../grading/Exercise.java EditorFiles.java

import module java.base;

/**
 * A learner's folder: their texts by chapter, {@code progress}, and {@code .history} with every
 * text that was ever replaced. Nothing here is known to git, and nothing is written in place.
 */
final class Workspace {
    /** Marks a folder made by {@code init}; {@code progress} is in every one that was used. */
    static final String MARKER = ".mmap-exercises";
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
     * The one named by MMAP_COURSE_WORK, as tests do, who must not touch a learner's; else the one
     * made by {@code init} that this is called from; else that of the checkout.
     */
    static Workspace find() {
        String named = System.getenv("MMAP_COURSE_WORK");
        if (named != null) {
            return at(Path.of(named));
        }
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            if (Files.exists(p.resolve(MARKER))) {
                return at(p);
            }
        }
        return at(Checkout.find().orElseThrow(() -> Script.refusal("no exercises here:"
            + " jbang exercises init DIR makes a folder for them; call this from there"))
            .resolve("work"));
    }

    /** Where the learner's text of an exercise is, or will be. */
    Path file(Exercise exercise) {
        return folder.resolve(exercise.file());
    }

    /** A path as the learner may type it. */
    String shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file).toString() : file.toString();
    }

    /** The learner's text, which begins as the stub. */
    String text(Exercise exercise) throws IOException {
        Path file = file(exercise);
        if (!Files.exists(file)) {
            store(file, exercise.stub());
        }
        return read(file);
    }

    /** As it stands; what is not UTF-8 becomes U+FFFD, and an editor's byte order mark goes. */
    static String read(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    boolean isUntouched(Exercise exercise) throws IOException {
        return !Files.exists(file(exercise))
            || read(file(exercise)).equals(exercise.stub());
    }

    /**
     * Makes {@code text} the learner's; what stood there is kept.
     *
     * @return where it is kept, or nothing if there was nothing but the stub or the same text
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

    /** Whole or not at all, whenever this ends. */
    private void store(Path file, String text) throws IOException {
        EditorFiles.write(folder);
        Files.createDirectories(file.getParent());
        Path part = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try (var channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    // -------------------------------------------------------------------------------- progress

    /*
     * A line a pass, appended by one write(2): two runners at once both get their line in, and a
     * crash can at worst leave a line without its end, which then counts for nothing. Each record
     * begins with the end of a line, to stand alone behind such a rest.
     */

    void recordPass(Exercise exercise) throws IOException {
        Files.createDirectories(folder);
        String line = "\npassed " + exercise.id() + " " + exercise.fingerprint() + " "
            + LocalDateTime.now().withNano(0) + "\n";
        try (var channel = FileChannel.open(folder.resolve("progress"), StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
    }

    /** The IDs of those passed as they are today: a changed exercise has another fingerprint. */
    Set<String> passed(List<Exercise> exercises) throws IOException {
        Path file = folder.resolve("progress");
        var lines = new HashSet<String>();
        if (Files.exists(file)) {
            // As bytes, for a file that a crash or an editor damaged is no reason to end.
            for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).split("\n")) {
                String[] words = line.split(" ");
                if (words.length == 4 && words[0].equals("passed")) {
                    lines.add(words[1] + " " + words[2]);
                }
            }
        }
        var passed = new HashSet<String>();
        for (Exercise exercise : exercises) {
            if (lines.contains(exercise.id() + " " + exercise.fingerprint())) {
                passed.add(exercise.id());
            }
        }
        return passed;
    }
}
