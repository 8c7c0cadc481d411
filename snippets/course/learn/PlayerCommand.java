import module java.base;

/** The words that a learner may type in the player, beside Java. */
enum PlayerCommand {
    NEXT("n", "", "go to the next heading, without running cells"),
    BACK("b", "", "go one cell back"),
    SKIP("s", "", "go past this cell without running it"),
    RUN("r", "N", "run cell N, or this cell"),
    EDIT("e", "N", "change cell N, or this cell, and run it; open the file of an exercise"),
    CELLS("c", "", "list the cells of this chapter"),
    GOTO("g", "N", "go to cell N, or to an exercise such as 1.1"),
    PICTURES("p", "", "show the pictures of this session again"),
    HINT("h", "", "give the next hint of this exercise"),
    SOLUTION("l", "", "show the course's solution of this exercise"),
    RESET("x", "", "start the JVM of the cells anew; for an exercise, restore the stub"),
    PROGRESS("o", "", "show how far you are"),
    CHAPTERS("m", "NN", "list the chapters, or open chapter NN"),
    QUIT("q", "", "end; the next time you continue here"),
    HELP("?", "", "show this list");

    private final String letter;
    private final String argument;
    private final String about;

    PlayerCommand(String letter, String argument, String about) {
        this.letter = letter;
        this.argument = argument;
        this.about = about;
    }

    String word() {
        return "/" + name().toLowerCase(Locale.ROOT);
    }

    /** The command that a word such as /skip, /s or /sk names. */
    static Optional<PlayerCommand> of(String typed) {
        String word = typed.equals("?") ? "/?" : typed.toLowerCase(Locale.ROOT);
        return Stream.of(values()).filter(command -> word.equals("/" + command.letter))
            .findFirst().or(() -> {
                List<PlayerCommand> found = Stream.of(values())
                    .filter(command -> command.word().startsWith(word)).toList();
                return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
            });
    }

    static List<String> words() {
        return Stream.of(values()).map(PlayerCommand::word).toList();
    }

    static String help() {
        return "Enter runs the cell, or shows more text. Anything else is Java.\n"
            + Stream.of(values()).map(command -> "  %-12s /%s  %s".formatted(
                (command.word() + " " + command.argument).strip(), command.letter, command.about)
                .replace("/?  ", "?   ")).collect(Collectors.joining("\n"))
            + "\nTab completes Java, and shows the text about a method after its \"(\"."
            + " Ctrl-C stops a cell.";
    }
}
