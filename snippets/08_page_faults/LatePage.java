/** A mapped page that comes late, as from a slow disk. */
interface LatePage {
    /** Loads from the page. Returns how long the load took that had to wait, in nanoseconds. */
    long loadNanos();

    /** Returns when a thread is in {@link #loadNanos}, and waits for the page. */
    void awaitFault() throws Exception;
}
