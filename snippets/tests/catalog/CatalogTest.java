//SOURCES ../support/Course.java
//SOURCES ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("catalog")
@Tag("slow")
@DisplayName("The catalog of aliases")
class CatalogTest {
    @TempDir Path dir;

    /** An alias with its file, below the checkout, and its description. */
    private record Alias(String name, Path file, String description) {}

    private static List<Alias> aliases() throws Exception {
        String json = Files.readString(Course.ROOT.resolve("jbang-catalog.json"));
        return Pattern.compile("\"([a-z-]+)\": \\{\\s*\"script-ref\": \"(.*)\",\\s*"
                + "\"description\": \"(.*)\"").matcher(json).results()
            .map(r -> new Alias(r.group(1), Course.ROOT.resolve(r.group(2)), r.group(3)))
            .toList();
    }

    @Test
    @DisplayName("is in reading order: the chapters by number, then the tools")
    void order() throws Exception {
        List<Integer> chapters = aliases().stream()
            .map(alias -> chapter(alias.description()))
            .map(number -> number.isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(number))
            .toList();
        assertEquals(chapters.stream().sorted().toList(), chapters);
        assertTrue(chapters.containsAll(List.of(1, 2, 3, 4, 5, 6, 7, Integer.MAX_VALUE)));
    }

    /** The number of a chapter at the beginning of a description; empty for a tool. */
    private static String chapter(String description) {
        return description.replaceAll("^(\\d+)\\. .*|^.*", "$1");
    }

    @Test
    @DisplayName("is shown by jbang alias list, with a description of every alias")
    void list() throws Exception {
        ProcessResult result = Course.run(Course.launcher(Course.ROOT, "alias", "list"));
        assertEquals(0, result.exit(), result.err());
        for (Alias alias : aliases()) {
            assertTrue(result.out().contains(alias.name() + "\n   " + alias.description() + "\n"),
                alias.name() + " in " + result.out());
        }
    }

    @TestFactory
    @DisplayName("agrees with each script in the name of the file, the chapter and the description")
    Stream<DynamicTest> scripts() throws Exception {
        return aliases().stream().map(alias -> DynamicTest.dynamicTest(alias.name(), () -> {
            var fileName = new StringBuilder();
            for (String word : alias.name().split("-")) {
                fileName.append(word.substring(0, 1).toUpperCase()).append(word.substring(1));
            }
            String source = Files.readString(alias.file());
            String chapter = Course.ROOT.resolve("snippets").relativize(alias.file())
                .getName(0).toString();
            assertAll(
                () -> assertEquals(fileName + ".java", alias.file().getFileName().toString()),
                () -> assertTrue(source.startsWith(
                    "///usr/bin/env jbang \"$0\" \"$@\" ; exit $?\n//JAVA 25+\n")),
                () -> assertTrue(source.contains("//DESCRIPTION " + alias.description() + "\n")),
                () -> assertEquals(chapter.replaceAll("^0?(\\d+)_.*|^.*", "$1"),
                    chapter(alias.description())));
        }));
    }

    @TestFactory
    @DisplayName("has --help for every alias: usage on stdout, exit code 0, no file written")
    Stream<DynamicTest> help() throws Exception {
        return aliases().stream().map(alias -> DynamicTest.dynamicTest(alias.name(), () -> {
            ProcessResult result = Course.run(Course.script(dir, alias.name(), "--help"));
            assertEquals(0, result.exit(), result.err());
            assertTrue(result.out().startsWith("Usage: jbang " + alias.name() + " "), result.out());
            assertEquals("", result.err());
            assertNothingIn(dir);
        }));
    }

    @DisplayName("rejects an unknown option: usage on stderr, exit code 2, no file written")
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"mmap-basics", "producer", "exercises"})
    void unknownOption(String alias) throws Exception {
        ProcessResult result = Course.run(Course.script(dir, alias, "--no-such"));
        assertEquals(2, result.exit(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().startsWith("Unknown option: '--no-such'\n"), result.err());
        assertTrue(result.err().contains("Usage: jbang " + alias), result.err());
        assertNothingIn(dir);
    }

    @Test
    @DisplayName("pins each dependency to one version in all scripts, and CONTRIBUTING.md names it")
    void pinned() throws Exception {
        Map<String, String> versions = new LinkedHashMap<>();
        try (var files = Files.walk(Course.ROOT.resolve("snippets"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                for (String line : Files.readAllLines(file)) {
                    if (line.startsWith("//DEPS ")) {
                        String[] parts = line.substring(7).strip().split(":");
                        String seen = versions.putIfAbsent(parts[0] + ":" + parts[1], parts[2]);
                        assertTrue(parts[2].matches("[0-9][0-9A-Za-z.]*"), line);
                        assertTrue(seen == null || seen.equals(parts[2]), file + ": " + line);
                    }
                }
            }
        }
        assertTrue(versions.containsKey("info.picocli:picocli"));
        String reasons = Files.readString(Course.ROOT.resolve("CONTRIBUTING.md"));
        versions.forEach((name, version) -> assertTrue(
            reasons.contains(name.substring(name.indexOf(':') + 1)) && reasons.contains(version),
            name + ":" + version));
    }

    private static void assertNothingIn(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
    }
}
