//SOURCES ../../Libc.java ../../Proc.java
//SOURCES ../../exercises/06_anonymous_mapping/MemfdToAnother.java ../support/Observe.java
//SOURCES ../support/Resources.java
//FILES exercises/06_anonymous_mapping/MemfdToAnother.java=../../exercises/06_anonymous_mapping/MemfdToAnother.java
//FILES solutions/06_anonymous_mapping/MemfdToAnother.java=../../solutions/06_anonymous_mapping/MemfdToAnother.java
//FILES graders/06_anonymous_mapping/MemfdToAnotherTest.java=MemfdToAnotherTest.java

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

class MemfdToAnotherTest {
    private static final Pattern ZEROS = Pattern.compile("\0+");
    private static final int TEXTS = 200;
    private static final int TEXT_BYTES = 100_000;

    @Test
    @Order(1)
    @DisplayName("another process reads the text and nothing else")
    void anotherProcessReadsIt() throws Exception {
        String text = "nihao, caf\u00e9 no. " + (int) (Math.random() * 1_000_000);
        assertEquals(text, cat(MemfdToAnother.publish(text)), "what cat reads");
        assertEquals("", cat(MemfdToAnother.publish("")), "what cat reads if the text is empty");
        String more = "\u00e9".repeat(5000);   // more than a page
        assertEquals("5000 times \u00e9, " + text, cat(MemfdToAnother.publish(more + text))
            .replace(more, "5000 times \u00e9, "),
            "what cat reads if the text is longer than a page");
    }

    @Test
    @Order(2)
    @DisplayName("each text arrives as it is: blanks, NUL, emoji, 70,000 bytes")
    void eachTextAsItIs() throws Exception {
        for (String text : List.of("  two blanks on both sides  ", " ", "\n", "a line\n\n",
                "nul\0nul\0", "\0", "\ud83d\ude00 emoji \ud83d\ude00", "\ufeff\u4f60\u597d",
                "0123456789".repeat(7000))) {
            byte[] bytes = Files.readAllBytes(MemfdToAnother.publish(text));
            assertEquals(shown(text), shown(new String(bytes, StandardCharsets.UTF_8)),
                "the text in the memory");
        }
    }

    /** The text with escapes. Only the ends, the length and a hash of a long text. */
    private static String shown(String text) {
        String escaped = text.chars().mapToObj(c -> c > ' ' && c < 127 ? "" + (char) c
            : c == ' ' ? "\u2423" : String.format("\\u%04x", c)).collect(Collectors.joining());
        return escaped.length() < 80 ? escaped
            : escaped.substring(0, 20) + "..." + escaped.substring(escaped.length() - 20)
                + ", " + text.length() + " characters, hash " + text.hashCode();
    }

    @Test
    @Order(3)
    @DisplayName("two texts can be read at the same time")
    void twoTexts() throws Exception {
        Path one = MemfdToAnother.publish("one");
        Path other = MemfdToAnother.publish("another");
        assertEquals("one, another, one", cat(one) + ", " + cat(other) + ", " + cat(one),
            "what cat reads from the first, the second, and the first path");
    }

    @Test
    @Order(4)
    @DisplayName("the text is in memory, not in a file of a folder")
    void itIsMemory() throws Exception {
        Path path = MemfdToAnother.publish("one");
        assertEquals("/proc/" + Libc.getpid() + "/fd", String.valueOf(path.getParent()),
            "the folder of the path");
        String target = Files.readSymbolicLink(path).toString();
        assertEquals("/memfd: (deleted)",
            target.replaceFirst("^/memfd:.* \\(deleted\\)$", "/memfd: (deleted)"),
            "the target of the descriptor, without the name of the memfd");
    }

    @Test
    @Order(5)
    @DisplayName("only the descriptor stays open, and nothing stays mapped")
    void onlyTheDescriptorStays() throws Exception {
        List<String> files = Observe.temporaryFiles();
        var before = Resources.now();
        MemfdToAnother.publish("one");
        assertEquals(List.of("open: memfd"), before.changed().stream()
            .map(change -> change.replaceFirst("^(open: memfd):.*", "$1")).toList(),
            "what is open and mapped in addition, without the name of the memfd");
        assertEquals(files, Observe.temporaryFiles(), "files in the temporary folder");
        String text = "t".repeat(TEXT_BYTES);
        String growth = Resources.growth(TEXTS,
            () -> Libc.close(descriptor(MemfdToAnother.publish(text))));
        // The JVM also takes some memory while it compiles, but much less than a text has.
        assertEquals("nothing", growth.length() < "10000 bytes".length() ? "nothing" : growth,
            "memory that is left of each text after its descriptor was closed");
    }

    private static int descriptor(Path path) {
        return Integer.parseInt(path.getFileName().toString());
    }

    /** What another process reads, which inherits nothing; or what it complains of. */
    private static String cat(Path path) throws Exception {
        if (!Files.isSymbolicLink(Path.of(String.valueOf(path)))) {
            // A closed descriptor's number may be cat's own pipe next, which has no end.
            return "nothing: there is no " + path;
        }
        Process cat = new ProcessBuilder("timeout", "3", "cat", path.toString())
            .redirectErrorStream(true).start();
        try (var out = cat.getInputStream()) {
            String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            return ZEROS.matcher(text.startsWith("cat: ") ? text.strip() : text)
                .replaceAll(zeros -> "(zero bytes: " + zeros.group().length() + ")");
        } finally {
            if (!cat.waitFor(5, TimeUnit.SECONDS)) {
                cat.destroyForcibly();
            }
        }
    }
}
