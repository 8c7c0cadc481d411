
import module java.base;

/** The transports that the bench compares, and the titles of the parts in which it does so. */
final class TransportRivals {
    private TransportRivals() {}

    static final String ONE_WAY = "one way, messages of 64 bytes";
    static final String BATCHES = "one way, messages of 64 bytes, 32 at a time";
    static final String PING_PONG = "ping-pong, 64 bytes there and back, p50";
    static final String PING_PONG_P99 = "ping-pong, 64 bytes there and back, p99";

    /**
     * A transport and its name in the results. TransportMain knows it by the keys of its producer
     * and its consumer, which are the same unless two languages share one ring.
     */
    record Rival(String name, String producer, String consumer) {
        static final String C_KEY = "c";

        Rival(String name, String key) {
            this(name, key, key);
        }

        boolean needsC() {
            return producer.equals(C_KEY) || consumer.equals(C_KEY);
        }
    }

    static final Rival C = new Rival("C, gcc -O2", Rival.C_KEY);
    static final Rival RING = new Rival("OneToOneRing", "ring");
    static final Rival AERON = new Rival("Aeron IPC, exclusive tryClaim", "aeron");
    static final Rival AGRONA = new Rival("Agrona OneToOneRingBuffer", "agrona-one");
    static final Rival CHRONICLE = new Rival("Chronicle Queue", "chronicle");

    static final List<Rival> STREAMS = List.of(new Rival("pipe", "pipe"),
        new Rival("Unix domain socket", "unix"), new Rival("TCP loopback", "tcp"));

    // These are compared with each other, so they run before the speed between the cores changes.
    static final List<Rival> ONE_TO_ONE = List.of(C, RING, AERON, AGRONA, CHRONICLE);
    static final List<Rival> OTHERS = join(List.of(
        new Rival("ring with lanes, one producer", "lanes"),
        new Rival("ManyToOneRing, one producer", "many"),
        new Rival("Agrona ManyToOneRingBuffer", "agrona-many")), STREAMS);

    // Aeron, Agrona and Chronicle Queue publish each message on its own: they have no batches.
    static final List<Rival> BATCHED = List.of(C, RING);

    static final List<Rival> THERE_AND_BACK = join(List.of(C, RING,
        new Rival("OneToOneRing, futex condition", "ring-futex")), STREAMS);

    /** These are checked and not measured: each language can be at each end of the same ring. */
    static final List<Rival> MIXED = List.of(
        new Rival("from C to OneToOneRing", "c", "ring"),
        new Rival("from OneToOneRing to C", "ring", "c"));

    @SafeVarargs
    static List<Rival> join(List<Rival>... lists) {
        return Stream.of(lists).flatMap(List::stream).toList();
    }

    static final String DIFFERENCES = """
        The rivals do more than this ring, and that takes a part of their time:

        - The ring in C does nothing more: it has the same layout and the same algorithm.
        - Aeron: the same code works over a network. A stream has many publishers and subscribers,
          the slowest subscriber controls the flow, a message may be longer than a slot, a
          publisher may die, and counters show the state. Each message has a header of 32 bytes.
        - Agrona's ring buffers: a message has a type and any length up to an eighth of the ring.
          Its header has 8 bytes. The consumer clears what it has read. The many-to-one ring has
          several producers and can skip a claim whose producer died.
        - Chronicle Queue keeps every message in files, for any number of readers, now or later,
          and for replay. A message has any length and an index.
        - Pipes and sockets: the kernel copies, so no process must trust another one with its
          memory. The kernel blocks and wakes, so waiting costs nothing. It reports when the peer
          has gone. TCP reaches other machines. There is no library and no common layout.
        - This ring occupies a core for each process that waits, because it spins. Its futex
          condition spins only for a moment, and then sleeps.
        """;
}
