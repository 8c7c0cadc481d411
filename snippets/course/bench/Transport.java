import java.nio.file.Path;

/** What all transports of the bench have in common: two interfaces, the task, and how they wait. */
final class Transport {
    private Transport() {}

    /** The number of slots of each ring buffer, of this course and of Agrona. */
    static final int RING_CAPACITY = 4096;

    /**
     * The sending side of a transport. The loop over the messages belongs to the transport, and a
     * call handles a chunk of them. The reason is that HotSpot compiles a method as a whole if it
     * returns, but only in parts if it never returns.
     */
    interface Producer extends AutoCloseable {
        /** Sends {@code count} messages from number {@code first} on, and publishes each batch. */
        void send(long first, int count) throws Exception;
    }

    /** The receiving side of a transport. Its constructor creates what the producer connects to. */
    interface Consumer extends AutoCloseable {
        /** Waits for the producer, if the transport has connections. */
        default void accept() throws Exception {}

        /** Takes and checks {@code count} messages. Returns fewer only if the end message came. */
        int receive(long expected, int count) throws Exception;
    }

    /**
     * What the processes have to do, and over which file.
     *
     * @param producers how many producers there are
     * @param producer the number of this producer, from 0
     */
    record Task(String rival, Path path, int batch, long warmUpNanos, long measureNanos,
            long messages, int producers, int producer) {
        /** The same task over another file, for example for the way back. */
        Task at(String suffix) {
            return new Task(rival, path.resolveSibling(path.getFileName() + suffix), batch,
                warmUpNanos, measureNanos, messages, producers, producer);
        }
    }

    /**
     * How many pauses a process makes before it looks again for a message or a free slot. One way,
     * they take a microsecond or two. A process that looks again at once takes the cache line away
     * from the other process with every single message. If the cores are far apart, this alone
     * limits the speed of all transports.
     */
    static int pauses = 1;
    static final int PAUSES_ONE_WAY = 128;

    static void pause() {
        for (int i = 0; i < pauses; i++) {
            Thread.onSpinWait();
        }
    }
}
