import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Closes what is still open when the JVM ends: after an error, after System.exit and on Ctrl-C. The
 * newest is closed first, so that a process ends before the folder in which it writes is deleted.
 */
final class AtExit {
    private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();
    private static boolean ending = !addHook();

    private AtExit() {}

    private static boolean addHook() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(AtExit::closeAll));
            return true;
        } catch (IllegalStateException alreadyEnding) {
            return false;
        }
    }

    /** Closes {@code resource} at the end of the JVM, or now if the JVM is ending already. */
    static void close(AutoCloseable resource) {
        boolean isEnding;
        synchronized (OPEN) {
            isEnding = ending;
            OPEN.push(resource);
        }
        if (isEnding) {
            closeAll();
        }
    }

    /** Opens a resource that registers itself by {@link #close}. */
    interface Opening<T extends AutoCloseable> {
        T open() throws IOException;
    }

    /** Opens a resource, and keeps the JVM from ending between its opening and its registration. */
    static <T extends AutoCloseable> T open(Opening<T> opening) throws IOException {
        synchronized (OPEN) {
            if (ending) {
                throw new IOException("the program is ending");
            }
            return opening.open();
        }
    }

    /** Forgets a resource because it has been closed. */
    static void forget(AutoCloseable resource) {
        synchronized (OPEN) {
            OPEN.remove(resource);
        }
    }

    private static void closeAll() {
        AutoCloseable opened;
        while ((opened = newest()) != null) {
            try {
                opened.close();   // without the lock, because close() may wait for another thread
            } catch (Exception e) {
                // The others are closed all the same.
            }
        }
    }

    private static AutoCloseable newest() {
        synchronized (OPEN) {
            ending = true;
            return OPEN.poll();
        }
    }
}
