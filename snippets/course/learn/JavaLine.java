//SOURCES CellSession.java LibcDocs.java Screen.java

import module java.base;
import java.util.concurrent.locks.LockSupport;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.Completeness;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells the line editor when a line of Java is complete, and what Tab adds to it. */
final class JavaLine implements Parser, Completer {
    private static final int MANY = 60;
    // How many tenths of a second a complete line waits for a session that starts.
    private static final int PATIENCE = 100;

    private final Supplier<Optional<CellSession>> session;
    private final List<String> commands;
    private final LibcDocs docs;
    private final Screen screen;

    /** @param session the session, if it is ready */
    JavaLine(Supplier<Optional<CellSession>> session, List<String> commands, LibcDocs docs,
            Screen screen) {
        this.session = session;
        this.commands = commands;
        this.docs = docs;
        this.screen = screen;
    }

    /** Whether this is no Java, but a word for the player. */
    static boolean isCommand(String line) {
        return line.isBlank() || line.strip().matches("\\?|/[a-z?]*( .*)?");
    }

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && !isCommand(line) && !isComplete(line)) {
            throw new EOFError(-1, -1, "more lines are needed");
        }
        int start = cursor;
        while (start > 0 && (Character.isJavaIdentifierPart(line.charAt(start - 1))
                || line.charAt(start - 1) == '/')) {
            start--;
        }
        return new Word(line, cursor, line.substring(start, cursor));
    }

    private boolean isComplete(String line) {
        Optional<CellSession> started = session.get();
        for (int i = 0; started.isEmpty() && i < PATIENCE; i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            started = session.get();
        }
        Completeness found = started.map(ready ->
            ready.analysis.analyzeCompletion(line).completeness()).orElse(Completeness.COMPLETE);
        return found.isComplete() || found == Completeness.EMPTY;
    }

    /** The word before the cursor is what a completion replaces. */
    private record Word(String line, int cursor, String word) implements CompletingParsedLine {
        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return word.length();
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }

        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }
    }

    // ------------------------------------------------------------------------------------- Tab

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String before = line.line().substring(0, line.cursor());
        if (before.startsWith("/")) {
            commands.forEach(name -> candidates.add(new Candidate(name)));
            return;
        }
        session.get().ifPresent(ready -> {
            if (before.endsWith("(")) {
                documentation(ready, before).forEach(text -> screen.println(text));
            } else {
                addSuggestions(ready, before, candidates);
            }
        });
    }

    private void addSuggestions(CellSession ready, String before, List<Candidate> candidates) {
        var anchor = new int[1];
        var words = new TreeSet<String>();
        for (var suggestion : ready.analysis.completionSuggestions(before, before.length(),
                anchor)) {
            words.add(suggestion.continuation());
        }
        boolean ofLibc = before.substring(0, anchor[0]).endsWith("Libc.");
        for (String word : words) {
            String about = ofLibc && words.size() < MANY
                ? docs.summary(word.replaceAll("\\(.*", "")) : null;
            candidates.add(new Candidate(word, word, null, about, null, null, false));
        }
    }

    /** The signatures of the method before the cursor, with the text about it. */
    List<String> documentation(CellSession ready, String before) {
        var texts = new ArrayList<String>();
        Matcher name = Pattern.compile("Libc\\.(\\w+)\\($").matcher(before);
        boolean ofLibc = name.find();
        for (var found : ready.analysis.documentation(before, before.length(), !ofLibc)) {
            texts.add(screen.paint(Screen.Paint.BOLD, found.signature()));
            if (found.javadoc() != null) {
                texts.add(found.javadoc().replaceAll("<[^>]*>|\\{@\\w+ ?|\\}", "").strip()
                    .lines().limit(8).collect(Collectors.joining("\n")));
            }
        }
        if (ofLibc) {
            texts.add(docs.text(name.group(1)));
        }
        return texts;
    }
}
