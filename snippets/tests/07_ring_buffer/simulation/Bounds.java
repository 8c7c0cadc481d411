/**
 * How far a search goes.
 *
 * @param preemptions how often a process may lose its turn without waiting, or ANY_NUMBER
 * @param delays how many stores may be delayed, and plain loads return an old value
 * @param looksUp whether a process that sleeps looks again after a while
 */
record Bounds(int preemptions, int deaths, int delays, boolean looksUp) {
    static final int ANY_NUMBER = 99;

    /** "1,2,0", or "any,0,1,look". */
    static Bounds of(String text) {
        String[] parts = text.split(",");
        return new Bounds(parts[0].equals("any") ? ANY_NUMBER : Integer.parseInt(parts[0]),
            Integer.parseInt(parts[1]), Integer.parseInt(parts[2]), parts.length > 3);
    }

    boolean anyPreemptions() {
        return preemptions == ANY_NUMBER;
    }

    @Override
    public String toString() {
        return (anyPreemptions() ? "any number of" : "" + preemptions) + " preemptions, " + deaths
            + " deaths, " + delays + " delays" + (looksUp ? ", looks up" : "");
    }
}
