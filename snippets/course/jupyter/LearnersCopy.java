//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//SOURCES JupyterEnvironment.java NotebookRun.java

import module java.base;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The learner's own copy of a notebook, in work/. Its metadata has a hash of each cell as the
 * course had it, so a later version of the course replaces only cells that were not edited.
 *
 * @param pristine the notebook in notebooks/, which no learner runs
 * @param file the copy
 */
record LearnersCopy(Path pristine, Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COURSE = "mmap_course";
    private static final DateTimeFormatter STAMP =
        DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS");

    /** Makes or renews the copies of all notebooks, some of them anew. Returns their folder. */
    static Path makeAll(JupyterEnvironment jupyter, List<String> anew) throws Exception {
        Path work = jupyter.learnersFolder();
        var written = new ArrayList<String>();
        for (String name : NotebookRun.select(jupyter, List.of())) {
            var copy = new LearnersCopy(jupyter.root.resolve("notebooks/" + name + ".ipynb"),
                work.resolve(name + ".ipynb"));
            try {
                if (anew.contains(name)) {
                    copy.startAnew();
                    written.add(copy.file().toString());
                } else if (copy.renew()) {
                    written.add(copy.file().toString());
                }
            } catch (IOException e) {
                System.err.println("lab: " + name + " stays as it is, because " + e.getMessage()
                    + "; lab --fresh " + name.substring(0, 2) + " starts it anew");
            }
        }
        jupyter.trust(written);
        return work;
    }

    /**
     * Makes the copy, without outputs, if there is none. If the course has changed the notebook,
     * cells that the learner did not edit are renewed, and the old copy is kept in .history.
     *
     * @return whether a file was written
     * @throws IOException also if the copy is not a notebook any more
     */
    boolean renew() throws IOException {
        JsonNode course = JSON.readTree(pristine.toFile());
        if (!Files.exists(file)) {
            write(course, withoutOutputs(course.get("cells")));
            return true;
        }
        JsonNode mine = read();
        JsonNode known = mine.path("metadata").path(COURSE);
        if (!known.isObject() || !mine.path("cells").isArray()) {
            throw new IOException(file + " is not a copy that the course made");
        }
        if (known.equals(hashes(course.get("cells")))) {
            return false;
        }
        keep();
        write(course, merged(course.get("cells"), mine.get("cells"), known));
        return true;
    }

    private JsonNode read() throws IOException {
        try {
            return JSON.readTree(file.toFile());
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not a notebook", e);
        }
    }

    /** Makes the copy anew, and keeps the old one in .history. */
    void startAnew() throws IOException {
        if (Files.exists(file)) {
            keep();
            Files.delete(file);
        }
        renew();
    }

    private void keep() throws IOException {
        Path history = Files.createDirectories(file.resolveSibling(".history"));
        Files.copy(file, history.resolve(file.getFileName().toString().replace(".ipynb",
            "-" + STAMP.format(LocalDateTime.now()) + ".ipynb")));
    }

    private void write(JsonNode course, List<JsonNode> cells) throws IOException {
        ObjectNode notebook = course.deepCopy();
        notebook.set("cells", JSON.valueToTree(cells));
        ((ObjectNode) notebook.get("metadata")).set(COURSE, hashes(course.get("cells")));
        Files.createDirectories(file.getParent());
        Path complete = file.resolveSibling("." + file.getFileName() + ".new");
        JSON.writerWithDefaultPrettyPrinter().writeValue(complete.toFile(), notebook);
        Files.move(complete, file, StandardCopyOption.ATOMIC_MOVE);
    }

    // ------------------------------------------------------------------------------------- cells

    private static List<JsonNode> withoutOutputs(JsonNode cells) {
        var copies = new ArrayList<JsonNode>();
        for (JsonNode cell : cells) {
            ObjectNode copy = cell.deepCopy();
            if (copy.has("outputs")) {
                copy.putArray("outputs");
                copy.putNull("execution_count");
            }
            copies.add(copy);
        }
        return copies;
    }

    /**
     * The course's cells in its order. A cell that the learner edited stays, and so do the
     * learner's own cells, each after the cell that it followed. A cell that the learner deleted
     * does not return.
     */
    private static List<JsonNode> merged(JsonNode course, JsonNode mine, JsonNode known) {
        Map<String, JsonNode> mineById = new HashMap<>();
        mine.forEach(cell -> mineById.put(id(cell), cell));
        var cells = new ArrayList<JsonNode>();
        for (JsonNode cell : withoutOutputs(course)) {
            JsonNode own = mineById.get(id(cell));
            if (own != null && (isEdited(own, known) || source(own).equals(source(cell)))) {
                cells.add(own);
            } else if (own != null || !known.has(id(cell))) {
                cells.add(cell);
            }
        }
        int at = 0;
        for (JsonNode own : mine) {
            int found = indexOf(cells, id(own));
            if (found >= 0) {
                at = found + 1;
            } else if (isEdited(own, known)) {
                cells.add(at++, own);
            }
        }
        return cells;
    }

    private static int indexOf(List<JsonNode> cells, String id) {
        return IntStream.range(0, cells.size()).filter(i -> id(cells.get(i)).equals(id))
            .findFirst().orElse(-1);
    }

    /** Whether the learner wrote or changed this cell. */
    private static boolean isEdited(JsonNode cell, JsonNode known) {
        return !hash(cell).equals(known.path(id(cell)).asText());
    }

    private static String id(JsonNode cell) {
        return cell.path("id").asText();
    }

    /** The notebook format stores a text as one string or as a list of lines. */
    private static String source(JsonNode cell) {
        JsonNode source = cell.get("source");
        return !source.isArray() ? source.asText() : StreamSupport.stream(
            source.spliterator(), false).map(JsonNode::asText).collect(Collectors.joining());
    }

    private static ObjectNode hashes(JsonNode cells) {
        ObjectNode hashes = JSON.createObjectNode();
        cells.forEach(cell -> hashes.put(id(cell), hash(cell)));
        return hashes;
    }

    private static String hash(JsonNode cell) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256")
                .digest(source(cell).getBytes(StandardCharsets.UTF_8)), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
