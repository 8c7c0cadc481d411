//DEPS org.jline:jline-terminal:3.30.6
//DEPS org.jline:jline-terminal-ffm:3.30.6
//DEPS org.jline:jline-reader:3.30.6
//SOURCES PlainText.java

import module java.base;
import org.jline.reader.Completer;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.MaskingCallback;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.Signals;
import org.jline.utils.WCWidth;

/**
 * The terminal: what it can show, and the lines that the learner types. A dumb terminal, a pipe and
 * a file get the same text, without colours and without line editing.
 */
final class Screen implements AutoCloseable {
    /** What {@link #read} returns after Ctrl-C. */
    static final String INTERRUPTED = "\u0003";
    private static final int PLAIN_WIDTH = 80;
    private static final int MAX_WIDTH = 100;

    /** The colours of a terminal. They only repeat what the words say. */
    enum Paint {
        BOLD(1), DIM(2), RED(31), GREEN(32), YELLOW(33), MAGENTA(35), CYAN(36);

        private final int code;

        Paint(int code) {
            this.code = code;
        }
    }

    private final Terminal terminal;   // null without a terminal
    private final PlainText plain;
    private final boolean hasColours;
    private final BufferedReader lines;
    private final Path history;
    private Parser java;
    private LineReader javaReader;
    private LineReader answerReader;
    private volatile LineReader reading;

    private Screen(Terminal terminal, PlainText plain, Path history) {
        this.terminal = terminal;
        this.plain = plain;
        this.history = history;
        hasColours = terminal != null && System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
        lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    }

    /**
     * Opens the terminal, or the pipes that take its place.
     *
     * @param history the file that keeps what the learner types
     * @param ascii whether only ASCII may be shown
     */
    static Screen open(Path history, boolean ascii) throws IOException {
        boolean dumb = "dumb".equals(System.getenv("TERM"));
        boolean real = !dumb && System.console() != null && System.console().isTerminal();
        var plain = new PlainText(ascii, dumb);
        if (!real) {
            return new Screen(null, plain, history);
        }
        return new Screen(TerminalBuilder.builder().system(true).dumb(true).build(), plain,
            history);
    }

    /** For tests: a terminal that exists only in memory. */
    static Screen on(Terminal terminal, Path history) {
        return new Screen(terminal, new PlainText(false, false), history);
    }

    /** Uses this to know when a line of Java is complete, and what Tab adds to it. */
    <T extends Parser & Completer> void edit(T java) {
        this.java = java;
        if (terminal == null) {
            return;
        }
        javaReader = LineReaderBuilder.builder().terminal(terminal).parser(java)
            .completer(java).variable(LineReader.HISTORY_FILE, history)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P  ...> ")
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true).build();
        answerReader = LineReaderBuilder.builder().terminal(terminal)
            .variable(LineReader.DISABLE_HISTORY, true)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true).build();
    }

    /** Whether a person sits in front of a terminal that can move its cursor. */
    boolean isInteractive() {
        return terminal != null;
    }

    boolean hasColours() {
        return hasColours;
    }

    int width() {
        int width = terminal == null ? PLAIN_WIDTH : terminal.getWidth();
        return width < 20 ? PLAIN_WIDTH : Math.min(width, MAX_WIDTH);
    }

    /** The lines that fit; without a terminal there is no limit. */
    int height() {
        return terminal == null || terminal.getHeight() < 5 ? Integer.MAX_VALUE
            : terminal.getHeight();
    }

    /** What happens on Ctrl-C while no line is read. */
    void onInterrupt(Runnable action) {
        if (terminal != null) {
            terminal.handle(Terminal.Signal.INT, signal -> action.run());
        } else {
            Signals.register("INT", action);
        }
    }

    String paint(Paint paint, String text) {
        return hasColours && !text.isEmpty() ? "\u001b[" + paint.code + "m" + text + "\u001b[0m"
            : text;
    }

    /** The columns that a text takes; colours take none, Chinese characters take two. */
    static int columns(String text) {
        return text.replaceAll("\u001b\\[[\\d;]*m", "").codePoints()
            .map(character -> Math.max(0, WCWidth.wcwidth(character))).sum();
    }

    /** The text as it is shown, which may be longer, so it is needed before lines are broken. */
    String plain(String text) {
        return plain.of(text);
    }

    void println(String text) {
        print(text + "\n");
    }

    synchronized void print(String text) {
        String shown = plain.of(text);
        LineReader reader = reading;
        if (terminal == null) {
            System.out.print(shown);
            System.out.flush();
        } else if (reader != null && reader.isReading()) {
            reader.printAbove(shown.replaceFirst("\n$", ""));   // it ends the line itself
        } else {
            terminal.writer().print(shown);
            terminal.flush();
        }
    }

    /**
     * Reads Java or a command.
     *
     * @param text what the line holds at first
     * @return null at the end of the input
     */
    String read(String prompt, String text) throws IOException {
        if (terminal != null) {
            return read(javaReader, prompt, text);
        }
        String all = readLine(prompt);
        while (all != null) {
            try {
                java.parse(all, all.length(), Parser.ParseContext.ACCEPT_LINE);
                return all;
            } catch (EOFError incomplete) {
                String more = readLine("  ...> ");
                if (more == null) {
                    return all;
                }
                all += "\n" + more;
            }
        }
        return null;
    }

    /** Reads the answer to a question. */
    String readAnswer(String prompt) throws IOException {
        return terminal == null ? readLine(prompt) : read(answerReader, prompt, "");
    }

    /** Asks a question, and returns whether the answer is yes. */
    boolean agrees(String question) {
        try {
            String answer = readAnswer(question + " [y/N] ");
            return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
        } catch (IOException noAnswer) {
            return false;
        }
    }

    private String readLine(String prompt) throws IOException {
        print(prompt);
        String line = lines.readLine();
        if (line != null && System.console() == null) {
            println(line);   // a pipe has no echo
        }
        if (line == null) {
            println("");
        } else if (!line.isBlank()) {
            Files.createDirectories(history.getParent());
            Files.writeString(history, line + "\n", StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        }
        return line;
    }

    private String read(LineReader reader, String prompt, String text) {
        reading = reader;
        try {
            return reader.readLine(prompt, null, (MaskingCallback) null, text);
        } catch (UserInterruptException e) {
            return INTERRUPTED;
        } catch (EndOfFileException e) {
            return null;
        } finally {
            reading = null;
        }
    }

    /** Gives the terminal to another program, such as an editor, and waits for its end. */
    int run(ProcessBuilder program) throws IOException, InterruptedException {
        return program.inheritIO().start().waitFor();
    }

    @Override
    public void close() throws IOException {
        if (terminal != null) {
            if (javaReader != null) {
                javaReader.getHistory().save();
            }
            terminal.close();
        }
    }
}
