/** A mapped page that comes late, as from a slow disk. */
interface LatePage {
    /** Touches the page. Returns how long the touch took that had to wait, in nanoseconds. */
    long touchNanos() throws InterruptedException;

    /** Returns when a thread is in {@link #touchNanos}, and waits for the page. */
    void awaitFault() throws Exception;

    /** Why the page comes late. */
    String reason();
}
