//SOURCES ../../Libc.java ../support/Course.java
//SOURCES ../../support/RunningProcess.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("shell")
@Tag("slow")
@DisplayName("The shell")
class ShellTest {
    private static final String MAPS = "var p = Libc.mmap(Libc.NULL, 10, "
        + "Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED | Libc.MAP_ANONYMOUS, -1, 0)";

    @TempDir Path dir;

    private ProcessResult shell(String... lines) throws Exception {
        Path input = Files.write(dir.resolve("input"), List.of(lines));
        ProcessResult result = Course.run(
            Course.script(dir, "shell").redirectInput(input.toFile()));
        Files.delete(input);
        return result;
    }

    @Test
    @DisplayName("opens with a hint of five lines with at most 80 columns, and its example works")
    void hint() throws Exception {
        ProcessResult result = shell(MAPS,
            "p.setString(0, \"by \" + \"hand\")", "p.getString(0)", "Libc.munmap(p, 10)");
        assertEquals(0, result.exit(), result.err());
        assertTrue(result.out().contains("==> \"by hand\""), result.out());
        assertEquals("", result.err());
        List<String> lines = result.lines();
        int welcome = lines.indexOf(lines.stream()
            .filter(line -> line.contains("Welcome to JShell")).findFirst().orElseThrow());
        assertEquals(5, welcome);
        assertTrue(lines.stream().limit(5).allMatch(line -> line.length() <= 80));
        String hint = String.join(" ", lines.subList(0, 5)).replaceAll(" +", " ");
        assertTrue(hint.contains(MAPS), hint);
    }

    @Test
    @DisplayName("survives an access after munmap, has Libc after /reset, leaves no crash report")
    void crash() throws Exception {
        ProcessResult result = shell(MAPS, "Libc.munmap(p, 10)",
            "p.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0)",
            "/reset", "Libc.errnoName(22)");
        assertTrue(result.out().contains("State engine terminated"), result.out());
        assertTrue(result.out().contains("==> \"EINVAL\""), result.out());
        try (var files = Files.list(dir)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    @Tag("full")
    @DisplayName("has the helpers of a chapter, its variables and its predictions")
    void chapter() throws Exception {
        Path input = Files.write(dir.resolve("input"), List.of("check(\"one\", 1, 1)",
            "predict(\"2 + 2?\", List.of(\"3\", \"4\"), () -> 2 + 2, \"So it is.\")", "4",
            "Files.isDirectory(folder)"));
        ProcessBuilder shell = Course.script(dir, "shell", "00").redirectInput(input.toFile());
        shell.environment().put("JBANG_LAUNCH_CMD", Course.ROOT.resolve("jbang").toString());
        ProcessResult result = Course.run(shell);
        for (String text : List.of("Libc Proc ", "MAP_SHARED", "✓ one: 1", "==> true",
                "Yes, this machine agrees: 4. So it is.")) {
            assertTrue(result.out().contains(text), text + " in " + result.out());
        }
    }
}
