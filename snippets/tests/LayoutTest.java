//SOURCES support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Checks the structure of snippets/ by reading the sources. A room is a folder with sources. */
@Tag("rules")
@DisplayName("The layout of snippets/")
class LayoutTest {
    private static final Path SNIPPETS = Course.ROOT.resolve("snippets");
    private static final Path COURSE = Path.of("course");
    private static final Path TOP = Path.of("");

    /** Files that may have more than 300 lines: a table of calls, and a table of programs. */
    private static final Set<String> LONG_FILES = Set.of("Libc.java",
        "tests/course/grading/HostileCodeTest.java");

    private static final Pattern DECLARATION = Pattern.compile(
        "\\b(?:class|record|interface|enum) ([A-Z]\\w*)");
    private static final Pattern COMMENT_OR_TEXT = Pattern.compile("/\\*.*?\\*/|//[^\n]*"
        + "|\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])+'",
        Pattern.DOTALL);

    /** A source file: its path below snippets/, its text, and the text without comments. */
    private record Source(Path path, String text, String code) {
        static Source read(Path file) {
            try {
                String text = Files.readString(file);
                return new Source(SNIPPETS.relativize(file), text,
                    COMMENT_OR_TEXT.matcher(text).replaceAll(" "));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        boolean isScript() {
            return text.startsWith("///usr/bin/env jbang");
        }

        Path room() {
            return path.getParent() == null ? TOP : path.getParent();
        }

        boolean isIn(String... rooms) {
            return Stream.of(rooms).anyMatch(path::startsWith);
        }

        /** The words in all lines that begin with this directive, such as //SOURCES. */
        List<String> words(String directive) {
            return text.lines().filter(line -> line.startsWith(directive + " "))
                .flatMap(line -> Stream.of(line.substring(directive.length() + 1).split(" ")))
                .toList();
        }

        /** The files that it includes, below snippets/; a glob stands for no file. */
        List<Path> includes() {
            return words("//SOURCES").stream().filter(word -> !word.contains("*"))
                .map(word -> room().resolve(word).normalize()).toList();
        }

        List<String> lines() {
            return text.lines().toList();
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    private static List<Source> sources;

    @BeforeAll
    static void read() throws IOException {
        try (Stream<Path> files = Files.walk(SNIPPETS)) {
            sources = files.filter(file -> file.toString().endsWith(".java")).sorted()
                .map(Source::read).toList();
        }
        assertTrue(sources.size() > 100, "sources: " + sources.size());
    }

    /** Asserts that no source has the fault. */
    private static void assertNone(Predicate<Source> hasFault) {
        assertEquals(List.of(), sources.stream().filter(hasFault).toList());
    }

    @Test
    @DisplayName("has only commands in course/")
    void onlyCommands() throws IOException {
        assertNone(source -> source.room().equals(COURSE) && !source.isScript());
        try (Stream<Path> files = Files.list(SNIPPETS.resolve(COURSE))) {
            assertEquals(List.of(), files.filter(file -> !Files.isDirectory(file)
                && !file.toString().endsWith(".java")).toList());
        }
    }

    @Test
    @DisplayName("includes downwards: no command into a room, nothing of course/ into a top file")
    void downwards() {
        assertNone(source -> source.includes().stream()
            .anyMatch(file -> COURSE.equals(file.getParent())));
        assertNone(source -> source.room().equals(TOP)
            && source.includes().stream().anyMatch(file -> file.startsWith(COURSE)));
    }

    @Test
    @DisplayName("has no two rooms that include each other")
    void noCycle() {
        var arrows = new TreeSet<String>();
        for (Source source : sources) {
            for (Path file : source.includes()) {
                Path room = file.getParent() == null ? TOP : file.getParent();
                if (!room.equals(source.room())) {
                    arrows.add(source.room() + " -> " + room);
                }
            }
        }
        assertEquals(List.of(), arrows.stream().filter(arrow -> {
            String[] rooms = arrow.split(" -> ", -1);
            return arrows.contains(rooms[1] + " -> " + rooms[0]);
        }).toList());
    }

    @Test
    @DisplayName("has scripts with at most eight lines of header")
    void headers() {
        assertNone(source -> source.isScript()
            && source.text().lines().takeWhile(line -> line.startsWith("//")).count() > 8);
    }

    @Test
    @DisplayName("has every file that a //SOURCES or //FILES line names")
    void existing() {
        assertNone(source -> Stream.concat(source.words("//SOURCES").stream(),
                source.words("//FILES").stream().map(word -> word.replaceAll(".*=", "")))
            .map(word -> word.replaceAll("[^/]*\\*.*", ""))
            .anyMatch(word -> Files.notExists(SNIPPETS.resolve(source.room()).resolve(word))));
    }

    @Test
    @DisplayName("includes, by every file that is not a script, each class that it names")
    void ownNeeds() {
        Map<String, Path> files = new HashMap<>();
        for (Source source : sources) {
            if (!source.isScript() && !source.isIn("exercises", "solutions", "notebook")) {
                Pattern.compile("(?m)^(?:\\w+ )*" + DECLARATION).matcher(source.code()).results()
                    .forEach(found -> files.put(found.group(1), source.path()));
            }
        }
        var missing = new ArrayList<String>();
        for (Source source : sources) {
            if (!source.isScript() && !source.isIn("exercises", "solutions", "notebook",
                    "course/bench/jmh")) {
                for (String name : names(source)) {
                    Path file = files.get(name);
                    if (file != null && !file.equals(source.path())
                            && !source.includes().contains(file)) {
                        missing.add(source + " names " + name + " without //SOURCES "
                            + source.room().relativize(file));
                    }
                }
            }
        }
        assertEquals(List.of(), missing);
    }

    /** The names of classes in the code that are neither declared nor imported in this file. */
    private static Set<String> names(Source source) {
        var names = new TreeSet<String>();
        Pattern.compile("(?<![\\w.@])[A-Z]\\w*").matcher(source.code()).results()
            .map(MatchResult::group).forEach(names::add);
        DECLARATION.matcher(source.code()).results().map(found -> found.group(1))
            .forEach(names::remove);
        Pattern.compile("(?m)^import [\\w.]*\\.(\\w+);").matcher(source.code()).results()
            .map(found -> found.group(1)).forEach(names::remove);
        return names;
    }

    @Test
    @DisplayName("has chapter scripts of at most 110 lines, and other files of at most 300")
    void lengths() {
        assertNone(source -> source.lines().size()
            > (source.isScript() && source.path().toString().matches("\\d\\d_.*") ? 110 : 300)
            && !LONG_FILES.contains(source.toString()));
    }

    @Test
    @DisplayName("has lines of at most 100 columns, unless a path alone is longer")
    void columns() {
        assertEquals(List.of(), sources.stream()
            .flatMap(source -> source.lines().stream()
                .filter(line -> line.length() > 100 && !line.matches("//(SOURCES|FILES) \\S+"))
                .map(line -> source + ": " + line)).toList());
    }

    @Test
    @DisplayName("has no package, except for JMH, and no assert")
    void words() {
        assertNone(source -> !source.isIn("course/bench/jmh")
            && Pattern.compile("(?m)^package ").matcher(source.code()).find());
        assertNone(source -> Pattern.compile("\\bassert\\b").matcher(source.code()).find());
    }
}
