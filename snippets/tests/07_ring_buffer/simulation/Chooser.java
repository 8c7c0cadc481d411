/** Chooses one of several options. Option 0 is the one without preemption, death or delay. */
interface Chooser {
    /** @param deaths how many of the options are deaths; they are the last ones */
    int choose(int options, int deaths);

    /** Whether this run has left the path of an earlier one. */
    boolean isNew();
}
