//SOURCES CellHost.java Screen.java MarkdownText.java

import module java.base;

/** Shows on the screen what cells print, draw and ask. */
final class CellView implements CellHost {
    private static final String NO_GUESS = "?";

    private final Screen screen;
    private volatile String lastFailure = "";
    private final List<String> pictures = new ArrayList<>();

    CellView(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void printed(String text) {
        if (!text.endsWith("\n")) {
            screen.print(text);
            return;
        }
        text.lines().filter(line -> line.startsWith("✗")).forEach(line -> lastFailure = line);
        text.lines().forEach(line -> screen.println(
            line.startsWith("✓") ? screen.paint(Screen.Paint.GREEN, "✓") + line.substring(1)
            : line.startsWith("✗") ? screen.paint(Screen.Paint.RED, line)
            : line.startsWith("~") ? screen.paint(Screen.Paint.DIM, line) : line));
    }

    /** Whether a check has already printed what its exception says. */
    boolean hasPrinted(String failure) {
        return failure.lines().findFirst().orElse("").equals(lastFailure);
    }

    @Override
    public void show(String words) {
        pictures.add(words);
        screen.println(words);
    }

    /** The pictures that were shown, from the first to the last. */
    List<String> pictures() {
        return pictures;
    }

    @Override
    public String ask(String question, List<String> options) {
        screen.println("");
        paragraph(screen.paint(Screen.Paint.BOLD, "Your guess.") + " " + question);
        for (int i = 0; i < options.size(); i++) {
            screen.println("  " + (char) ('a' + i) + ") " + options.get(i));
        }
        String prompt = options.isEmpty() ? "Your guess, or Enter: "
            : "a to " + (char) ('a' + options.size() - 1) + ", or Enter: ";
        try {
            while (true) {
                String answer = screen.readAnswer(prompt);
                if (answer == null || answer.isBlank() || answer.equals(Screen.INTERRUPTED)) {
                    return NO_GUESS;
                }
                String guess = guess(answer.strip(), options);
                if (guess != null) {
                    return guess;
                }
                screen.println("Please type the letter of an option.");
            }
        } catch (IOException e) {
            return NO_GUESS;
        }
    }

    /** The option that the answer names by its letter, its number or its text; null if none. */
    private static String guess(String answer, List<String> options) {
        if (options.isEmpty()) {
            return answer;
        }
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).equalsIgnoreCase(answer)) {
                return options.get(i);
            }
        }
        for (int i = 0; i < options.size(); i++) {
            if (answer.equalsIgnoreCase("" + (char) ('a' + i)) || answer.equals("" + (i + 1))) {
                return options.get(i);
            }
        }
        return null;
    }

    @Override
    public void verdict(String guess, String words) {
        boolean isRight = words.startsWith("Yes");
        paragraph(guess.equals(NO_GUESS)
            ? words.replaceFirst("^(Yes|No), this machine", "This machine")
            : screen.paint(isRight ? Screen.Paint.GREEN : Screen.Paint.YELLOW,
                isRight ? "Yes" : "No") + words.replaceFirst("^(Yes|No)", ""));
        screen.println("");
    }

    private void paragraph(String text) {
        MarkdownText.wrapped(text, "", "", screen.width()).forEach(screen::println);
    }
}
