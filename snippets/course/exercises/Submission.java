//SOURCES ../../support/RunningProcess.java ../../support/TemporaryFolder.java
//SOURCES ../grading/Exercise.java ../grading/RegularFile.java

import module java.base;

/**
 * What a student handed in. Nothing in it is trusted: links are not followed, only the texts of
 * exercises are read, and nothing is written.
 *
 * @param student the name of the folder or of the archive
 * @param texts by exercise; an exercise without a text is missing
 * @param unreadable why a text cannot be read, by exercise
 */
record Submission(String student, Map<Exercise, String> texts, Map<Exercise, String> unreadable) {
    private static final int TEXT_LIMIT_BYTES = 1 << 20;
    private static final int DEPTH = 3;
    private static final Duration UNPACKING = Duration.ofSeconds(60);
    private static final String CHAPTER = "\\d\\d_.*";
    /** What macOS adds beside the files of a user. */
    private static final String ADDED = "__MACOSX|\\.DS_Store";
    private static final String ARCHIVE = "\\.(zip|tar|tgz|tar\\.\\w+)$";

    static Submission read(Path source, List<Exercise> exercises)
            throws IOException, InterruptedException {
        Path path = source.toAbsolutePath().normalize();
        String file = path.getFileName().toString();
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            String name = file.equals("work") ? path.getParent().getFileName().toString() : file;
            return ofFolder(name, root(path, DEPTH), exercises);
        }
        String name = file.replaceFirst(ARCHIVE, "");
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || name.equals(file)) {
            throw new IOException("it is not a folder, a tar file or a zip file");
        }
        if (file.endsWith(".zip")) {
            return ofZip(name, path, exercises);
        }
        try (var unpacked = TemporaryFolder.create("mmap-submission")) {
            unpack(path, unpacked.path);
            return ofFolder(name, root(unpacked.path, DEPTH), exercises);
        }
    }

    /** The folder with the folders of chapters. An archive often has one more folder around. */
    private static Path root(Path folder, int depth) throws IOException {
        Path work = folder.resolve("work");
        if (Files.isDirectory(work, LinkOption.NOFOLLOW_LINKS)) {
            return work;
        }
        try (var entries = Files.list(folder)) {
            List<Path> all = entries.filter(entry ->
                !entry.getFileName().toString().matches(ADDED)).limit(2).toList();
            return depth > 0 && all.size() == 1
                && !all.getFirst().getFileName().toString().matches(CHAPTER)
                && Files.isDirectory(all.getFirst(), LinkOption.NOFOLLOW_LINKS)
                ? root(all.getFirst(), depth - 1) : folder;
        }
    }

    private static Submission ofFolder(String student, Path root, List<Exercise> exercises) {
        var submission = new Submission(student, new HashMap<>(), new HashMap<>());
        for (Exercise exercise : exercises) {
            Path file = root.resolve(exercise.file());
            if (Files.isSymbolicLink(file.getParent())) {
                submission.unreadable.put(exercise, "its folder is a symbolic link");
            } else if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                submission.add(exercise, () -> RegularFile.read(file, TEXT_LIMIT_BYTES));
            }
        }
        return submission;
    }

    private static Submission ofZip(String student, Path file, List<Exercise> exercises)
            throws IOException {
        var submission = new Submission(student, new HashMap<>(), new HashMap<>());
        // Names that are not marked as UTF-8 can have any encoding, for example GBK on Windows.
        // The names of exercises are ASCII, and every byte is a character in ISO 8859-1.
        try (var zip = new ZipFile(file.toFile(), StandardCharsets.ISO_8859_1)) {
            for (Exercise exercise : exercises) {
                zip.stream().filter(entry -> ("/" + entry.getName()).endsWith("/" + exercise.file())
                        && !entry.getName().contains("snippets/"))
                    .min(Comparator.comparingInt((ZipEntry entry) ->
                        entry.getName().contains("work/") ? 0 : 1)
                        .thenComparingInt(entry -> entry.getName().length()))
                    .ifPresent(entry -> submission.add(exercise, () -> read(zip, entry)));
            }
        } catch (OutOfMemoryError e) {
            throw new IOException("its table of contents is too large for this JVM's memory", e);
        }
        return submission;
    }

    /** Whether no exercise has a file in it, which usually means that it has other folders. */
    boolean isEmpty() {
        return texts.isEmpty() && unreadable.isEmpty();
    }

    private static byte[] read(ZipFile zip, ZipEntry entry) throws IOException {
        try (var in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(TEXT_LIMIT_BYTES + 1);
            if (bytes.length > TEXT_LIMIT_BYTES) {
                throw new IOException("it has more than %,d bytes".formatted(TEXT_LIMIT_BYTES));
            }
            return bytes;
        }
    }

    /** Unpacks only Java files, and only short ones. */
    private static void unpack(Path archive, Path folder) throws IOException, InterruptedException {
        var tar = new ProcessBuilder("sh", "-c", "ulimit -f " + TEXT_LIMIT_BYTES / 512
            + "; exec tar \"$@\"", "tar", "-x", "-f", archive.toString(), "-C", folder.toString(),
            "--no-same-owner", "--no-same-permissions", "--touch", "--wildcards", "*.java");
        try {
            if (RunningProcess.run(tar, UNPACKING).exit() != 0) {
                throw new IOException("tar cannot unpack it");
            }
        } catch (IllegalStateException e) {
            throw new IOException("tar takes too long to unpack it", e);
        }
    }

    private void add(Exercise exercise, Callable<byte[]> reading) {
        try {
            String text = new String(reading.call(), StandardCharsets.UTF_8);
            texts.put(exercise, text.startsWith("\ufeff") ? text.substring(1) : text);
        } catch (Exception e) {
            unreadable.put(exercise, e instanceof FileSystemException file
                && file.getReason() != null ? file.getReason() : e.toString());
        }
    }
}
