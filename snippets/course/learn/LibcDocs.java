import module java.base;

/** The Javadoc of Libc.java, because JShell knows only that of the JDK. */
final class LibcDocs {
    private static final Pattern METHOD = Pattern.compile(
        "/\\*\\*((?:(?!\\*/).)*)\\*/\\s+(?:@\\w+\\S*\\s+)*"
        + "static [\\w<>\\[\\], ]+ (\\w+)(?= =|\\(|;)",
        Pattern.DOTALL);

    private final Map<String, String> texts = new HashMap<>();

    /** @param libc the file Libc.java */
    LibcDocs(Path libc) {
        String source;
        try {
            source = Files.readString(libc);
        } catch (IOException notThere) {
            return;   // then Tab shows signatures only
        }
        METHOD.matcher(source).results().forEach(found -> texts.putIfAbsent(found.group(2),
            found.group(1).replaceAll("(?m)^\\s*\\* ?", "").replaceAll("</?\\w+>", "")
                .replaceAll("\\{@\\w+ ([^}]*)\\}", "$1").replace("&lt;", "<").strip()));
    }

    /** The text about a method or constant, or "". */
    String text(String name) {
        return texts.getOrDefault(name, "");
    }

    /** The first sentence of it, on one line. */
    String summary(String name) {
        return text(name).replaceAll("\\s+", " ").replaceAll("(?<=\\.) .*", "");
    }
}
