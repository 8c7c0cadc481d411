
import module java.base;

/** The transports that the bench compares, and the titles of the parts in which it does so. */
final class TransportRivals {
    private TransportRivals() {}

    static final String ONE_WAY = "one way, messages of 64 bytes";
    static final String BATCHES = "one way, messages of 64 bytes, 32 at a time";
    static final String PING_PONG = "ping-pong, 64 bytes there and back, p50";
    static final String PING_PONG_P99 = "ping-pong, 64 bytes there and back, p99";

    static final String LANES = "Ring with lanes";
    static final String CLAIM_ORDER = "Ring in claim order";

    /**
     * A transport and its name in the results. TransportMain knows it by the keys of its producer
     * and its consumer, which are the same unless two languages share one ring.
     */
    record Rival(String name, String producer, String consumer, int producers) {
        Rival(String name, String key) {
            this(name, key, key, 1);
        }

        boolean needsC() {
            return isC(producer) || isC(consumer);
        }

        boolean needsDriver() {
            return producer.startsWith("aeron");
        }
    }

    static final String C_PREFIX = "gcc";

    /** Whether a transport is a program in C. Its key is the compiler with its options. */
    static boolean isC(String key) {
        return key.startsWith(C_PREFIX);
    }

    static final Rival C = new Rival("C, gcc -O2", "gcc -O2");
    static final Rival C_NATIVE =
        new Rival("C, gcc -O3 -march=native", "gcc -O3 -march=native");
    static final Rival RING = new Rival("Ring, one to one", "ring");

    static final List<Rival> STREAMS = List.of(new Rival("pipe", "pipe"),
        new Rival("Unix domain socket", "unix"), new Rival("TCP loopback", "tcp"));

    // These are compared with each other, so they run before the distance of the cores changes.
    static final List<Rival> ONE_TO_ONE = List.of(C, C_NATIVE, RING,
        new Rival("Aeron IPC, exclusive tryClaim", "aeron"),
        new Rival("Aeron IPC, same capacity", "aeron-same"),
        new Rival("Agrona OneToOneRingBuffer", "agrona-one"),
        new Rival("Chronicle Queue", "chronicle"));

    // Aeron, Agrona and Chronicle Queue publish each message on its own: they have no batches.
    static final List<Rival> BATCHED = List.of(C, C_NATIVE, RING);

    static final List<Rival> THERE_AND_BACK = join(List.of(C, C_NATIVE, RING,
        new Rival("Ring, futex condition", "ring-futex")), STREAMS);

    /** These are checked and not measured: each language can be at each end of the same ring. */
    static final List<Rival> MIXED = List.of(
        new Rival("from C to Ring", C.producer, RING.consumer, 1),
        new Rival("from Ring to C", RING.producer, C.consumer, 1));

    /** How many producers the transports for many producers get. The consumer needs a core, too. */
    static List<Integer> producers(int cores) {
        return cores > 4 ? List.of(1, 2, 4) : List.of(1, 2);
    }

    static String manyProducers(int producers) {
        return "messages of 64 bytes to one consumer, producers: " + producers;
    }

    static List<Rival> many(int producers) {
        return List.of(
            new Rival("Agrona ManyToOneRingBuffer", "agrona-many", "agrona-many", producers),
            new Rival(LANES, "lanes", "lanes", producers),
            new Rival(CLAIM_ORDER, "many", "many", producers));
    }

    /** The ratios to the first rival that the ring should reach, by title and rival. */
    static final Map<String, Map<String, Double>> GOALS = Map.of(
        ONE_WAY, Map.of(RING.name, 1.0),
        PING_PONG, Map.of(RING.name, 1.0),
        manyProducers(1), Map.of(LANES, 2.0, CLAIM_ORDER, 0.9),
        manyProducers(2), Map.of(LANES, 1.0, CLAIM_ORDER, 0.9));

    @SafeVarargs
    static List<Rival> join(List<Rival>... lists) {
        return Stream.of(lists).flatMap(List::stream).toList();
    }

    static final String DIFFERENCES = """
        The processors are near if a cache line takes less than 220 ns from one to the other and
        back, and otherwise far. The bench measures that before and after each pair of processes. If
        it changes meanwhile, the bench measures the pair again. Each ratio compares figures of the
        same distance only. Each producer has a core of its own if there are enough. Otherwise the
        producers share one.

        All rings have room for 256 KiB of messages; so have the used lanes of a ring together.
        Aeron has 2 MiB, because its driver moves the limit of the publication and has no core of
        its own here. "Same capacity" is Aeron with 256 KiB.

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
