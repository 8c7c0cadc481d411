import java.util.List;

/**
 * A power cut that breaks a store.
 *
 * @param operation the operation that was running or had returned
 * @param when the moment in words
 * @param changes what was not on the disk at this moment
 * @param reached which of these changes reached the disk; all others are lost
 * @param pages the sectors of the changed pages
 * @param then what happened after the restart, or empty if recover failed at once
 * @param promised the states that recover may return
 * @param seen what recover returned, or what it threw
 */
record Cut(int operation, String when, List<String> changes, List<String> reached,
        List<Page> pages, String then, List<Object> promised, Object seen) {
    static final char SAME = '.';
    static final char OLD = 'o';
    static final char NEW = 'n';
    static final char MIXED = 'm';

    /**
     * A page of which something changed.
     *
     * @param label the file and the number of the page
     * @param sectors a letter for each sector: . if nothing changed in it, o if the disk has the
     *     old bytes, n if it has the new bytes, m if it has some of the new words
     */
    record Page(String label, String sectors) {}

    /** Returns the moment and the changes that reached the disk, in sentences. */
    String where() {
        return "The power fails " + when + ". Changes that are not on the disk yet: "
            + changes.size() + ". "
            + (reached.isEmpty() ? "None of them reaches it."
                : "These reach it: " + String.join("; ", reached) + ".")
            + (then.isEmpty() ? "" : " " + then);
    }

    /** Returns the states that recover may return, in words. */
    String promise() {
        return promised.stream().map(String::valueOf).distinct()
            .reduce((one, other) -> one + " or " + other).orElseThrow();
    }
}
