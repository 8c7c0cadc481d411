//SOURCES ../../Libc.java ../../Proc.java
//SOURCES ../../exercises/06_anonymous_mapping/MemfdToAnother.java ../support/Observe.java
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
    @DisplayName("two texts can be read at the same time")
    void twoTexts() throws Exception {
        Path one = MemfdToAnother.publish("one");
        Path other = MemfdToAnother.publish("another");
        assertEquals("one, another, one", cat(one) + ", " + cat(other) + ", " + cat(one),
            "what cat reads from the first, the second, and the first path");
    }

    @Test
    @Order(3)
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
    @Order(4)
    @DisplayName("only the descriptor stays open")
    void onlyTheDescriptorStays() throws Exception {
        int descriptors = Observe.descriptors().size();
        int mappings = memfdMappings().size();
        MemfdToAnother.publish("one");
        assertEquals(descriptors + 1, Observe.descriptors().size(), "open descriptors");
        assertEquals(List.of(), memfdMappings().stream().skip(mappings).toList(),
            "mappings of the memory that are left over");
    }

    private static List<String> memfdMappings() throws Exception {
        return Proc.maps().stream().filter(region -> region.path().startsWith("/memfd:"))
            .map(region -> region.perms() + " " + region.path()).toList();
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
