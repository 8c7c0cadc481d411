//SOURCES ../../../course/exercises/GradeCommand.java ../../../course/grading/Exercise.java
//SOURCES ../../../support/RunningProcess.java ../../support/Course.java

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A class with solved, wrong, unsolved and hostile submissions, graded once. */
@Tag("exercises")
@Tag("slow")
@DisplayName("jbang exercises grade")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GradeCommandTest {
    private static final List<Exercise> ALL = Exercise.all();
    private static final Exercise ONE = ALL.get(1);
    private static final Exercise TWO = ALL.get(2);
    /** How many students have all solutions, and how many changed the solutions a little. */
    private static final int SOLVED = Course.size(8, 0);
    private static final int WRONG = Course.size(9, 0);

    @TempDir static Path dir;
    private final Map<String, Path> sources = new TreeMap<>();
    private final Map<String, String> lines = new TreeMap<>();
    private Map<String, String> before;
    private Path pages;

    @BeforeAll
    void grade() throws Exception {
        Files.createDirectory(dir.resolve("class"));
        write("ann", ONE, ONE.solution());
        write("ann", TWO, TWO.solution().replace("Libc.O_RDWR", "Libc.O_RDONLY"));
        write("bob/work", ONE, ONE.solution().replace("MAP_SHARED", "MAP_PRIVATE"));
        write("unsolved", ONE, ONE.stub());
        Files.createDirectories(student("empty"));
        hostile();
        archives();
        for (int i = 0; i < SOLVED + WRONG; i++) {
            for (Exercise exercise : ALL) {
                String text = exercise.solution() + "// " + i;
                write("student" + i, exercise, i < SOLVED ? text
                    : text.replaceFirst("return [^;]*;", "return null;"));
            }
        }
        try (var all = Files.list(dir.resolve("class"))) {
            all.forEach(source -> sources.put(source.getFileName().toString(), source));
        }
        sources.put("none", dir.resolve("none"));
        before = files();
        pages = dir.resolve("pages");
        Path comments = Files.writeString(dir.resolve("comments"), "ann: Well <done>\n");
        Path cache = Files.createDirectory(dir.resolve("cache"));
        assertEquals(1, new GradeCommand(pages, null, comments, 2, cache, this::add)
            .run(List.copyOf(sources.values())), "one folder does not exist");
    }

    private void add(String line) {
        lines.put(line.split(" ")[0], line);
    }

    private void hostile() throws Exception {
        Path secret = Files.writeString(dir.resolve("secret"), "private key");
        Files.createSymbolicLink(file("link", ONE), secret);
        Files.createDirectories(student("links"));
        Files.createSymbolicLink(student("links").resolve(ONE.file()).getParent(), dir);
        Course.run(new ProcessBuilder("mkfifo", file("fifo", ONE).toString()));
        try (var sparse = FileChannel.open(file("large", ONE), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.allocate(1), 3L << 30);
        }
        write("exits", ONE, ONE.solution().replace("        int fd", "Libc._exit(0); int fd"));
        write("javac", ONE, "class A { int x = " + "(".repeat(20_000) + "1" + ")".repeat(20_000)
            + "; }");
        write("escapes", ONE, ONE.solution().replace("        int fd",
            "System.out.println(\"\\033[2J<script>\");"
            + " if (true) throw new Error(\"\\033]0;x\\007\"); int fd"));
        write("surrogate", ONE, ONE.solution().replace("        int fd",
            "if (true) throw new Error(\"half \\ud800\"); int fd"));
        write("=cmd()", TWO, TWO.stub());
    }

    private void archives() throws Exception {
        write("tar/x/work", ONE, ONE.solution());
        Course.run(new ProcessBuilder("tar", "-czf", student("carl.tar.gz").toString(), "-C",
            student("tar").toString(), "x"));
        Course.run(new ProcessBuilder("rm", "-r", student("tar").toString()));
        writeZip("dora.zip", "dora-1/", StandardCharsets.UTF_8);
        writeZip("gbk.zip", "\u4f5c\u4e1a/", Charset.forName("GBK"));
        write("mac/mac", ONE, ONE.solution());
        Files.createDirectory(student("mac").resolve("__MACOSX"));
    }

    private static void writeZip(String name, String folder, Charset charset) throws IOException {
        try (var zip = new ZipOutputStream(Files.newOutputStream(student(name)), charset)) {
            zip.putNextEntry(new ZipEntry(folder + ONE.file()));
            zip.write(ONE.solution().getBytes());
        }
    }

    private static Path student(String name) {
        return dir.resolve("class").resolve(name);
    }

    private static Path file(String student, Exercise exercise) throws IOException {
        Path file = student(student).resolve(exercise.file());
        Files.createDirectories(file.getParent());
        return file;
    }

    private static void write(String student, Exercise exercise, String text) throws IOException {
        Files.writeString(file(student, exercise), text);
    }

    private static Map<String, String> files() throws IOException {
        var files = new TreeMap<String, String>();
        try (var all = Files.walk(dir.resolve("class"))) {
            for (Path file : all.toList()) {
                files.put(file.toString(), Files.readAttributes(file, "size,lastModifiedTime",
                    LinkOption.NOFOLLOW_LINKS).toString());
            }
        }
        return files;
    }

    private String csv(String student) throws IOException {
        return Files.readAllLines(pages.resolve("grades.csv")).stream()
            .filter(line -> line.startsWith("\"" + student + "\"")).findFirst().orElseThrow();
    }

    @Test
    @DisplayName("gives points for right answers in a folder, a work folder, a tar and a zip file")
    void points() {
        assertTrue(lines.get("ann").contains("  1 points,  1 of " + ALL.size() + " exercises"),
            lines.toString());
        for (String student : List.of("carl", "dora", "gbk", "mac")) {
            assertTrue(lines.get(student).contains("  1 points,  1 of"), lines.get(student));
        }
        for (String student : List.of("bob", "unsolved", "empty", "exits", "javac", "escapes")) {
            assertTrue(lines.get(student).contains("  0 points,  0 of"), lines.get(student));
        }
    }

    @Test
    @DisplayName("flags a text that is a link, a FIFO, a huge file, or in a linked folder")
    void notAText() {
        Map.of("link", "it is a symbolic link", "links", "its folder is a symbolic link", "fifo",
            "it is not a regular file", "large", "it has 3,221,225,473 bytes")
            .forEach((student, reason) -> assertTrue(
                lines.get(student).contains("flagged: " + ONE.id() + " " + reason),
                lines.get(student)));
    }

    @Test
    @DisplayName("flags a submission in which no exercise has a file")
    void noAnswer() throws Exception {
        String flag = "no answer to any exercise was found";
        assertTrue(lines.get("empty").endsWith("flagged: " + flag), lines.get("empty"));
        assertTrue(csv("empty").contains("\"" + flag + "\""), csv("empty"));
        assertFalse(lines.get("unsolved").contains(flag), lines.get("unsolved"));
        assertFalse(lines.get("link").contains(flag), lines.get("link"));
    }

    /** The page that index.html links to. */
    static String page(Path folder, String student) throws IOException {
        var link = Pattern.compile("<a href=\"([^\"]*)\">" + Pattern.quote(student) + "</a>")
            .matcher(Files.readString(folder.resolve("index.html")));
        assertTrue(link.find(), student);
        return Files.readString(folder.resolve(link.group(1)));
    }

    @Test
    @DisplayName("writes a table that spreadsheets and learning platforms import")
    void table() throws Exception {
        String head = Files.readAllLines(pages.resolve("grades.csv")).getFirst();
        assertTrue(head.startsWith("\"Student\",\"ID\",\"SIS User ID\",\"SIS Login ID\","
            + "\"Section\",\"mmap exercises\",\"" + ALL.getFirst().id() + "\""), head);
        assertTrue(csv("ann").startsWith("\"ann\",\"\",\"\",\"ann\",\"\",\"1\",\"0\",\"1\""));
        assertTrue(csv("'=cmd()").contains("\"0\""), "no formula");
    }

    @Test
    @DisplayName("writes a page for each student, with the comment, and without active content")
    void pages() throws Exception {
        String ann = page(pages, "ann");
        assertTrue(ann.contains("<blockquote>Well &lt;done&gt;</blockquote>"), ann);
        String escapes = page(pages, "escapes");
        assertTrue(escapes.contains("\ufffd[2J&lt;script&gt;"), escapes);
        assertTrue(!escapes.contains("\u001b") && !escapes.contains("\u0007"), escapes);
        String surrogate = page(pages, "surrogate");
        assertTrue(surrogate.contains("Error: half ?"), surrogate);
        String index = Files.readString(pages.resolve("index.html"));
        assertTrue(index.contains("\"student-_cmd()-"), index);
        try (var all = Files.list(pages)) {
            for (Path page : all.filter(Files::isRegularFile).toList()) {
                assertTrue(!Files.readString(page).contains("private key"), page.toString());
            }
        }
    }

    @Test
    @DisplayName("writes JUnit XML with the points and the student of each exercise")
    void xml() throws Exception {
        var xml = DocumentBuilderFactory.newInstance().newDocumentBuilder()
            .parse(pages.resolve("report.xml").toFile());
        int students = sources.size() - 1;
        assertEquals(students * ALL.size(), xml.getElementsByTagName("testsuite").getLength());
        assertEquals(2 * students * ALL.size(), xml.getElementsByTagName("property").getLength());
    }

    @Test
    @DisplayName("goes on if a grading fails, and says so on the page of the student")
    void failedGradings() throws Exception {
        // Without a folder for temporary files, no grading can start its processes.
        Path html = dir.resolve("failed");
        ProcessResult result = Course.run(new ProcessBuilder(RunningProcess.javaCommand(
            List.of("-Djava.io.tmpdir=" + dir.resolve("none")), "GradeCommandTest",
            html.toString(), sources.get("ann").toString(), sources.get("bob").toString())));
        assertEquals(0, result.exit(), result.err());
        for (String student : List.of("ann", "bob")) {
            assertTrue(result.out().contains(student + " ".repeat(22) + "  0 points"),
                result.out());
            String page = page(html, student);
            assertTrue(page.contains("it could not be graded: "), page);
        }
    }

    /** Grades folders without a cache: this program is started in a broken environment. */
    static void main(String[] args) throws Exception {
        List<Path> sources = Stream.of(args).skip(1).map(Path::of).toList();
        System.exit(new GradeCommand(Path.of(args[0]), null, null, 1, null, IO::println)
            .run(sources));
    }

    @Test
    @DisplayName("grades nothing again when it is called again, and changes no submission")
    void again() throws Exception {
        Path copy = dir.resolve("copy");
        Course.run(new ProcessBuilder("cp", "-r", pages.toString(), copy.toString()));
        var more = new ArrayList<String>();
        assertEquals(0, new GradeCommand(copy, null, null, 1, null, more::add)
            .run(List.of(sources.get("ann"), sources.get("bob"), copy)));
        assertTrue(more.contains(lines.get("ann")), more.toString());
        assertEquals(before, files());
    }
}
