//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES ../../../course/jupyter/LearnersCopy.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("lab")
@DisplayName("A learner's copy of a notebook")
class LearnersCopyTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir Path dir;
    private LearnersCopy copy;

    @BeforeEach
    void courseWithThreeCells() throws Exception {
        copy = new LearnersCopy(dir.resolve("01_topic.ipynb"), dir.resolve("work/01_topic.ipynb"));
        course("a: one", "b: two", "c: three");
    }

    /** Writes the course's notebook. A cell is given as its ID, a colon, a blank and its source. */
    private void course(String... cells) throws Exception {
        write(copy.pristine(), JSON.createObjectNode(), cells);
    }

    private static void write(Path file, JsonNode metadata, String... cells) throws Exception {
        var all = JSON.createArrayNode();
        for (String cell : cells) {
            String[] parts = cell.split(": ", 2);
            all.addObject().put("cell_type", "code").put("id", parts[0]).put("execution_count", 7)
                .put("source", parts[1]).putArray("outputs").addObject().put("name", "stdout");
        }
        var notebook = JSON.createObjectNode();
        notebook.set("cells", all);
        notebook.set("metadata", metadata);
        JSON.writeValue(file.toFile(), notebook);
    }

    /** What the learner saves: these cells, with the metadata that the copy has. */
    private void learner(String... cells) throws Exception {
        write(copy.file(), JSON.readTree(copy.file().toFile()).get("metadata"), cells);
    }

    private List<String> cells() throws Exception {
        var cells = new ArrayList<String>();
        JSON.readTree(copy.file().toFile()).get("cells").forEach(cell ->
            cells.add(cell.get("id").asText() + ": " + cell.get("source").asText()));
        return cells;
    }

    private List<Path> history() throws Exception {
        Path folder = dir.resolve("work/.history");
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    @DisplayName("is made with all cells, without outputs, and is then left alone")
    void made() throws Exception {
        assertTrue(copy.renew());
        assertEquals(List.of("a: one", "b: two", "c: three"), cells());
        for (JsonNode cell : JSON.readTree(copy.file().toFile()).get("cells")) {
            assertEquals(0, cell.get("outputs").size());
            assertTrue(cell.get("execution_count").isNull());
        }
        learner("a: mine", "b: two", "c: three");
        assertFalse(copy.renew());
        assertEquals(List.of("a: mine", "b: two", "c: three"), cells());
    }

    @Test
    @DisplayName("gets the course's changes, except in cells that the learner edited")
    void renewed() throws Exception {
        copy.renew();
        learner("a: mine", "b: two", "c: three");
        course("a: ONE", "b: TWO", "new: four", "c: three");
        assertTrue(copy.renew());
        assertEquals(List.of("a: mine", "b: TWO", "new: four", "c: three"), cells());
        assertEquals(1, history().size());
        assertFalse(copy.renew(), "once");
    }

    @Test
    @DisplayName("keeps the outputs of cells that did not change")
    void outputs() throws Exception {
        copy.renew();
        learner("a: one", "b: two", "c: three");
        course("a: one", "b: TWO", "c: three");
        copy.renew();
        JsonNode cells = JSON.readTree(copy.file().toFile()).get("cells");
        assertEquals(List.of(1, 0, 1), IntStream.range(0, 3)
            .mapToObj(i -> cells.get(i).get("outputs").size()).toList());
    }

    @Test
    @DisplayName("keeps the learner's own cells in their places, and deleted cells stay deleted")
    void ownCells() throws Exception {
        copy.renew();
        learner("x: first", "a: one", "y: own", "c: three", "z: last");
        course("a: ONE", "b: TWO", "c: three");
        copy.renew();
        assertEquals(List.of("x: first", "a: ONE", "y: own", "c: three", "z: last"), cells());
    }

    @Test
    @DisplayName("loses the cells that the course removed, but not those that the learner edited")
    void removed() throws Exception {
        copy.renew();
        learner("a: one", "b: mine", "c: three");
        course("a: one");
        copy.renew();
        assertEquals(List.of("a: one", "b: mine"), cells());
    }

    @Test
    @DisplayName("can be started anew, and the old one is kept")
    void anew() throws Exception {
        copy.renew();
        learner("a: mine");
        copy.startAnew();
        assertEquals(List.of("a: one", "b: two", "c: three"), cells());
        assertTrue(Files.readString(history().getFirst()).contains("mine"));
    }

    @Test
    @DisplayName("is left alone if the course did not make it")
    void foreign() throws Exception {
        Files.createDirectories(copy.file().getParent());
        write(copy.file(), JSON.createObjectNode(), "a: somebody's");
        assertTrue(assertThrows(IOException.class, copy::renew).getMessage()
            .endsWith("is not a copy that the course made"));
        Files.writeString(copy.file(), "not JSON");
        assertThrows(IOException.class, copy::renew);
        assertEquals("not JSON", Files.readString(copy.file()));
    }
}
