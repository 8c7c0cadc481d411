//SOURCES ExerciseHeader.java

import module java.base;

/**
 * An exercise. Its stub in exercises/ begins with a header that holds all values of this record.
 * Stubs, solutions and graders are packed into the jar of the program, because someone who calls it
 * by a URL has no checkout.
 *
 * @param id such as 3.1, the first of chapter 3
 * @param file below exercises/, solutions/ and work/, such as 01_mmap_basics/MapAndWrite.java
 * @param limitSeconds how long the grader may take before it is killed
 * @param forks whether the grader forks: its JVM then needs the flags of {@code Fork.java}
 * @param hints from a question to nearly the code
 */
record Exercise(String id, String file, String title, int points, int limitSeconds, boolean forks,
        List<String> hints) {
    private static final Pattern STUB = Pattern.compile("exercises/(\\d\\d_\\w+/\\w+\\.java)");
    // As numbers, so that 1.10 comes after 1.9.
    private static final Comparator<Exercise> BY_ID =
        Comparator.comparingInt(Exercise::chapter).thenComparingInt(Exercise::number);

    /** All exercises, in the order of the course: those whose stubs are in the jar. */
    static List<Exercise> all() {
        try (var jar = new ZipFile(jar().toFile())) {
            return jar.stream().map(entry -> STUB.matcher(entry.getName()))
                .filter(name -> name.matches())
                .map(name -> ExerciseHeader.parse(name.group(1), text(name.group())))
                .sorted(BY_ID).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jar with the classes of the course and the texts of the exercises. */
    static Path jar() {
        try {
            return Path.of(Exercise.class.getProtectionDomain().getCodeSource().getLocation()
                .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    int chapter() {
        return Integer.parseInt(id.substring(0, id.indexOf('.')));
    }

    /** Its number in the chapter. */
    int number() {
        return Integer.parseInt(id.substring(id.indexOf('.') + 1));
    }

    /** The class that a learner writes. */
    String className() {
        return file.substring(file.indexOf('/') + 1, file.length() - ".java".length());
    }

    String graderName() {
        return className() + "Test";
    }

    /** The stub as the learner gets it: without the header. */
    String stub() {
        return ExerciseHeader.textAfter(text("exercises/" + file));
    }

    String solution() {
        return text("solutions/" + file);
    }

    /** Why the solution works, and what a professional would add. */
    String why() {
        return ExerciseHeader.why(file, text("exercises/" + file));
    }

    /**
     * A hash of the stub and the grader. If one of them changes, an earlier pass does not count.
     */
    String fingerprint() {
        try {
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(stub().getBytes(StandardCharsets.UTF_8));
            sha.update(text("graders/" + file.replace(".java", "Test.java"))
                .getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return id + " " + title;
    }

    private static String text(String resource) {
        try (var in = Exercise.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing in this program's jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
