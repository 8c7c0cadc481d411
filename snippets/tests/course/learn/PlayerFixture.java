//DEPS com.fasterxml.jackson.core:jackson-databind:2.20.1
//DEPS org.awaitility:awaitility:4.3.0
//SOURCES ../../../course/learn/Bookmarks.java ../../../course/learn/ExerciseDesk.java
//SOURCES ../../../course/learn/Player.java ../../../course/learn/Screen.java
//SOURCES ../../support/Course.java

import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.ExternalTerminal;

/**
 * A player in front of a terminal that exists only in memory. A test types, and waits for what the
 * player shows. The chapter is a small one, because each %load of the course's helpers takes time.
 */
final class PlayerFixture implements AutoCloseable {
    private final Path dir;
    private final PipedOutputStream keys = new PipedOutputStream();
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final ExternalTerminal terminal;
    private final Player player;
    private final Thread thread;
    private volatile Throwable thrown;
    private int seen;

    /** @param dir gets the notebooks and the work folder, unless it has them from an earlier one */
    PlayerFixture(Path dir, ExerciseDesk desk, String... cells) throws Exception {
        this.dir = dir;
        if (cells.length > 0) {
            writeNotebook(cells);
        }
        terminal = new ExternalTerminal("test", "xterm", new PipedInputStream(keys), shown,
            StandardCharsets.UTF_8);
        terminal.setSize(new Size(80, 24));
        player = new Player(Screen.on(terminal, dir.resolve("history")),
            dir.resolve("notebooks"), new Bookmarks(dir.resolve("work")), desk);
        thread = Thread.ofPlatform().start(() -> {
            try {
                player.play("00_small");
            } catch (Throwable t) {
                thrown = t;
            }
        });
    }

    /** A cell that begins with a # is prose. */
    private void writeNotebook(String... cells) throws IOException {
        var list = new ArrayList<Map<String, Object>>();
        for (String cell : cells) {
            list.add(Map.of("cell_type", cell.startsWith("#") ? "markdown" : "code",
                "id", "c" + list.size(), "source", List.of(cell)));
        }
        Files.createDirectories(dir.resolve("notebooks"));
        new ObjectMapper().writeValue(dir.resolve("notebooks/00_small.ipynb").toFile(),
            Map.of("cells", list));
    }

    /** Presses keys: a text, and Enter after it. */
    void type(String text) throws IOException {
        press(text + "\r");
    }

    /** Presses keys without Enter. */
    void press(String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    /** Waits until this appears after what earlier calls waited for. */
    void await(String text) {
        Awaitility.await(text).atMost(Course.patience(60)).pollInterval(10, TimeUnit.MILLISECONDS)
            .untilAsserted(() -> assertTrue(find(text), () -> "no \"" + text + "\" in "
                + screen().substring(seen) + (thrown == null ? "" : thrown)));
    }

    private boolean find(String text) {
        int at = screen().indexOf(text, seen);
        seen = at < 0 ? seen : at + text.length();
        return at >= 0;
    }

    /** All that was shown so far, without colours and movements of the cursor. */
    String screen() {
        return shown.toString(StandardCharsets.UTF_8)
            .replaceAll("\u001b(\\[[?>]?[\\d;]*[a-zA-Z]|[=>])", "").replace("\r", "");
    }

    void resize(int columns, int lines) {
        terminal.setSize(new Size(columns, lines));
        terminal.raise(Terminal.Signal.WINCH);
    }

    void awaitEnd() throws InterruptedException {
        thread.join(Course.patience(60).toMillis());
        assertTrue(!thread.isAlive() && thrown == null, () -> screen() + thrown);
    }

    @Override
    public void close() throws Exception {
        keys.write(4);   // Ctrl-D
        keys.flush();
        thread.join(Course.patience(10).toMillis());
        player.close();
        terminal.close();
    }
}
